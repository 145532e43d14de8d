"""`postgres_settings`: `GET`, `PATCH` and `PUT /config/database/postgres`.

The document holds overrides alone. `PATCH` adds to them; `PUT` replaces them all, so what the spec does not
declare is read first and sent along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from baasctl.kinds.postgres_settings import needs_restart
from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.errors import NotFound
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Value, at, put
from baasctl.providers.contract import Answers, Normalised, Wanted
from baasctl.providers.strict import expect
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.project_settings.postgres_fields import POSTGRES
from baasctl.providers.supabase.project_settings.rows import Setting, read, touched
from baasctl.providers.supabase.project_settings.service import Service, request_text, resource_of
from baasctl.providers.supabase.waiting import wait_until

KIND: Final = "postgres_settings"
SOURCE: Final = "config/database/postgres"
_RESTART: Final = "restart_database"
_WIRES: Final = frozenset(row.wire for row in POSTGRES)


def decode(answers: Answers, address: Address) -> Resource:
    """The overrides; every other setting is unset."""
    document = expect(answers.get(SOURCE), dict, SOURCE, "")
    found = read(POSTGRES, document, SOURCE, effective=False)
    return resource_of(address, found, (row.pointer for row in POSTGRES if found.get(row.pointer) is None))


def normalise(state: Normalised, answers: Answers) -> Normalised:
    """One spelling of sizes and times."""
    del answers
    resources = tuple(_spelled(one) if one.address.kind == KIND else one for one in state.desired.resources)
    return replace(state, desired=replace(state.desired, resources=resources))


def encode(change: Change) -> dict[str, object]:
    """What changes, `None` to drop an override, and whether the database may restart for it."""
    return {**_flat(touched(POSTGRES, change)), _RESTART: needs_restart(change)}


def _flat(values: Mapping[Setting, Value]) -> dict[str, object]:
    """Dots belong to the names here."""
    return {row.wire: None if value is None else row.codec.write(value) for row, value in values.items()}


def _spelled(resource: Resource) -> Resource:
    attributes = resource.attributes
    for row in POSTGRES:
        value = at(attributes, row.pointer)
        if value is not ABSENT and value is not None:
            attributes = put(attributes, row.pointer, row.codec.read(value))
    return resource.with_attributes(attributes)


def _documents(wanted: Wanted, answers: Answers) -> Iterable[str]:
    del wanted, answers
    return (SOURCE,)


def _write(project: Project, change: Change) -> None:
    body = encode(change)
    if None in body.values():
        _replace(project, body)
    else:
        try:
            project.api.merge_postgres_settings(body)
        except NotFound:
            _replace(project, body)
    if body[_RESTART]:
        wait_until(project, partial(_is_healthy, project), "the database has restarted")


def _replace(project: Project, body: Mapping[str, object]) -> None:
    """Keep the overrides that the change does not touch."""
    kept = {name: value for name, value in project.api.postgres_settings().items() if name in _WIRES}
    wanted = {name: value for name, value in {**kept, **body}.items() if value is not None}
    project.api.replace_postgres_settings(wanted)


def _is_healthy(project: Project) -> bool:
    return project.api.project().get("status") == "ACTIVE_HEALTHY"


def _describe(ref: str, change: Change) -> str:
    body = encode(change)
    if None not in body.values():
        return request_text("PATCH", ref, SOURCE, body)
    dropped = ", ".join(sorted(name for name, value in body.items() if value is None))
    sent = {name: value for name, value in body.items() if value is not None}
    return request_text("PUT", ref, SOURCE, sent) + f"\nwith all other overrides as they are then, without {dropped}"


SERVICE = Service(
    kind=KIND,
    documents=_documents,
    fetches={SOURCE: lambda api: api.postgres_settings()},
    decode=decode,
    write=_write,
    describe=_describe,
    normalise=normalise,
)
