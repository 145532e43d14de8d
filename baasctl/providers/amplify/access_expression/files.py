"""Files as `storage_access`: who may do what below a path.

Amplify's paths end in `/*`, which reaches all the way down, and may have one folder for each user before it
(aws-amplify/amplify-backend: packages/backend-storage/src/validate_storage_access_paths.ts). That folder is named by
the id of the user's identity in the identity pool, which is not the id in their token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from baasctl.model.access import AccessResource, Engine
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.probe import Operation
from baasctl.model.span import Span
from baasctl.model.value import Attributes, freeze
from baasctl.providers.amplify.access_expression.subjects import CannotSay, Strategy, Subject, subjects_of
from baasctl.providers.amplify.storage_access import COPIED, ENTITY

_PATH: Final = re.compile(
    r"(?P<folder>(?:[^{}*/]+/)+)(?:\{(?P<owner>[A-Za-z_][A-Za-z0-9_]*)\}/)?\{[A-Za-z_][A-Za-z0-9_]*=\*\*\}"
)
_WRITES: Final = frozenset({Operation.CREATE, Operation.UPDATE})
_WORDS: Final = {
    Operation.GET: "get",
    Operation.LIST: "list",
    Operation.CREATE: "write",
    Operation.UPDATE: "write",
    Operation.DELETE: "delete",
}


def expressed_files(resource: AccessResource, problems: list[Diagnostic]) -> tuple[tuple[str, str], Attributes] | None:
    """Bucket and path, and who may do what there; `None` after a problem, which is added to *problems*."""
    found: list[Diagnostic] = list(_shape(resource))
    match = _PATH.fullmatch(resource.place.path)
    owner = match["owner"] or "" if match else ""
    granted: dict[Subject, set[Operation]] = {}
    for entry in resource.allow:
        if entry.when:
            hint = "let a function sign uploads (presigned POST has conditions), or check files in a trigger"
            detail = f"`when` in `{resource.name}`: policies see the path of a file, and neither its size nor its type"
            found.append(_problem("RENDER871", detail, hint, entry.span_of("when")))
        try:
            for subject in subjects_of(entry.to, resource):
                if subject.strategy is Strategy.OWNER and (not owner or subject.name != owner):
                    found.append(_no_folder(resource, subject, entry.span_of("to")))
                granted.setdefault(subject, set()).update(entry.operations)
        except CannotSay as reason:
            found.append(reason.diagnostic)
    for subject, said in granted.items():
        if len(said & _WRITES) == 1:
            detail = f"`{resource.name}` lets {subject.strategy} {subject.name} do one of create and update".replace(
                "  ", " "
            )
            hint = "allow both or neither: S3 knows PutObject alone, which does both"
            found.append(_problem("RENDER877", detail, hint, resource.span))
    problems.extend(found)
    if found or match is None:
        return None
    path = f"{match['folder']}{f'{ENTITY}/' if match['owner'] else ''}*"
    return (resource.place.container, path), _attributes(granted)


def _attributes(granted: dict[Subject, set[Operation]]) -> Attributes:
    words = {one: tuple(sorted({_WORDS[each] for each in said})) for one, said in granted.items()}
    owners = {each for one, said in words.items() if one.strategy is Strategy.OWNER for each in said}
    signed_in = words.get(Subject(Strategy.PRIVATE), ())
    found: dict[str, object] = {
        "guest": words.get(Subject(Strategy.PUBLIC), ()),
        "authenticated": signed_in,
        "entity": tuple(sorted(owners)),
        "groups": {one.name: said for one, said in words.items() if one.strategy is Strategy.GROUPS},
    }
    if signed_in or owners:
        found["members"] = COPIED
    attributes: Attributes = freeze(found)  # type: ignore[assignment]
    return attributes


def _shape(resource: AccessResource) -> Iterator[Diagnostic]:
    place = resource.place
    if not _PATH.fullmatch(place.path):
        detail = (
            f"`{place.path}` of `{resource.name}`: a path of Amplify is folders, at most one variable, and all below"
        )
        hint = "write `avatars/{uid}/{file=**}` or `public/{file=**}`: `*` in a policy reaches all the way down"
        yield _problem("RENDER877", detail, hint, place.span)
    if not place.container:
        detail = f"`{resource.name}` says no `bucket`, and an app of Amplify may have several"
        yield _problem("RENDER877", detail, "write `bucket:` with the name in `defineStorage`", resource.span)
    native = resource.native(Engine.AMPLIFY)
    if native is not None:
        detail = f"`native: {{amplify: …}}` of `{resource.name}`: access to a path is whole operations"
        yield _problem("RENDER875", detail, "narrow the entries of `allow`", native.span)


def _no_folder(resource: AccessResource, subject: Subject, span: Span) -> Diagnostic:
    detail = f"`owner: {subject.name}` of `{resource.name}` is not the folder before what is below"
    return _problem(
        "RENDER877", detail, "write the owner's variable as the last folder: `avatars/{uid}/{file=**}`", span
    )


def _problem(code: str, detail: str, hint: str, span: Span) -> Diagnostic:
    summaries = {
        "RENDER871": "Amplify's policies know nothing of a file",
        "RENDER875": "a rule of Amplify cannot narrow others",
        "RENDER877": "Amplify's storage cannot say this",
    }
    return Diagnostic(code=code, summary=summaries[code], detail=detail, hint=hint, span=span)
