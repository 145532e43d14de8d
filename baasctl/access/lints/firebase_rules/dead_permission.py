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


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission and reason."""
    is_open = opennesses(facts)
    for permission in permissions_of(facts):
        reason = _nowhere(permission)
        if reason:
            yield hit(permission, reason, "correct the path of the `match` around it")
            continue
        for name in permission.allow.methods:
            if name not in _WRITABLE:
                yield hit(permission, f"names `{name}`, which no request is", nearest(name, _WRITABLE))
        over = _overshadowing(permission, is_open)
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


def _overshadowing(permission: Permission, is_open: Mapping[Permission, Openness]) -> Permission | None:
    for other, openness in is_open.items():
        if other is permission or other.resource is not permission.resource or openness.until is not None:
            continue
        if not permission.methods <= set(openness.everybody) or not _covers(other, permission):
            continue
        if permission not in is_open or other.allow.start < permission.allow.start or not _covers(permission, other):
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
            isinstance(there, syntax.Wildcard) or there.text != segment.text
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
