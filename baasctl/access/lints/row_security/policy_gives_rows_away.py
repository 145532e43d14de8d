"""Policies by which an owner can make a row somebody else's."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.row_security.user_policies import asks_caller, user_policies
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each policy that asks for the owner before an update, and not after it."""
    for policy in user_policies(database_of(facts)):
        if "update" not in policy.operations or policy.using is None or policy.check is None:
            continue
        if asks_caller(policy.using) and not asks_caller(policy.check):
            yield Hit(
                resource=policy.resource,
                path="/check",
                detail="`using` asks who the user is and `check` does not: an owner can put another id into the row",
                hint="leave `check` out, then `using` holds for the new row as well",
            )


RULE = Rule(
    number=162,
    name="policy_gives_rows_away",
    title="an update can change whose row it is",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Rows can be planted in the name of another user.",
    providers=frozenset({"supabase"}),
    needs=frozenset({"policies", "tables"}),
    hits=hits,
)
