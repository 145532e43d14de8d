"""splinter 0006: several permissive policies where one would do.

Splinter tells each role and statement apart, every role of the database included when a policy is for `public`; here
it is one finding for a table and statement, and roles are those that a policy names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from baasctl.access.database import EVERYONE, OPERATIONS, Policy, database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, SPLINTER, Hit, Rule, Weight

_BYPASSING = re.compile(r"pg_.*|supabase.*admin|postgres|service_role")
"""Roles that splinter leaves out by name, and those of every project that have BYPASSRLS."""

_Crowd = tuple[tuple[str, ...], tuple[str, ...]]
"""Names of policies, and roles."""


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each table and set of policies that speak of the same roles."""
    database = database_of(facts)
    for table, found in database.policies_by_table().items():
        if table[0] in PLATFORM_SCHEMAS:
            continue
        policies = [policy for policy in found if policy.is_permissive]
        crowds: dict[_Crowd, list[str]] = {}
        for operation in OPERATIONS:
            crowd = _crowd([policy for policy in policies if operation in policy.operations])
            if crowd is not None:
                crowds.setdefault(crowd, []).append(operation)
        for (names, roles), operations in crowds.items():
            yield _hit([policy for policy in policies if policy.name in names], roles, operations)


def _crowd(policies: Sequence[Policy]) -> _Crowd | None:
    """Names of the policies that share a role, and the roles that they share."""
    roles = sorted({role for policy in policies for role in policy.roles if not _BYPASSING.fullmatch(role)})
    shared = [role for role in roles if sum(policy.speaks_of(role) for policy in policies) > 1]
    if EVERYONE in shared:
        shared = [EVERYONE]
    involved = [policy.name for policy in policies if any(policy.speaks_of(role) for role in shared)]
    return (tuple(involved), tuple(shared)) if shared else None


def _hit(policies: Sequence[Policy], roles: Sequence[str], operations: Sequence[str]) -> Hit:
    names = ", ".join(f"`{policy.name}`" for policy in policies)
    whom = "every role" if EVERYONE in roles else ", ".join(roles)
    written = [policy for policy in policies if policy.resource.declared_at]
    return Hit(
        resource=(*written, *policies)[0].resource,
        detail=f"{', '.join(operations)} by {whom} is judged by {len(policies)} permissive policies: {names}",
        hint="join their conditions with `or` in one policy, or narrow `for` or `to` so that one speaks of each case",
    )


RULE = Rule(
    number=6,
    name="multiple_permissive_policies",
    title="Multiple Permissive Policies",
    weight=Weight.MEDIUM,
    category="PERFORMANCE",
    about="Every permissive policy for the same role and statement is worked out for every row.",
    remediation=f"{SPLINTER}0006_multiple_permissive_policies",
    needs=frozenset({"policies"}),
    hits=hits,
)
