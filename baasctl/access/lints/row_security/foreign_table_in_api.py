"""splinter 0017: foreign tables that the Data API shows with every row."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.row_security.served_grants import reading_grants
from baasctl.access.lints.rule import SPLINTER, Hit, Rule, Weight, spec_line


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each role that may read one."""
    for grant in reading_grants(database_of(facts)):
        if grant.relation == "foreign table":
            yield Hit(
                resource=grant.resource,
                path="/privileges",
                detail=f"{grant.role} reads every row of the other server: a foreign table has no policies",
                hint=f"write {spec_line(grant.resource, '[]')}, or move it to a schema that is not served",
            )


RULE = Rule(
    number=17,
    name="foreign_table_in_api",
    title="Foreign Table in API",
    weight=Weight.HIGH,
    category="SECURITY",
    about="A foreign table has no row level security: who may read it reads what its server hands out.",
    remediation=f"{SPLINTER}0017_foreign_table_in_api",
    providers=frozenset({"supabase"}),
    needs=frozenset({"grants"}),
    hits=hits,
)
