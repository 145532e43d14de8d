"""Restrictive policies with nothing to restrict."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import API_ROLES, database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each policy of whose statements and roles none is let through by a permissive one."""
    database = database_of(facts)
    for policy in database.policies:
        if policy.is_permissive or policy.table[0] in PLATFORM_SCHEMAS or not database.is_rls_on(policy.table):
            continue
        roles = [role for role in API_ROLES if policy.speaks_of(role)]
        adding = [each for each in database.policies if each.table == policy.table and each.is_permissive]
        is_used = any(
            operation in each.operations and each.speaks_of(role)
            for each in adding
            for operation in policy.operations
            for role in roles
        )
        if roles and not is_used:
            yield Hit(
                resource=policy.resource,
                path="/as",
                detail=f"nothing lets {' and '.join(roles)} {' or '.join(policy.operations)} rows, so there is nothing"
                " to restrict: all is denied",
                hint="add a permissive policy, or write `as: permissive` if this one is to allow",
            )


RULE = Rule(
    number=165,
    name="policy_only_restrictive",
    title="a restrictive policy stands alone",
    weight=Weight.LOW,
    category="CORRECTNESS",
    about="Restrictive policies take away from what permissive ones allow; alone they deny everything.",
    providers=frozenset({"supabase"}),
    needs=frozenset({"policies", "tables"}),
    hits=hits,
)
