"""Policies that let a role change rows which it cannot read.

UPDATE and DELETE ask for SELECT policies only when they read a column: with a condition they touch nothing, without
one they change every row that their own policy lets through (measured on PostgreSQL 15 to 18).

There is no request to show as a witness: Supabase's API refuses statements without a condition (`safeupdate` is loaded
for `authenticator`; supabase/supabase#6728, #6362), and every condition that it writes reads a column. What is left is
a function with its caller's rights that ends in `where true`, and a session of the role itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import API_ROLES, database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.row_security.user_policies import user_policies
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each policy."""
    database = database_of(facts)
    policies = list(user_policies(database))
    for policy in policies:
        changing = [each for each in policy.operations if each in ("update", "delete")]
        beside = [each for each in policies if each.table == policy.table and "select" in each.operations]
        blind = [
            role for role in API_ROLES if policy.speaks_of(role) and not any(each.speaks_of(role) for each in beside)
        ]
        if changing and blind:
            yield Hit(
                resource=policy.resource,
                path="/for",
                detail=f"{' and '.join(blind)} may {' and '.join(changing)} rows and read none: a statement without a"
                " condition changes them all, and one that asks for a row finds nothing",
                hint="add a policy `for: select` with the same condition",
            )


RULE = Rule(
    number=163,
    name="policy_wider_than_reading",
    title="rows can be changed that cannot be read",
    weight=Weight.HIGH,
    category="SECURITY",
    about="What a role changes without seeing it, it changes wholesale, through a function, or not at all.",
    providers=frozenset({"supabase"}),
    needs=frozenset({"policies", "tables"}),
    hits=hits,
)
