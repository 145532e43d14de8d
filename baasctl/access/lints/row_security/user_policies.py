"""Policies that lints of this folder look at."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import Database, Policy
from baasctl.access.expressions import words
from baasctl.access.lints.rule import PLATFORM_SCHEMAS


def user_policies(database: Database) -> Iterator[Policy]:
    """Permissive policies on tables of the user's own, where row level security is on."""
    for policy in database.policies:
        if policy.table[0] not in PLATFORM_SCHEMAS and policy.is_permissive and database.is_rls_on(policy.table):
            yield policy


def asks_caller(expression: str) -> bool:
    """Whether it asks who the user is."""
    text = " ".join(words(expression))
    return "auth . uid ( )" in text or "'sub'" in text


def conditions_of(policy: Policy, operation: str) -> tuple[str, ...]:
    """Conditions that a statement has to meet; one that is not written is `using`, or none."""
    check = policy.using if policy.check is None else policy.check
    chosen = {"insert": (check,), "update": (policy.using, check)}.get(operation, (policy.using,))
    return tuple(each for each in chosen if each is not None)
