"""Whom a permission lets in whatever they ask for: everybody, or everybody who is signed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.rules.values import Timestamp
from baasctl.access.rulesets.possible import Situation, always, known
from baasctl.access.rulesets.reading import FIRESTORE, STORAGE, Permission, permissions_of
from baasctl.engines.rules_language import syntax

METHODS: Final = ("get", "list", "create", "update", "delete")
_MICROSECOND: Final = 1_000
_LAST: Final = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Openness:
    """What nobody has to show anything for.

    Attributes:
        everybody: Methods that need no sign-in, in the order of `METHODS`.
        signed_in: Methods that need nothing but a sign-in.
        until: The last day of a permission that is open before a date and closed behind it; the methods are those of
            the time before. `None`: it is open always.
    """

    everybody: tuple[str, ...] = ()
    signed_in: tuple[str, ...] = ()
    until: datetime | None = None


def opennesses(facts: Facts) -> Mapping[Permission, Openness]:
    """Of every permission of Firestore and Storage that is open to somebody, at the time of the facts."""
    return facts.once(_opennesses)


def _opennesses(facts: Facts) -> Mapping[Permission, Openness]:
    found = ((each, _openness(each, facts.now)) for each in permissions_of(facts))
    return {permission: openness for permission, openness in found if openness.everybody or openness.signed_in}


def situation(permission: Permission, method: str, now: datetime, *, is_signed_in: bool) -> Situation:
    """Requests that a permission is asked about."""
    is_firestore, is_list = permission.service == FIRESTORE, method == "list"
    return Situation(
        is_signed_in=is_signed_in,
        method=method,
        now=now,
        hidden=permission.id_wildcard if is_list and is_firestore else "",
        has_resource=is_firestore or not is_list,
    )


def _openness(permission: Permission, now: datetime) -> Openness:
    dates = sorted(_dates(permission, now)) if permission.speaks_of("request", "time") else []
    if dates:
        before, behind = _at(permission, dates[0] - timedelta(days=1)), _at(permission, dates[-1] + timedelta(days=1))
        if (before.everybody or before.signed_in) and not (behind.everybody or behind.signed_in):
            return Openness(everybody=before.everybody, signed_in=before.signed_in, until=dates[-1])
    return _at(permission, now)


def _at(permission: Permission, now: datetime) -> Openness:
    everybody = tuple(_methods(permission, now, is_signed_in=False))
    signed_in = tuple(_methods(permission, now, is_signed_in=True))
    return Openness(everybody=everybody, signed_in=tuple(each for each in signed_in if each not in everybody))


def _methods(permission: Permission, now: datetime, *, is_signed_in: bool) -> Iterator[str]:
    speaks_of_data = any(
        each.root == permission.id_wildcard
        or each.is_below("resource")
        or each.is_below("request", "resource")
        or each.is_below("request", "method")
        for each in permission.mentions
    )
    has_no_list = permission.service == STORAGE and permission.version == 1
    asked = [each for each in METHODS if each in permission.methods and not (has_no_list and each == "list")]
    if not speaks_of_data:
        if asked and always(permission.condition, situation(permission, "get", now, is_signed_in=is_signed_in)):
            yield from asked
        return
    for method in asked:
        if always(permission.condition, situation(permission, method, now, is_signed_in=is_signed_in)):
            yield method


def _dates(permission: Permission, now: datetime) -> Iterator[datetime]:
    """Moments that the condition names."""
    at = situation(permission, "get", now, is_signed_in=True)
    for node in permission.nodes:
        if isinstance(node, syntax.MethodCall) and isinstance(node.of, syntax.Variable) and node.of.name == "timestamp":
            value = known(node, at).value
            if isinstance(value, Timestamp):
                moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=value.nanos // _MICROSECOND)
                yield min(moment, _LAST)
