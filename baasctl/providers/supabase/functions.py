"""`functions`: edge functions, their sources and who may call them."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.errors import Invalid, NotFound
from baasctl.model.plan import Batch
from baasctl.model.resource import Resource
from baasctl.model.result import Outcome, Status
from baasctl.model.secret import Vault
from baasctl.model.value import Value, at, freeze, put
from baasctl.providers.contract import Answer, Answers, Normalised, Source, Wanted
from baasctl.providers.strict import expect, expect_objects, expect_or_none, unexpected
from baasctl.providers.supabase.auth_hooks import functions_url
from baasctl.providers.supabase.edge_functions import schedules as function_schedules
from baasctl.providers.supabase.edge_functions.adoption import static_files
from baasctl.providers.supabase.edge_functions.body import plain_path, read_sources
from baasctl.providers.supabase.edge_functions.deploy import FunctionWriter, batch_key, request_of, version_of
from baasctl.providers.supabase.edge_functions.entries import SLUG_PATTERN
from baasctl.providers.supabase.edge_functions.files import IMPORT_MAPS
from baasctl.providers.supabase.edge_functions.memory import Deployed, FunctionMemory
from baasctl.providers.supabase.edge_functions.normal_form import (
    CALLERS,
    IMPORT_MAP,
    LABEL,
    STATIC_FILES,
    normal_form,
    slug_of,
    undeclared_secrets,
)
from baasctl.providers.supabase.project import Project
from baasctl.providers.writing import write_together

LIST = "functions"
SECRETS = "secrets"


class FunctionsPart:
    """Edge functions of a project.

    The answer of `functions` is the list and, for the versions in it that were read before, their files:
    `{"list": […], "known": {slug: {path: SHA-256} or null}}`. The answer of `functions/<slug>/body` is
    a map from path to content, or null where the platform has no sources.
    """

    kinds = frozenset({"functions"})

    def __init__(self, project: Project) -> None:
        self._project = project
        self._memory = FunctionMemory.load(project.cache / project.ref / "functions.json" if project.cache else None)
        self._listed: Mapping[str, str] = {}

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """The list, the bodies of declared functions that moved since they were read, secrets if any are named."""
        names = [LIST]
        if wanted.desired is not None and any(undeclared_secrets(wanted.desired)):
            names.append(SECRETS)
        declared_functions = () if wanted.desired is None else tuple(wanted.desired.of("functions"))
        renames = any(each.renamed_from for each in declared_functions)
        if wanted.is_whole("functions") or renames or function_schedules.is_wanted(declared_functions):
            names.append(function_schedules.SOURCE)
        if answers.get(LIST) is not None:
            entries, known = _list_of(answers[LIST])
            if wanted.desired is not None:
                declared = frozenset(slug_of(resource) for resource in wanted.desired.of("functions"))
                names += [_body_of(slug) for slug, _ in entries if slug in declared and slug not in known]
            elif "functions" in wanted.whole:
                names += [_body_of(slug) for slug, _ in entries]
        return tuple(Source(name, self.kinds) for name in names)

    def fetch(self, name: str) -> Answer:
        """See `Part.fetch`."""
        if name == SECRETS:
            return self._project.api.secrets()
        if name == LIST:
            return self._fetch_list()
        if name == function_schedules.SOURCE:
            return self._fetch_jobs()
        slug = name.split("/")[1]
        try:
            response = self._project.api.function_body(slug)
        except NotFound:
            return None
        return read_sources(response, name, self._listed.get(slug, ""))

    def decode(self, kind: str, wanted: Wanted, answers: Answers) -> Sequence[Resource]:
        """See `decode`; where nothing is declared, static files are told as a spec would name them."""
        del kind
        entries, known = _list_of(answers[LIST])
        bodies = {slug: answers.get(_body_of(slug), known.get(slug)) for slug, _ in entries}
        found = decode(entries, bodies, self._project.target.name, self._project.ref)
        if (rows := answers.get(function_schedules.SOURCE)) is not None:
            jobs = function_schedules.jobs_of(rows)
            found = tuple(function_schedules.with_schedule(each, jobs, self._project.ref) for each in found)
        if wanted.desired is not None or "functions" not in wanted.whole:
            return found
        return tuple(_with_static_files(resource, bodies[resource.address.segments[0]]) for resource in found)

    def normalise(self, state: Normalised, answers: Answers, vault: Vault) -> Normalised:
        """See `edge_functions.normal_form`; what was read is remembered."""
        del vault
        entries, _ = _list_of(answers[LIST])
        read = {slug: answers[_body_of(slug)] for slug, _ in entries if _body_of(slug) in answers}
        versions = {slug: version_of(entry) for slug, entry in entries}
        self._memory.remember(
            {slug: Deployed(version=versions[slug], files=_digests(files)) for slug, files in read.items()}
        )
        secrets = answers.get(SECRETS)
        live_secrets = [str(entry.get("name")) for entry in expect_objects(secrets, SECRETS)] if secrets else []
        has_cron = answers.get(function_schedules.SOURCE) is not None
        problems = function_schedules.problems(state, has_cron=has_cron)
        state = replace(state, diagnostics=(*state.diagnostics, *problems))
        return normal_form(state, self._memory, frozenset(live_secrets))

    def batch_key(self, change: Change) -> str:
        """See `edge_functions.deploy.batch_key`."""
        if function_schedules.is_schedule_only(change):
            return f"function {change.address.segments[0]}, schedule"
        return batch_key(function_schedules.without_schedule(change))

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        """See `FunctionWriter`; the jobs of functions that were written are written after them."""
        del vault
        changes = batch.changes
        if function_schedules.is_schedule_only(changes[0]):
            return write_together(changes, lambda: self._write_job(changes[0]))
        bare = [function_schedules.without_schedule(change) for change in changes]
        outcomes = FunctionWriter(self._project, self._memory).execute(bare)
        whole = {change.address: change for change in changes}
        return [self._scheduled(replace(each, change=whole[each.change.address])) for each in outcomes]

    def describe(self, change: Change) -> str:
        """See `edge_functions.deploy.request_of`."""
        job = (
            f"{function_schedules.statement(change, self._project.ref)};" if function_schedules.touches(change) else ""
        )
        if function_schedules.is_schedule_only(change):
            return job
        request = request_of(function_schedules.without_schedule(change), self._project.root, self._project.ref)
        return "\n".join(filter(None, (request, job)))

    def contents(self, resource: Resource, answers: Answers) -> Mapping[str, bytes]:
        """See `Provider.contents`; paths that a spec could not name are left out."""
        files = answers.get(_body_of(resource.address.segments[0]))
        if not isinstance(files, Mapping):
            return {}
        base = posixpath.dirname(str(resource.facts.get("entrypoint", "")))
        placed = {posixpath.normpath(posixpath.join(base, path)): content for path, content in files.items()}
        return {
            path: content for path, content in placed.items() if not path.startswith(("/", ".")) and "/." not in path
        }

    def _fetch_jobs(self) -> Answer:
        """The jobs of functions; `None` where there is no scheduler."""
        try:
            return self._project.api.query_read_only(function_schedules.STATEMENT)
        except Invalid as error:
            if function_schedules.MISSING_TABLE in str(error):
                return None
            raise

    def _scheduled(self, outcome: Outcome) -> Outcome:
        if outcome.status is not Status.APPLIED or not function_schedules.touches(outcome.change):
            return outcome
        return write_together([outcome.change], lambda: self._write_job(outcome.change))[0]

    def _write_job(self, change: Change) -> None:
        self._project.api.query(function_schedules.statement(change, self._project.ref))

    def _fetch_list(self) -> Answer:
        entries = expect_objects(self._project.api.functions(), LIST)
        self._listed = {str(entry.get("slug")): str(entry.get("entrypoint_path", "")) for entry in entries}
        known = {
            str(entry.get("slug")): deployed.files
            for entry in entries
            if (deployed := self._memory.at(str(entry.get("slug")), version_of(entry)))
        }
        return {"list": entries, "known": known}


def decode(
    entries: Iterable[tuple[str, Mapping[str, object]]],
    bodies: Mapping[str, object],
    target: str,
    ref: str,
) -> tuple[Resource, ...]:
    """Live functions from their entries in the list and the files of those that were read.

    A function whose sources are not known has no `/source`. The list has no static files and no names of secrets.

    Raises:
        UnexpectedAnswer: An entry is not what the API promises.
    """
    return tuple(sorted((_decoded(*entry, bodies, target, ref) for entry in entries), key=lambda each: each.address))


def _decoded(slug: str, entry: Mapping[str, object], bodies: Mapping[str, object], target: str, ref: str) -> Resource:
    wire = _Entry.read(slug, entry)
    files = _digests(bodies.get(slug))
    above = max((path.count("../") for path in files or ()), default=0)
    entrypoint = "/".join(plain_path(wire.entrypoint_path).split("/")[-1 - above :])
    attributes: dict[str, object] = {}
    if files is not None:
        attributes["source"] = files
    if entrypoint not in ("", "index.ts"):
        attributes["entrypoint"] = entrypoint
    if wire.verify_jwt is not None:
        attributes["trigger"] = {"http": {"auth": "jwt" if wire.verify_jwt else "none"}}
    native: dict[str, object] = {"name": wire.name} if wire.name != slug else {}
    import_map = _beside(entrypoint, wire) if wire.import_map_path else ""
    if import_map and posixpath.relpath(import_map, posixpath.dirname(entrypoint) or ".") not in IMPORT_MAPS:
        native["import_map"] = import_map
    if native:
        attributes["native"] = {"supabase": native}
    return Resource(
        address=Address(target, "functions", (slug,)),
        attributes=_record(attributes),
        remote_id=wire.id,
        version=version_of(entry),
        facts=_record(
            {
                "id": wire.id,
                "url": functions_url(ref) + slug,
                "entrypoint": entrypoint,
                "entrypoint_path": plain_path(wire.entrypoint_path),
                "import_map_path": plain_path(wire.import_map_path),
                LABEL: wire.name,
                CALLERS: None if wire.verify_jwt is None else "jwt" if wire.verify_jwt else "none",
            }
        ),
    )


def _with_static_files(resource: Resource, files: object) -> Resource:
    if not isinstance(files, Mapping):
        return resource
    entrypoint, import_map = str(resource.facts.get("entrypoint")), at(resource.attributes, IMPORT_MAP)
    base = posixpath.dirname(entrypoint) or "."
    named = posixpath.relpath(import_map, base) if isinstance(import_map, str) else ""
    globs = static_files(files, entrypoint, named)
    return resource.with_attributes(put(resource.attributes, STATIC_FILES, globs)) if globs else resource


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One entry of the list (`FunctionResponse` of the contract); empty where the answer has no member."""

    id: str
    name: str
    verify_jwt: bool | None
    entrypoint_path: str
    import_map_path: str

    @classmethod
    def read(cls, slug: str, entry: Mapping[str, object]) -> _Entry:
        def text(member: str) -> str:
            return expect_or_none(entry.get(member), str, LIST, f"/{slug}/{member}") or ""

        return cls(
            id=expect(entry.get("id"), str, LIST, f"/{slug}/id"),
            name=expect(entry.get("name"), str, LIST, f"/{slug}/name"),
            verify_jwt=expect_or_none(entry.get("verify_jwt"), bool, LIST, f"/{slug}/verify_jwt"),
            entrypoint_path=text("entrypoint_path"),
            import_map_path=text("import_map_path"),
        )


def _beside(entrypoint: str, wire: _Entry) -> str:
    """The import map's path from the folder that *entrypoint* starts at; its name alone if it is not below."""
    base = posixpath.dirname(plain_path(wire.entrypoint_path)) or "."
    relative = posixpath.relpath(plain_path(wire.import_map_path), base)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(entrypoint), relative))
    return posixpath.basename(path) if path.startswith("..") else path


def _list_of(answer: Answer) -> tuple[list[tuple[str, dict[str, object]]], Mapping[str, object]]:
    """The entries that are not removed, by slug, and what was known of them."""
    document = expect(answer, dict, LIST, "")
    entries = [
        (_slug(expect(entry.get("slug"), str, LIST, f"/{index}/slug"), index), entry)
        for index, entry in enumerate(expect_objects(document["list"], LIST))
        if entry.get("status") != "REMOVED"
    ]
    return entries, document["known"]


def _slug(text: str, index: int) -> str:
    if not re.fullmatch(SLUG_PATTERN, text):
        raise unexpected(LIST, f"/{index}/slug", "this is no name of a function")
    return text


def _record(value: object) -> Mapping[str, Value]:
    frozen = freeze(value)
    return frozen if isinstance(frozen, Mapping) else {}


def _digests(files: object) -> dict[str, str] | None:
    """SHA-256 by path, of files that were read or of digests that were known."""
    if not isinstance(files, Mapping):
        return None
    return {
        str(path): hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else str(content)
        for path, content in sorted(files.items())
    }


def _body_of(slug: str) -> str:
    return f"functions/{slug}/body"
