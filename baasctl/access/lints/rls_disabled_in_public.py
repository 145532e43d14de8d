"""splinter 0013: tables that the Data API shows with every row.

Splinter looks at grants on whole tables and leaves partitioned tables out; here grants on columns count, and
partitioned tables too.
"""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import API_ROLES, database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, SPLINTER, Hit, Rule, Weight, spec_line


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each table."""
    database = database_of(facts)
    for table in database.tables.values():
        schema = table.name[0]
        if table.is_rls_on or schema in PLATFORM_SCHEMAS or schema not in database.served_schemas:
            continue
        roles = [role for role in API_ROLES if database.is_granted(table.name, role, "select")]
        if roles:
            yield Hit(
                resource=table.resource,
                path="/rls",
                detail=f"every row can be read over the Data API by {' and '.join(roles)}",
                hint=f"write {spec_line(table.resource, '{rls: true}')} and policies for the rows that may be read",
            )


RULE = Rule(
    number=13,
    name="rls_disabled_in_public",
    title="RLS Disabled in Public",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="Whoever has the project's public key reads, and often writes, every row.",
    remediation=f"{SPLINTER}0013_rls_disabled_in_public",
    needs=frozenset({"grants", "tables"}),
    hits=hits,
)
