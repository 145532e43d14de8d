"""splinter 0016: materialized views that the Data API shows with every row."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.row_security.served_grants import reading_grants
from baasctl.access.lints.rule import SPLINTER, Hit, Rule, Weight, spec_line


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each role that may read one."""
    for grant in reading_grants(database_of(facts)):
        if grant.relation == "materialized view":
            yield Hit(
                resource=grant.resource,
                path="/privileges",
                detail=f"{grant.role} reads every row: a materialized view holds what its owner saw, without policies",
                hint=f"write {spec_line(grant.resource, '[]')}, or move it to a schema that is not served",
            )


RULE = Rule(
    number=16,
    name="materialized_view_in_api",
    title="Materialized View in API",
    weight=Weight.HIGH,
    category="SECURITY",
    about="A materialized view has no row level security, and was filled with its owner's rights.",
    remediation=f"{SPLINTER}0016_materialized_view_in_api",
    providers=frozenset({"supabase"}),
    needs=frozenset({"grants"}),
    hits=hits,
)
