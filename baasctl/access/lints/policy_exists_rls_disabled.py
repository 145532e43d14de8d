"""splinter 0007: policies on a table whose row level security is off."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, SPLINTER, Hit, Rule, Weight, spec_line


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each table."""
    database = database_of(facts)
    policies = database.policies_by_table()
    for table in database.tables.values():
        names = [policy.name for policy in policies.get(table.name, ())]
        if names and not table.is_rls_on and table.name[0] not in PLATFORM_SCHEMAS:
            listed = ", ".join(f"`{name}`" for name in names)
            yield Hit(
                resource=table.resource,
                path="/rls",
                detail=f"row level security is off, so these policies do nothing: {listed}",
                hint=f"write {spec_line(table.resource, '{rls: true}')}",
            )


RULE = Rule(
    number=7,
    name="policy_exists_rls_disabled",
    title="Policy Exists RLS Disabled",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="Policies look like protection, but none of them is asked while row level security is off.",
    remediation=f"{SPLINTER}0007_policy_exists_rls_disabled",
    needs=frozenset({"policies", "tables"}),
    hits=hits,
)
