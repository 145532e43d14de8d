"""`grants`: table privileges, between access control lists and attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baasctl.engines.postgres.names import quote_identifier
from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.model.value import Attributes
from baasctl.providers.supabase.database_access.names import API_ROLES, Scope, table_of, table_text
from baasctl.providers.supabase.database_access.state import DatabaseState, LiveTable

PRIVILEGES = ("select", "insert", "update", "delete", "truncate", "references", "trigger", "maintain")
COLUMN_PRIVILEGES = ("select", "insert", "update", "references")
ColumnPrivilege = tuple[str, str]

_RELATIONS = {"v": "view", "m": "materialized view", "f": "foreign table"}


def decode(state: DatabaseState, target: str, scope: Scope) -> Iterator[Resource]:
    """One resource for each role that was granted anything; `database_access.statement` says which are left out.

    A role that the spec names has one even if it was granted nothing: that is a state, not an absence. So has, where
    there is no spec, each role of the API: in another project the platform would have granted it everything.
    """
    granted = {(grant.table, grant.role): grant for grant in state.grants}
    named = ((table, role) for table, role in scope.roles if table in state.tables)
    locked_out = ((table, role) for table in state.tables if scope.is_of_no_spec for role in API_ROLES)
    for table, role in dict.fromkeys((*granted, *named, *locked_out)):
        grant = granted.get((table, role))
        if table in state.tables and scope.has_own(state.tables[table]):
            yield Resource(
                address=Address(target, "grants", (table_text(table), role)),
                attributes={
                    "privileges": grant.privileges if grant else (),
                    "columns": grant.columns if grant else {},
                },
                version=grant.version if grant else None,
                facts=facts_about(state.tables[table]),
            )


def facts_about(table: LiveTable) -> Attributes:
    """What lints ask about an object that is no table: `relation`, and `reads_accounts` of a view on `auth.users`."""
    if table.kind not in _RELATIONS:
        return {}
    reading: Attributes = {"reads_accounts": True} if table.reads_accounts else {}
    return {"relation": _RELATIONS[table.kind], **reading}


def encode(change: Change) -> Iterator[str]:
    """The statements that make the change, in order: only the differences, what is taken away first."""
    before, after = change.before or {}, change.after or {}
    lost = _privileges(before) - _privileges(after)
    gained = _privileges(after) - _privileges(before)
    kept_columns = _columns(before) & _columns(after)
    # REVOKE on a table also revokes the same privilege on each of its columns (PostgreSQL manual, REVOKE).
    swept = {(column, privilege) for column, privilege in kept_columns if privilege in lost}
    lost_columns = {each for each in _columns(before) - _columns(after) if each[1] not in lost}
    table = table_text(table_of(change.address))
    role = quote_identifier(change.address.segments[1])
    if lost:
        yield f"revoke {_ordered(lost)} on table {table} from {role}"
    if lost_columns:
        yield f"revoke {_by_privilege(lost_columns)} on table {table} from {role}"
    if gained:
        yield f"grant {_ordered(gained)} on table {table} to {role}"
    if granted := (_columns(after) - _columns(before)) | swept:
        yield f"grant {_by_privilege(granted)} on table {table} to {role}"


def _privileges(attributes: Attributes) -> set[str]:
    found = attributes.get("privileges")
    return {str(privilege) for privilege in found if privilege in PRIVILEGES} if isinstance(found, tuple) else set()


def _columns(attributes: Attributes) -> set[ColumnPrivilege]:
    columns = attributes.get("columns")
    if not isinstance(columns, Mapping):
        return set()
    return {
        (column, str(privilege))
        for column, granted in columns.items()
        if isinstance(granted, tuple)
        for privilege in granted
        if privilege in COLUMN_PRIVILEGES
    }


def _ordered(privileges: set[str]) -> str:
    return ", ".join(privilege for privilege in PRIVILEGES if privilege in privileges)


def _by_privilege(granted: set[ColumnPrivilege]) -> str:
    lists = []
    for privilege in COLUMN_PRIVILEGES:
        columns = sorted(column for column, each in granted if each == privilege)
        if columns:
            lists.append(f"{privilege} ({', '.join(map(quote_identifier, columns))})")
    return ", ".join(lists)
