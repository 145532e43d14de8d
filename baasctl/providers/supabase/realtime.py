"""`realtime`: `GET` and `PATCH /config/realtime`, and the publication `supabase_realtime` through SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.value import at
from baasctl.providers.contract import Answers, Normalised, Wanted
from baasctl.providers.strict import expect
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.project_settings import effective_config as project_config
from baasctl.providers.supabase.project_settings import realtime_publication
from baasctl.providers.supabase.project_settings.fields import REALTIME
from baasctl.providers.supabase.project_settings.realtime_publication import canonical
from baasctl.providers.supabase.project_settings.rows import body_of, read, touched
from baasctl.providers.supabase.project_settings.service import Service, read_effective, request_text, resource_of

KIND: Final = "realtime"
SOURCE: Final = "config/realtime"
_PUBLICATION: Final = "/publication"


def decode(answers: Answers, address: Address) -> Resource:
    """Effective settings; those that the project never set are unset where its own document was read."""
    values = read_effective(REALTIME, answers, SOURCE, "realtime")
    unset: set[str] = set()
    if SOURCE in answers:
        stored = read(REALTIME, expect(answers[SOURCE], dict, SOURCE, ""), SOURCE, effective=False)
        unset = {path for path, value in stored.items() if value is None}
        values |= {path: value for path, value in stored.items() if value is not None}
    if realtime_publication.SOURCE in answers:
        publication = realtime_publication.parse(answers[realtime_publication.SOURCE])
        if not publication.is_wide:
            values[_PUBLICATION] = publication.tables
    return resource_of(address, values, unset)


def normalise(state: Normalised, answers: Answers) -> Normalised:
    """One spelling of tables; say which cannot be published."""
    problems: list[Diagnostic] = []
    resources: list[Resource] = []
    for one in state.desired.resources:
        tables = at(one.attributes, _PUBLICATION)
        if one.address.kind != KIND or not isinstance(tables, tuple):
            resources.append(one)
            continue
        names = tuple(sorted({canonical(str(table)) for table in tables}))
        publication = realtime_publication.parse(answers.get(realtime_publication.SOURCE))
        problems += realtime_publication.problems(one, names, publication)
        facts = one.facts if publication.is_there else {**one.facts, "creates_publication": True}
        resources.append(replace(one, attributes={**one.attributes, "publication": names}, facts=facts))
    desired = replace(state.desired, resources=tuple(resources))
    return replace(state, desired=desired, diagnostics=(*state.diagnostics, *problems))


def encode(change: Change) -> dict[str, object]:
    """The fields to send; empty when only the publication changes."""
    return body_of(touched(REALTIME, change))


def publication_sql(change: Change) -> str:
    """The SQL to send; empty when the publication does not change."""
    field = change.field_at(_PUBLICATION)
    if field is None:
        return ""
    before, after = (_texts(at(side or {}, _PUBLICATION)) for side in (change.before, change.after))
    return realtime_publication.statements(before, after, create="creates_publication" in change.facts)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def _documents(wanted: Wanted, answers: Answers) -> Iterable[str]:
    """Its own document only where it tells what the shared one does not: set-ness, for adopt."""
    yield project_config.SOURCE
    everything = wanted.is_whole(KIND)
    if everything or project_config.lacks(answers, "realtime"):
        yield SOURCE
    declared = wanted.desired.of(KIND) if wanted.desired is not None else ()
    if everything or any("publication" in one.attributes for one in declared):
        yield realtime_publication.SOURCE


def _write(project: Project, change: Change) -> None:
    """SQL first: it is refused sooner, and then nothing was changed."""
    sql, body = publication_sql(change), encode(change)
    if sql:
        project.api.query(sql)
    if body:
        project.api.update_realtime(body)


def _describe(ref: str, change: Change) -> str:
    sql, body = publication_sql(change), encode(change)
    request = request_text("PATCH", ref, SOURCE, body) if body else ""
    return "\n".join(filter(None, (f"{sql};" if sql else "", request)))


SERVICE = Service(
    kind=KIND,
    documents=_documents,
    fetches={
        SOURCE: lambda api: api.realtime(),
        realtime_publication.SOURCE: lambda api: api.query_read_only(realtime_publication.STATEMENT),
    },
    decode=decode,
    write=_write,
    describe=_describe,
    normalise=normalise,
)
