"""Permissions that ask nobody for anything, always."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import hit
from baasctl.access.lints.rule import Hit
from baasctl.access.rulesets.database_openness import database_opennesses
from baasctl.access.rulesets.database_tree import DatabaseRule
from baasctl.access.rulesets.openness import opennesses
from baasctl.access.rulesets.reading import FIRESTORE, Permission, permissions_of
from baasctl.access.rulesets.witnesses import stranger


def open_permissions(facts: Facts, methods: frozenset[str]) -> Iterator[tuple[Permission, list[str]]]:
    """Those that everybody has for some of the methods, with them; what is open at every path is another lint's."""
    for permission, openness in opennesses(facts).items():
        given = [each for each in openness.everybody if each in methods]
        if given and openness.until is None and not permission.is_everywhere:
            yield permission, given


def open_hit(permission: Permission, methods: list[str], detail: str, hint: str, facts: Facts) -> Hit:
    """A finding with a request of nobody in particular."""
    witness = stranger(permission, methods[0], facts.now, is_signed_in=False)
    return hit(permission, detail, hint, witness=witness)


def open_conditions(facts: Facts, name: str) -> Iterator[DatabaseRule]:
    """`.read`s, or `.write`s, of the Realtime Database that hold for everybody."""
    for rule, openness in database_opennesses(facts).items():
        if openness.everybody == (name,) and openness.until is None:
            yield rule


def guarded_permissions(facts: Facts, method: str) -> Iterator[Permission]:
    """Permissions of Firestore for a method that ask for something: of the others that is told."""
    is_open = opennesses(facts)
    for permission in permissions_of(facts, FIRESTORE):
        if method in permission.methods and permission not in is_open:
            yield permission
