"""Desired and live functions in one form: keyed by slug, sources as digests, paths as the spec writes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from baasctl.model.address import Address
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, Attributes, at, put
from baasctl.providers.contract import Normalised
from baasctl.providers.supabase.edge_functions.files import FunctionSource, collect
from baasctl.providers.supabase.edge_functions.memory import FunctionMemory

KIND = "functions"
CALLERS = "/trigger/http/auth"
LABEL = "/native/supabase/name"
IMPORT_MAP = "/native/supabase/import_map"
STATIC_FILES = "/native/supabase/static_files"
_UPLOAD_FIELDS = ("/entrypoint", IMPORT_MAP, STATIC_FILES)
"""Fields that only an upload writes, so that they need the source."""

_UNREADABLE = ("/name", "/secrets", STATIC_FILES)
"""Fields that cannot differ: names are the identity, every function reads all secrets, static files are sources."""

_UPLOADED = ("/source", "/entrypoint", IMPORT_MAP)
"""What `upload_digest` covers."""


def slug_of(resource: Resource) -> str:
    """The function's name at Supabase: `name`, or else the key."""
    name = resource.attributes.get("name")
    return name if isinstance(name, str) else resource.address.segments[0]


def source_of(attributes: Attributes, facts: Attributes, root: Path) -> FunctionSource | None:
    """Where the spec has the code; `None` when it declares no source."""
    folder = facts.get("source", attributes.get("source"))
    if not isinstance(folder, str):
        return None
    entrypoint, import_map = at(attributes, "/entrypoint"), at(attributes, IMPORT_MAP)
    globs = at(attributes, STATIC_FILES)
    return FunctionSource(
        root=root,
        folder=folder,
        entrypoint=entrypoint if isinstance(entrypoint, str) else "index.ts",
        import_map=import_map if isinstance(import_map, str) else "",
        static_files=tuple(str(glob) for glob in globs) if isinstance(globs, tuple) else (),
    )


def source_problems(desired: DesiredState) -> Iterator[Diagnostic]:
    """What stands in the way of uploading the declared functions; reads files, asks nobody."""
    for resource in desired.of(KIND):
        source = source_of(resource.attributes, resource.facts, desired.root)
        if source is not None:
            yield from collect(source, resource.span_of("/source")).problems


def undeclared_secrets(desired: DesiredState) -> Iterator[tuple[Resource, str]]:
    """Names of secrets that functions read and that `function_secrets` does not declare."""
    declared = {resource.address.segments[0] for resource in desired.of("function_secrets")}
    for resource in desired.of(KIND):
        names = resource.attributes.get("secrets")
        for name in names if isinstance(names, tuple) else ():
            if name not in declared:
                yield resource, str(name)


def normal_form(state: Normalised, memory: FunctionMemory, live_secrets: frozenset[str]) -> Normalised:
    """Both sides in normal form; the plan is bound to every file of every function.

    Args:
        state: Desired with `source` as a folder, live as decoded.
        memory: What was uploaded before and does not read back.
        live_secrets: Names of the project's secrets, if a function reads one that the spec does not declare.
    """
    work = _Work(memory=memory, root=state.desired.root, problems=list(_missing_secrets(state.desired, live_secrets)))
    live = {resource.address: resource for resource in state.live.resources}
    desired = tuple(
        work.both(resource, live) if resource.address.kind == KIND else resource for resource in state.desired.resources
    )
    snapshot = replace(
        state.live,
        resources=tuple(live[resource.address] for resource in state.live.resources),
        notes=(*state.live.notes, *work.notes),
    )
    return replace(
        state,
        desired=replace(state.desired, resources=desired, digests={**state.desired.digests, **work.digests}),
        live=snapshot,
        diagnostics=(*state.diagnostics, *work.problems),
    )


@dataclass(slots=True, kw_only=True)
class _Work:
    memory: FunctionMemory
    root: Path
    problems: list[Diagnostic]
    notes: list[Diagnostic] = field(default_factory=list)
    taken: dict[Address, Resource] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def both(self, resource: Resource, live: dict[Address, Resource]) -> Resource:
        """The desired function in normal form; its live twin in *live* is brought into the same form."""
        address = replace(resource.address, segments=(slug_of(resource),))
        if address in self.taken:
            other = self.taken[address].declared_at
            self._problem(_SAME_NAME, resource, "/name", f"`{address.local}` is declared at {other} too")
        self.taken[address] = resource
        desired = replace(resource, address=address, attributes=self._digested(resource, is_new=address not in live))
        former = replace(address, segments=resource.renamed_from or ())
        for twin in (address, former) if address not in live else (address,):
            if twin in live:
                live[twin] = self._comparable(live[twin], desired)
        return desired

    def _digested(self, resource: Resource, *, is_new: bool) -> Attributes:
        if isinstance(resource.attributes.get("source"), Mapping):
            return resource.attributes
        source = source_of(resource.attributes, resource.facts, self.root)
        if source is None:
            needing = [path for path in _UPLOAD_FIELDS if at(resource.attributes, path) is not ABSENT]
            if is_new or needing:
                what = (
                    f"`{needing[0]}` is written with the code only" if needing else "the project has no such function"
                )
                self._problem(_NO_SOURCE, resource, needing[0] if needing else "", what)
            return resource.attributes
        found = collect(source, resource.span_of("/source"))
        self.problems += found.problems
        self.digests |= {source.from_root(path): digest for path, digest in found.digests.items()}
        return {**resource.attributes, "source": dict(sorted(found.digests.items()))}

    def _comparable(self, live: Resource, desired: Resource) -> Resource:
        attributes = live.attributes
        same_as_desired = [*_UNREADABLE]
        known = self.memory.at(live.address.segments[0], live.version or "")
        if known is not None and known.uploaded:
            self.notes.append(_not_comparable(live, desired))
            if known.uploaded == upload_digest(desired.attributes):
                same_as_desired += _UPLOADED
        else:
            attributes = _with_paths(live, desired)
        for path in same_as_desired:
            if (value := at(desired.attributes, path)) is not ABSENT:
                attributes = put(attributes, path, value)
        if isinstance(at(desired.attributes, LABEL), str):
            attributes = put(attributes, LABEL, live.facts.get(LABEL))
        return live.with_attributes(attributes)

    def _problem(self, kind: tuple[str, str, str], resource: Resource, path: str, detail: str) -> None:
        code, summary, hint = kind
        span, address = resource.span_of(path), resource.address
        self.problems.append(
            Diagnostic(code=code, summary=summary, detail=detail, hint=hint, span=span, address=address)
        )


def upload_digest(attributes: Attributes) -> str:
    """One digest of what an upload of a desired function consists of."""
    parts = {path: value for path in _UPLOADED if (value := at(attributes, path)) is not ABSENT}
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=dict).encode()).hexdigest()


def is_path_end(path: str, end: str) -> bool:
    """Whether a path is another one, or ends with it: the platform puts its own folders before paths."""
    return f"/{path}".endswith(f"/{end}")


def _with_paths(live: Resource, desired: Resource) -> Attributes:
    """Live attributes with paths as the spec writes them, where they are the same."""
    attributes = live.attributes
    for path, fact in (("/entrypoint", "entrypoint_path"), (IMPORT_MAP, "import_map_path")):
        written, found = at(desired.attributes, path), str(live.facts.get(fact) or "")
        if isinstance(written, str):
            attributes = put(attributes, path, written if is_path_end(found, written) else found or ABSENT)
    entrypoint = str(live.facts.get("entrypoint_path") or "")
    if entrypoint and "entrypoint" not in desired.attributes and not is_path_end(entrypoint, "index.ts"):
        # The same files with another entrypoint are another function.
        attributes = put(attributes, "/source", ABSENT)
    return attributes


def _not_comparable(live: Resource, desired: Resource) -> Diagnostic:
    return Diagnostic(
        code="READ121",
        severity=Severity.NOTE,
        summary="source not comparable",
        detail=f"`{live.address.local}` does not read back as it was uploaded;"
        " it is deployed again only when its source in the spec changes",
        span=desired.span_of("/source"),
        address=desired.address,
    )


_SAME_NAME = ("SPEC321", "two functions have one name at Supabase", "give one of them another `name`, or remove it")
_NO_SOURCE = ("SPEC322", "the function needs its source", "declare `source: <folder>`")


def _missing_secrets(desired: DesiredState, live_secrets: frozenset[str]) -> Iterator[Diagnostic]:
    for resource, name in undeclared_secrets(desired):
        if name not in live_secrets:
            yield Diagnostic(
                code="SPEC323",
                summary="the function reads a secret that does not exist",
                detail=f"`{resource.address.local}` reads `{name}`; neither `function_secrets` nor the project has it",
                hint=f"declare `function_secrets: {{{name}: …}}`, or take the name out",
                span=resource.span_of("/secrets"),
                address=resource.address,
            )
