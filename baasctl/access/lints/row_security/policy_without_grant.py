"""Policies for roles that lack the privilege."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import API_ROLES, database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.row_security.user_policies import user_policies
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each policy that names a role which may do none of its statements."""
    database = database_of(facts)
    for policy in user_policies(database):
        named = [role for role in API_ROLES if role in policy.roles]
        lacking = [
            role
            for role in named
            if not any(database.is_granted(policy.table, role, operation) for operation in policy.operations)
        ]
        if lacking:
            yield Hit(
                resource=policy.resource,
                path="/to",
                detail=f"{' and '.join(lacking)} may not {' or '.join(policy.operations)} at all on the table:"
                " the policy has no effect",
                hint="grant it under `grants`, or take the role out of `to`",
            )


RULE = Rule(
    number=166,
    name="policy_without_grant",
    title="a policy's role lacks the privilege",
    weight=Weight.MEDIUM,
    category="CORRECTNESS",
    about="PostgreSQL asks for privileges first: without one a request fails, whatever policies say.",
    providers=frozenset({"supabase"}),
    needs=frozenset({"policies", "tables", "grants"}),
    hits=hits,
)
