"""What can be said about a declared API only beside the live one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.kinds.graphql_api import COMPILED
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Side, Value, at, pointer, same
from baasctl.providers.amplify.appsync import keys
from baasctl.providers.amplify.appsync.documents import members
from baasctl.providers.spec_place import problem

_FIXED: Final = ("type", "visibility")
_MOST_NAMED: Final = 5


def problems(desired: Resource, live: Resource, now: float) -> Iterator[Diagnostic]:
    """Compiled parts that differ, times that a key cannot have, a log without a role.

    Args:
        now: Seconds since 1970.
    """
    yield from _compiled(desired, live)
    yield from _keys(desired, live, now)
    level = at(desired.attributes, "/logs/level")
    roles = (at(desired.attributes, "/logs/role"), at(live.attributes, "/logs/role"))
    if isinstance(level, str) and not any(isinstance(role, str) and role for role in roles):
        detail = "`logs.role` is not declared, and the API has none yet"
        hint = "name a role that AppSync may assume and that may write to CloudWatch Logs"
        yield problem(desired, "SPEC767", "the log needs a role", detail, hint=hint, path="/logs/level")


def _compiled(desired: Resource, live: Resource) -> Iterator[Diagnostic]:
    """Differences that are shown and not written: a plan with one cannot be applied."""
    differing = [path for name in COMPILED if name in desired.attributes
                 for path in _differing(desired.attributes[name], at(live.attributes, pointer(name)), pointer(name))
                 if not _both_unset(desired, live, path)]  # fmt: skip
    if not differing:
        return
    shown = ", ".join(f"`{path}`" for path in differing[:_MOST_NAMED])
    more = f" and {len(differing) - _MOST_NAMED} more" if len(differing) > _MOST_NAMED else ""
    is_fixed = differing[0][1:].partition("/")[0] in _FIXED
    owner = live.facts.get("owner")
    made_by = f", here {owner}" if isinstance(owner, str) else ""
    yield Diagnostic(
        code="SPEC768",
        severity=Severity.WARNING,
        summary="what would have to change is compared, and not written",
        detail=f"{shown}{more}: "
        + ("AppSync fixes it when the API is made" if is_fixed else f"compiled and owned by CloudFormation{made_by}"),
        hint="declare what is live, or leave it out" if is_fixed
        else "deploy the backend that it is made from, or adopt what is live",
        span=desired.span_of(differing[0]),
        address=desired.address,
        stops_apply=True,
    )  # fmt: skip


def _differing(wanted: Value, live: Side, path: str) -> Iterator[str]:
    if isinstance(wanted, Mapping) and isinstance(live, Mapping):
        for name, member in wanted.items():
            yield from _differing(member, live.get(name, ABSENT), path + pointer(name))
    elif isinstance(wanted, Mapping):
        for name, member in wanted.items():
            yield from _differing(member, ABSENT, path + pointer(name))
    elif not same(wanted, live):
        yield path


def _both_unset(desired: Resource, live: Resource, path: str) -> bool:
    return at(desired.attributes, path) is None and (at(live.attributes, path) in (ABSENT, None) or path in live.unset)


def _keys(desired: Resource, live: Resource, now: float) -> Iterator[Diagnostic]:
    for name, key in members(desired.attributes.get("api_keys")).items():
        path = f"/api_keys{pointer(name)}/expires"
        expires = members(key).get("expires")
        if not isinstance(expires, str) or same(expires, at(live.attributes, path)):
            continue
        lasts = keys.seconds_of(expires) - now
        if not keys.SHORTEST <= lasts <= keys.LONGEST:
            yield problem(
                desired,
                "SPEC762",
                "an API key cannot stop at this time",
                f"`{name}` would stop at {expires}; AppSync takes 1 to 365 days from now",
                hint=f"`{{valid_for: 365d, renew_before: 30d}}` renews it, or write a time up to "
                f"{keys.time_of(int(now) + keys.LONGEST)}",
                path=path,
            )
