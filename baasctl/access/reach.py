"""Who can do what to the rows of each table over the Data API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from baasctl.access.database import API_ROLES, OPERATIONS, Database, Name, Policy
from baasctl.access.expressions import is_always_true
from baasctl.access.lints.rule import PLATFORM_SCHEMAS


class Rows(StrEnum):
    """Which rows a role can reach."""

    NONE = "none"
    SOME = "some"
    ALL = "all"
    VIEW = "view"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One table.

    Attributes:
        rows: Role to statement to rows. `some`: those that policies let through. `view`: the object is a view or a
            foreign table, whose own definition decides.
    """

    table: Name
    rows: Mapping[str, Mapping[str, Rows]]

    @property
    def is_out_of_reach(self) -> bool:
        return all(each is Rows.NONE for by_statement in self.rows.values() for each in by_statement.values())


def reaches(database: Database) -> Iterator[Reach]:
    """Every table and view of a served schema, sorted by name."""
    policies = database.policies_by_table()
    for table in sorted({*database.tables, *database.grants}):
        if table[0] in database.served_schemas and table[0] not in PLATFORM_SCHEMAS:
            rows = {
                role: {
                    operation: _rows(database, table, role, operation, policies.get(table, ()))
                    for operation in OPERATIONS
                }
                for role in API_ROLES
            }
            yield Reach(table=table, rows=rows)


def _rows(database: Database, table: Name, role: str, operation: str, policies: Sequence[Policy]) -> Rows:
    if not database.is_granted(table, role, operation):
        return Rows.NONE
    if table not in database.tables:
        return Rows.VIEW
    if not database.is_rls_on(table):
        return Rows.ALL
    speaking = [policy for policy in policies if operation in policy.operations and policy.speaks_of(role)]
    adding = [policy for policy in speaking if policy.is_permissive]
    if not adding:
        return Rows.NONE
    is_open = any(_lets_all(policy, operation) for policy in adding)
    holding = [policy for policy in speaking if not policy.is_permissive and not _lets_all(policy, operation)]
    return Rows.ALL if is_open and not holding else Rows.SOME


def _lets_all(policy: Policy, operation: str) -> bool:
    """Whether its conditions hold back no row of a statement."""
    check = policy.using if policy.check is None else policy.check
    conditions = {"insert": (check,), "update": (policy.using, check)}.get(operation, (policy.using,))
    return all(condition is None or is_always_true(condition) for condition in conditions)
