"""Requests that rules allow, found by trying and answered by the evaluator before anybody hears of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Final

from baasctl.access.lints.rule import Witness
from baasctl.access.rules.requests import Query, Request, Rules
from baasctl.access.rules.values import Timestamp, Value
from baasctl.access.rulesets.mentions import mention_of, parts
from baasctl.access.rulesets.possible import moment
from baasctl.access.rulesets.probing import probe_of
from baasctl.access.rulesets.reading import FIRESTORE, STORAGE, Permission
from baasctl.access.rulesets.storage_witnesses import JUDGE, file_of_a_stranger
from baasctl.access.rulesets.wishes import UID, Wishes, wishes_of
from baasctl.engines.rules_language import syntax

_MOST_BRANCHES: Final = 8
_MOST_SEGMENTS: Final = 100
"""Firestore takes no longer paths."""
_ID: Final = "x"
_DOCUMENT: Final[Mapping[str, Value]] = {"title": "x"}
_LONGEST_DATA: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A request with what is there before it."""

    request: Request
    documents: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)

    @property
    def existing(self) -> Mapping[str, Value]:
        return self.documents.get(self.request.path, {})

    @property
    def new(self) -> Mapping[str, Value]:
        return self.request.document or {}


def is_allowed(permission: Permission, trial: Trial) -> bool:
    """Whether this permission alone lets the request through."""
    return _compiled(permission).decide(trial.request, trial.documents).is_allowed


@lru_cache(maxsize=512)
def _compiled(permission: Permission) -> Rules:
    """Several lints try each permission, one request after the other."""
    return Rules(permission.alone, permission.service)


def stranger(permission: Permission, method: str, now: datetime, *, is_signed_in: bool) -> Witness | None:
    """Somebody of whom nothing is known, with a document that nothing is asked of; `None`: that is not allowed."""
    if permission.service == STORAGE:
        return file_of_a_stranger(permission, method, now, is_signed_in=is_signed_in)
    for trial in _plain(permission, method, moment(now), is_signed_in=is_signed_in):
        if is_allowed(permission, trial):
            return shown(trial)
    return None


def allowed_trials(
    permission: Permission,
    method: str,
    now: datetime,
    *,
    with_claims: bool = True,
    at: str = "",
    is_signed_in: bool = True,
) -> Iterator[Trial]:
    """Requests that the permission allows; few, and none where none was found.

    Args:
        with_claims: The user may have claims of an application, and other documents say what the rules like to read.
        at: The document; empty: any that suits.
        is_signed_in: Somebody is; else nobody.
    """
    if permission.service != FIRESTORE:
        return
    for branch in islice(parts(permission.condition, "||"), _MOST_BRANCHES):
        found = wishes_of(branch, moment(now))
        path = at or path_of(permission, found.wildcards)
        if path is not None:
            trial = _trial(path, method, found, with_claims=with_claims, is_signed_in=is_signed_in)
            if is_allowed(permission, trial):
                yield trial


def changed(permission: Permission, trial: Trial, fields: Mapping[str, Value]) -> Trial | None:
    """The same write with other values in some fields, if that is allowed, too."""
    document = {**trial.new, **fields}
    request = replace(trial.request, document=document, written=tuple(sorted(document)))
    other = replace(trial, request=request)
    return other if is_allowed(permission, other) else None


def owned(trial: Trial, fields: Mapping[str, Value]) -> Trial:
    """The same write to a document that had other values before."""
    return replace(trial, documents={**trial.documents, trial.request.path: {**trial.existing, **fields}})


def shown(trial: Trial) -> Witness:
    """The request in a sentence."""
    request = trial.request
    who = f"user {UID}" if request.auth else "anonymous"
    claims = {name: value for name, value in _claims(request).items() if name != "sub"}
    own = f" with the claims {_data(claims)}" if claims else ""
    new = f" {_data(request.document)}" if request.document and request.method in ("create", "update") else ""
    before = f" over {_data(trial.existing)}" if request.method == "update" and trial.existing else ""
    return Witness(
        text=f"{who}{own} {request.method.upper()} {request.path}{new}{before} is allowed",
        probe=probe_of(request, trial.documents),
        judge=JUDGE,
    )


def path_of(permission: Permission, wildcards: Mapping[str, str]) -> str | None:
    """A document that the permission speaks of; `None`: there is none."""
    if permission.below is None or len(permission.path) > _MOST_SEGMENTS:
        return None
    segments: list[str] = []
    for number, segment in enumerate(permission.below):
        if isinstance(segment, syntax.LiteralSegment):
            segments.append(segment.name)
        elif not segment.is_recursive:
            segments.append(wildcards.get(segment.name, _ID if len(segments) % 2 else "things"))
        else:
            left = len(permission.below) - number - 1
            segments += ["things", _ID] if (len(segments) + left) % 2 == 0 else ["things"]
    return "/" + "/".join(segments) if segments and len(segments) % 2 == 0 else None


def _plain(permission: Permission, method: str, now: Timestamp, *, is_signed_in: bool) -> Iterator[Trial]:
    path = path_of(permission, {})
    if path is None:
        return
    auth: Mapping[str, Value] | None = {"uid": UID, "token": {"sub": UID}} if is_signed_in else None
    yield _request(method, path, auth, {} if method == "create" else {path: _DOCUMENT}, new=_DOCUMENT, now=now)


def _request(
    method: str,
    path: str,
    auth: Mapping[str, Value] | None,
    documents: Mapping[str, Mapping[str, Value]],
    *,
    new: Mapping[str, Value],
    now: Timestamp,
    query: Query | None = None,
) -> Trial:
    is_write = method in ("create", "update")
    request = Request(
        method=method,  # type: ignore[arg-type]
        path=path.rpartition("/")[0] if method == "list" else path,
        auth=auth,
        document=dict(new) if is_write else None,
        written=tuple(sorted(new)) if is_write else (),
        query=query or Query(),
        time=now,
    )
    return Trial(request=request, documents=documents)


def _trial(path: str, method: str, found: Wishes, *, with_claims: bool, is_signed_in: bool) -> Trial:
    claims = _nested(found.claims) if with_claims else {}
    existing = _nested(found.existing) or dict(_DOCUMENT)
    new = _nested(found.new) or {}
    documents: dict[str, Mapping[str, Value]] = {}
    if with_claims:
        for node, fields in found.documents.items():
            other = _document_path(node, found.wildcards)
            if other:
                documents[other] = _nested(fields)
    if method not in ("create", "list"):
        documents[path] = existing
    filters = tuple((name, "EQUAL", value) for name, value in found.existing.items()) if method == "list" else ()
    merged = {**existing, **new} if method == "update" else new or dict(_DOCUMENT)
    auth: Mapping[str, Value] | None = {"uid": UID, "token": {"sub": UID, **claims}} if is_signed_in else None
    return _request(method, path, auth, documents, new=merged, now=found.now, query=Query(filters=filters))


def _document_path(node: syntax.Expression, wildcards: Mapping[str, str]) -> str:
    """Below `documents`; empty where a part of the path is not known."""
    if not isinstance(node, syntax.Path):
        return ""
    found: list[str] = []
    for segment in node.segments[3:]:
        if isinstance(segment, syntax.LiteralSegment):
            found.append(segment.name)
            continue
        said = mention_of(segment.value) if isinstance(segment, syntax.ComputedSegment) else None
        if said is None:
            return ""
        is_user = said.is_below("request", "auth", "uid")
        found.append(UID if is_user else wildcards.get(said.root, _ID) if not said.path else "")
    return "/" + "/".join(found) if all(found) else ""


def _nested(flat: Mapping[str, Value]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, value in flat.items():
        here, *path = found, *name.split(".")
        for part in path[:-1]:
            inner = here.setdefault(part, {})
            if not isinstance(inner, dict):
                break
            here = inner
        else:
            here[path[-1]] = value
    return found


def _claims(request: Request) -> Mapping[str, Value]:
    token = request.auth.get("token") if request.auth else None
    return token if isinstance(token, Mapping) else {}


def _data(found: Mapping[str, Value]) -> str:
    """As JSON, shortened."""
    text = json.dumps(found, default=_odd, ensure_ascii=False)
    return text if len(text) <= _LONGEST_DATA else text[: _LONGEST_DATA - 1] + "…"


def _odd(value: object) -> str:
    return "now" if isinstance(value, Timestamp) else str(value)
