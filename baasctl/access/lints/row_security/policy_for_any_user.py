"""Policies for which it is enough to be signed in."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import EVERYONE, Policy, database_of
from baasctl.access.expressions import is_always_true, words
from baasctl.access.facts import Facts
from baasctl.access.lints.row_security.user_policies import conditions_of, user_policies
from baasctl.access.lints.rule import Hit, Rule, Weight

_IGNORED = frozenset({"(", ")", "select", "as", "uid", "role", "::", ":", "text"})
_ENOUGH = (
    ("auth", ".", "is", "not", "null"),
    ("auth", ".", "=", "'authenticated'"),
    ("'authenticated'", "=", "auth", "."),
)


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each policy."""
    for policy in user_policies(database_of(facts)):
        operation = policy.operations[0]
        conditions = conditions_of(policy, operation)
        if conditions and all(_is_enough(policy, each, operation) for each in conditions):
            yield Hit(
                resource=policy.resource,
                path="/using" if policy.using is not None else "/check",
                detail=f"whoever is signed in may {' and '.join(policy.operations)} every row",
                hint="say whose rows they are, such as `(select auth.uid()) = user_id`",
            )


def _is_enough(policy: Policy, condition: str, operation: str) -> bool:
    """Everyone's writing is splinter's 0024."""
    if is_always_true(condition):
        return operation == "select" and not policy.roles & {EVERYONE, "anon"} and "authenticated" in policy.roles
    return tuple(word for word in words(condition) if word not in _IGNORED) in _ENOUGH


RULE = Rule(
    number=161,
    name="policy_for_any_user",
    title="being signed in is enough",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Anyone can sign up; a condition on the user alone shares every row with all of them.",
    providers=frozenset({"supabase"}),
    needs=frozenset({"policies", "tables"}),
    hits=hits,
)
