"""Grants that requests with a public key make use of."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.database import API_ROLES, EVERYONE, Database, Grant, database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, Hit, spec_line


def served_grants(database: Database) -> Iterator[Grant]:
    """Those of the API's roles on what the Data API serves, the platform's own left out; in the order of names."""
    for name, grants in sorted(database.grants.items()):
        if name[0] in database.served_schemas and name[0] not in PLATFORM_SCHEMAS:
            yield from (grant for grant in grants if grant.role in (*API_ROLES, EVERYONE))


def reading_grants(database: Database) -> Iterator[Grant]:
    """Those of them by which requests read, be it some columns."""
    return (each for each in served_grants(database) if "select" in each.privileges | each.column_privileges)


def reading_all_of(relation: str, what: str, facts: Facts) -> Iterator[Hit]:
    """One for each role that may read a relation of that sort, which no policy guards.

    Args:
        what: What the role reads, and why all of it.
    """
    for grant in reading_grants(database_of(facts)):
        if grant.relation == relation:
            yield Hit(
                resource=grant.resource,
                path="/privileges",
                detail=f"{grant.role} reads every row{what}",
                hint=f"write {spec_line(grant.resource, '[]')}, or move it to a schema that is not served",
            )
