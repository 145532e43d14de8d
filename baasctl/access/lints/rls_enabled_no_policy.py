"""splinter 0008: row level security without a policy, so that nobody but the owner sees a row."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, SPLINTER, Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each table."""
    database = database_of(facts)
    ruled = {policy.table for policy in database.policies}
    for table in database.tables.values():
        if table.is_rls_on and table.name not in ruled and table.name[0] not in PLATFORM_SCHEMAS:
            yield Hit(
                resource=table.resource,
                path="/rls",
                detail="row level security is on and no policy opens any row",
                hint=f"write a policy under `policies: {{{table.resource.address.segments[0]}: …}}`, or ignore this "
                "where only the server reads the table",
            )


RULE = Rule(
    number=8,
    name="rls_enabled_no_policy",
    title="RLS Enabled No Policy",
    weight=Weight.INFO,
    category="SECURITY",
    about="Without a policy every row is hidden from everyone who asks over the Data API.",
    remediation=f"{SPLINTER}0008_rls_enabled_no_policy",
    needs=frozenset({"policies", "tables"}),
    hits=hits,
)
