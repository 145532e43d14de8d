"""Permissions that never matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import FIRESTORE_AND_STORAGE, hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.openness import METHODS, Openness, opennesses
from baasctl.access.rulesets.reading import FIRESTORE, Permission, permissions_of
from baasctl.access.rulesets.reading import METHODS as GROUPS
from baasctl.engines.rules_language import syntax
from baasctl.model.problems import nearest

_WRITABLE = (*GROUPS, *METHODS)
_MOST_COMPARED = 50
"""Of open permissions whose paths begin alike; whoever writes more has other worries."""


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission and reason."""
    open_ones = _open_ones(opennesses(facts))
    for permission in permissions_of(facts):
        reason = _nowhere(permission)
        if reason:
            yield hit(permission, reason, "correct the path of the `match` around it")
            continue
        for name in permission.allow.methods:
            if name not in _WRITABLE:
                yield hit(permission, f"names `{name}`, which no request is", nearest(name, _WRITABLE))
        over = _overshadowing(permission, open_ones)
        if over is not None:
            yield hit(
                permission,
                f"adds nothing: `{over.written}` at `{over.name}` allows all of it to everybody",
                "take one of them away",
            )


def _nowhere(permission: Permission) -> str:
    """Why it matches nothing; empty: it does."""
    if permission.below is None:
        root = "/databases/{database}/documents" if permission.service == FIRESTORE else "/b/{bucket}/o"
        return f"matches nothing: it is not below `{root}`"
    is_recursive = any(isinstance(each, syntax.Wildcard) and each.is_recursive for each in permission.below)
    if permission.service == FIRESTORE and not is_recursive and len(permission.below) % 2:
        return "matches nothing: its path ends at a collection, and rules are about documents"
    return "" if permission.below else "matches nothing: its path names no document"


def _open_ones(is_open: Mapping[Permission, Openness]) -> dict[tuple[int, str], list[Permission]]:
    """Those that may stand over others, by their rules and by the first name in their path."""
    found: dict[tuple[int, str], list[Permission]] = {}
    for permission, openness in is_open.items():
        if openness.until is None and permission.methods <= set(openness.everybody):
            same = found.setdefault((id(permission.resource), _first_name(permission)), [])
            if len(same) < _MOST_COMPARED:
                same.append(permission)
    return found


def _first_name(permission: Permission) -> str:
    """Empty where the path begins with a wildcard."""
    first = permission.below[0] if permission.below else None
    return first.name if isinstance(first, syntax.LiteralSegment) else ""


def _overshadowing(permission: Permission, open_ones: Mapping[tuple[int, str], list[Permission]]) -> Permission | None:
    names = {_first_name(permission), ""}
    for other in (each for name in names for each in open_ones.get((id(permission.resource), name), ())):
        if other is permission or not permission.methods <= other.methods or not _covers(other, permission):
            continue
        if permission not in open_ones.get((id(permission.resource), _first_name(permission)), ()):
            return other
        if other.allow.start < permission.allow.start or not _covers(permission, other):
            return other
    return None


def _covers(wide: Permission, narrow: Permission) -> bool:
    """Whether every path of *narrow* is one of *wide*, as far as is easily told."""
    if wide.below is None or narrow.below is None:
        return False
    for number, segment in enumerate(wide.below):
        if isinstance(segment, syntax.Wildcard) and segment.is_recursive:
            return number == len(wide.below) - 1 and (wide.version > 1 or len(narrow.below) > number)
        if number >= len(narrow.below):
            return False
        there = narrow.below[number]
        if isinstance(there, syntax.Wildcard) and there.is_recursive:
            return False
        if isinstance(segment, syntax.LiteralSegment) and (
            isinstance(there, syntax.Wildcard) or there.name != segment.name
        ):
            return False
    return len(wide.below) == len(narrow.below)


RULE = Rule(
    number=135,
    name="dead_permission",
    title="Permission without effect",
    weight=Weight.MEDIUM,
    category="CORRECTNESS",
    about="Somebody wrote it to allow something, or to hold something back; it does neither.",
    remediation="https://firebase.google.com/docs/firestore/security/rules-structure",
    providers=frozenset({"firebase"}),
    each_of=FIRESTORE_AND_STORAGE,
    hits=hits,
)
