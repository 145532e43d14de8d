"""As `witnesses`, for objects in a bucket."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Final, cast

from baasctl.access.lints.rule import Witness
from baasctl.access.rules.requests import Method
from baasctl.access.rules.storage import StorageRequest, StorageRules
from baasctl.access.rules.values import Value
from baasctl.access.rulesets.mentions import parts
from baasctl.access.rulesets.possible import moment
from baasctl.access.rulesets.reading import Permission
from baasctl.access.rulesets.wishes import UID, wishes_of
from baasctl.engines.rules_language import syntax
from baasctl.model.probe import Data, Family, Operation, Probe, Who, WhoKind

JUDGE: Final = "baasctl's evaluator"
_BUCKET: Final = "bucket"
_MOST_SEGMENTS: Final = 100
_MOST_BRANCHES: Final = 8
_OBJECT: Final[Mapping[str, Value]] = {"size": 1, "contentType": "text/plain"}
_TYPES: Final = ("text/plain", "image/png", "application/pdf", "video/mp4", "audio/mpeg", "application/json")
_BIG_PAGE: Final[Mapping[str, Value]] = {"size": 5 * 1024**3, "contentType": "text/html"}


def file_of_a_stranger(permission: Permission, method: str, now: datetime, *, is_signed_in: bool) -> Witness | None:
    """Somebody of whom nothing is known asks for some file; `None`: that is not allowed."""
    path = _path(permission, {})
    auth: Mapping[str, Value] | None = {"uid": UID, "token": {"sub": UID}} if is_signed_in else None
    if not path:
        return None
    for type_ in _TYPES if method in ("create", "update") else ():
        witness = _tried(permission, method, path, auth, now, new={**_OBJECT, "contentType": type_})
        if witness:
            return witness
    return None if method in ("create", "update") else _tried(permission, method, path, auth, now, new=None)


def big_page(permission: Permission, method: str, now: datetime) -> Witness | None:
    """A signed-in user, with the claims that the rules ask for, writes 5 GiB of HTML; `None`: no such way was found."""
    for branch in islice(parts(permission.condition, "||"), _MOST_BRANCHES):
        found = wishes_of(branch, moment(now))
        path = _path(permission, found.wildcards)
        auth: Mapping[str, Value] = {"uid": UID, "token": {"sub": UID, **found.claims}}
        witness = _tried(permission, method, path, auth, now, new=_BIG_PAGE) if path else None
        if witness is not None:
            return witness
    return None


def _tried(
    permission: Permission,
    method: str,
    path: str,
    auth: Mapping[str, Value] | None,
    now: datetime,
    *,
    new: Mapping[str, Value] | None,
) -> Witness | None:
    request = StorageRequest(
        method=cast("Method", method), path=path, bucket=_BUCKET, auth=auth, object=new, time=moment(now)
    )
    objects = {} if method == "create" else {path: _OBJECT}
    if not StorageRules(permission.alone).decide(request, objects).is_allowed:
        return None
    token = auth.get("token") if auth else None
    claims = {name: value for name, value in token.items() if name != "sub"} if isinstance(token, Mapping) else {}
    who = f"user {UID}" if auth else "anonymous"
    own = f" with the claims {json.dumps(claims, default=str)}" if claims else ""
    data = f" {json.dumps(new, default=str)}" if new else ""
    probe = Probe(
        who=Who(kind=WhoKind.USER, uid=UID, claims=_data(claims)) if auth else Who(kind=WhoKind.ANONYMOUS),
        operation=Operation(method),
        resource="",
        family=Family.OBJECTS,
        row=path.removeprefix("/"),
        existing=_data(objects.get(path, {})) or None,
        new=None if new is None else _data(new),
        at=now,
    )
    return Witness(text=f"{who}{own} {method.upper()} {path}{data} is allowed", probe=probe, judge=JUDGE)


def _data(found: Mapping[str, Value]) -> Data:
    """Sizes, types and claims are plain values."""
    return cast("Data", dict(found))


def _path(permission: Permission, wildcards: Mapping[str, str]) -> str:
    """An object that the permission speaks of; empty: there is none."""
    if not permission.below or len(permission.path) > _MOST_SEGMENTS:
        return ""
    names = (
        each.name if isinstance(each, syntax.LiteralSegment) else wildcards.get(each.name, "x")
        for each in permission.below
    )
    return "/" + "/".join(names)
