"""What AppSync and DynamoDB would refuse, known before anything is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import Value, at, pointer
from baasctl.providers.amplify.appsync.documents import members
from baasctl.providers.amplify.appsync.tables import DAY
from baasctl.providers.amplify.graphql_api import CONFIGS, KIND
from baasctl.providers.spec_place import problem

_NEEDED: Final = {"oidc": "issuer", "lambda": "function"}
_ONCE: Final = ("api_key", "iam", "lambda")
_VARIABLE: Final = re.compile(r"[A-Za-z]\w{1,63}", re.ASCII)
_LONGEST_VARIABLE: Final = 512


def check(desired: DesiredState) -> Iterator[Diagnostic]:
    """Auth modes, environment variables and windows that cannot be."""
    for resource in desired.of(KIND):
        yield from _modes(resource)
        yield from _variables(resource)
        yield from _windows(resource)


def _modes(resource: Resource) -> Iterator[Diagnostic]:
    default = at(resource.attributes, "/auth/default")
    additional = at(resource.attributes, "/auth/additional")
    modes = [("/auth/default", default)] if isinstance(default, Mapping) else []
    listed = additional if isinstance(additional, tuple) else ()
    modes += [(f"/auth/additional/{number}", each) for number, each in enumerate(listed) if isinstance(each, Mapping)]
    seen: set[str] = set()
    for path, mode in modes:
        kind = str(mode["type"])
        yield from _mode(resource, path, kind, mode)
        if kind in _ONCE and kind in seen:
            detail = f"`{kind}` stands twice; AppSync takes several `user_pool` and `oidc`, and one of each other type"
            yield problem(resource, "SPEC763", "an auth mode cannot be as it is", detail, path=path)
        seen.add(kind)


def _mode(resource: Resource, path: str, kind: str, mode: Mapping[str, Value]) -> Iterator[Diagnostic]:
    own = CONFIGS.get(kind, ("", {}))[1]
    summary = "an auth mode cannot be as it is"
    for name, value in mode.items():
        if name != "type" and name not in own and value is not None:
            whose = next(other for other, (_, names) in CONFIGS.items() if name in names)
            detail = f"`{name}` is of `{whose}`, and this is `{kind}`"
            yield problem(resource, "SPEC763", summary, detail, path=f"{path}/{name}")
        elif name == "default_action" and not path.endswith("/default"):
            detail = "`default_action` is of the default mode: further ones open only what directives name"
            yield problem(resource, "SPEC763", summary, detail, path=f"{path}/{name}")
    needed = _NEEDED.get(kind, "")
    if needed and not mode.get(needed):
        yield problem(resource, "SPEC763", summary, f"`{kind}` needs `{needed}`", path=path)


def _variables(resource: Resource) -> Iterator[Diagnostic]:
    for name, value in members(resource.attributes.get("env")).items():
        summary = "AppSync would not take an environment variable"
        if not _VARIABLE.fullmatch(name):
            detail = f"`{name}`: AppSync takes 2 to 64 letters, digits and _, a letter first"
            yield problem(resource, "SPEC764", summary, detail, path=f"/env{pointer(name)}")
        if isinstance(value, str) and len(value) > _LONGEST_VARIABLE:
            detail = f"`{name}` has {len(value)} characters; AppSync takes {_LONGEST_VARIABLE}"
            yield problem(resource, "SPEC764", summary, detail, path=f"/env{pointer(name)}")


def _windows(resource: Resource) -> Iterator[Diagnostic]:
    for name, table in members(resource.attributes.get("tables")).items():
        window = members(table).get("recovery_window")
        path = f"/tables{pointer(name)}/recovery_window"
        summary = "a recovery window cannot be used"
        if isinstance(window, int) and window % DAY:
            yield problem(resource, "SPEC765", summary, "DynamoDB counts whole days", hint="such as 14d", path=path)
        if window is not None and members(table).get("point_in_time_recovery") is False:
            detail = f"`{name}` has none while `point_in_time_recovery` is off"
            yield problem(resource, "SPEC765", summary, detail, path=path)
