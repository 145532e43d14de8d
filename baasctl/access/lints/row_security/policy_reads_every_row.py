"""Policies that show every row to whoever has the project's public key."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import EVERYONE, database_of
from baasctl.access.expressions import is_always_true
from baasctl.access.facts import Facts
from baasctl.access.lints.row_security.user_policies import conditions_of, user_policies
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each policy of a table that can be asked for rows without a user."""
    database = database_of(facts)
    for policy in user_policies(database):
        strangers = policy.roles & {EVERYONE, "anon"}
        is_asked = database.is_granted(policy.table, "anon", "select") or "grants" not in facts.kinds
        if "select" not in policy.operations or not strangers or not is_asked:
            continue
        if all(is_always_true(each) for each in conditions_of(policy, "select")):
            yield Hit(
                resource=policy.resource,
                path="/using" if policy.using is not None else "",
                detail="everybody reads every row, without signing in",
                hint="in `using` say which rows are published, or accept it under `lint: ignore:` with a reason",
            )


RULE = Rule(
    number=160,
    name="policy_reads_every_row",
    title="a policy shows every row to everybody",
    weight=Weight.HIGH,
    category="SECURITY",
    about="The public key is in every app: what `anon` reads is published.",
    providers=frozenset({"supabase"}),
    needs=frozenset({"policies", "tables"}),
    hits=hits,
)
