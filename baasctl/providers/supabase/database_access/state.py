"""What a live database said about access: the answer to `statement.STATEMENT`, checked and typed.

The answer comes from a server that others can write to and is not trusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from baasctl.engines.postgres.catalog import Catalog, Name
from baasctl.engines.postgres.catalog_reading import CatalogDamaged, read_catalog
from baasctl.providers.supabase.database_access.answer import (
    list_of,
    members_of,
    one_of,
    optional_text,
    text_of,
    truth_of,
    wrong,
)
from baasctl.providers.supabase.database_access.security_state import SecurityState, parse_security
from baasctl.providers.supabase.database_access.update_guards import guard_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTable:
    """A table, view or foreign table.

    Attributes:
        kind: `pg_class.relkind`: r table, p partitioned table, v view, m materialised view, f foreign table.
        is_ours: Whether `postgres`, the role that the Management API writes as, has its owner's rights.
        is_of_extension: Whether an extension made it.
        guard: What updates by requests meet, in normal form; `None`: there is none.
        reads_accounts: Whether it is a view whose own query reads `auth.users`.
        version: Digest of what the kind `tables` writes.
    """

    name: Name
    kind: str
    rls: bool
    force_rls: bool
    owner: str
    is_ours: bool
    is_of_extension: bool
    guard: str | None
    reads_accounts: bool
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePolicy:
    """A policy.

    Attributes:
        command: `pg_policy.polcmd`: * all, r select, a insert, w update, d delete.
        roles: `public` is every role.
        using: As `pg_get_expr` deparses it with an empty `search_path`; `None` when there is none. So is *check*.
        comment: `None` when there is none.
        version: Digest of all but the comment.
    """

    table: Name
    name: str
    command: str
    is_permissive: bool
    roles: tuple[str, ...]
    using: str | None
    check: str | None
    comment: str | None
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveGrant:
    """What one role was granted on one table or view.

    Attributes:
        role: `public` is every role.
        privileges: On the whole table, in small letters, sorted.
        columns: Column to privileges on it alone.
        version: Digest of all of it.
    """

    table: Name
    role: str
    privileges: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseState:
    """All of it.

    Attributes:
        roles: Role to whether it is a superuser.
        migrations: Versions that are live; `None` when the role that reads may not know.
        catalog: What the shadow is built from.
        security: Functions, views, default privileges and webhooks.
    """

    tables: Mapping[Name, LiveTable]
    policies: tuple[LivePolicy, ...]
    grants: tuple[LiveGrant, ...]
    roles: Mapping[str, bool]
    migrations: frozenset[str] | None
    catalog: Catalog
    security: SecurityState


def parse_state(rows: object) -> DatabaseState:
    """Read the rows that the statement answered with.

    Raises:
        UnexpectedAnswer: A member is missing or has another type.
    """
    row = rows[0] if isinstance(rows, list | tuple) and len(rows) == 1 else None
    state = row.get("state") if isinstance(row, Mapping) else None
    if not isinstance(state, Mapping):
        raise wrong("/0/state", "an object")
    tables = list_of(state.get("tables"), "/tables", _table)
    roles = list_of(state.get("roles"), "/roles", _role)
    migrations = state.get("migrations")
    try:
        catalog = read_catalog(state.get("catalog"))
    except CatalogDamaged as error:
        raise wrong("/catalog", error.diagnostics[0].detail) from None
    return DatabaseState(
        tables={table.name: table for table in tables},
        policies=list_of(state.get("policies"), "/policies", _policy),
        grants=list_of(state.get("grants"), "/grants", _grant),
        roles=dict(roles),
        migrations=None if migrations is None else frozenset(list_of(migrations, "/migrations", text_of)),
        catalog=catalog,
        security=parse_security(state),
    )


def _table(value: object, path: str) -> LiveTable:
    schema, name, kind, rls, force, owner, is_ours, of_extension, *more = members_of(value, path, 11)
    guard, reads_accounts, version = more
    return LiveTable(
        name=(text_of(schema, path), text_of(name, path)),
        kind=one_of("rpvmf", kind, path),
        rls=truth_of(rls, path),
        force_rls=truth_of(force, path),
        owner=text_of(owner, path),
        is_ours=truth_of(is_ours, path),
        is_of_extension=truth_of(of_extension, path),
        guard=None if guard is None else guard_of(text_of(guard, path)),
        reads_accounts=truth_of(reads_accounts, path),
        version=text_of(version, path),
    )


def _policy(value: object, path: str) -> LivePolicy:
    schema, table, name, command, permissive, roles, using, check, comment, version = members_of(value, path, 10)
    return LivePolicy(
        table=(text_of(schema, path), text_of(table, path)),
        name=text_of(name, path),
        command=one_of("*rawd", command, path),
        is_permissive=truth_of(permissive, path),
        roles=tuple(sorted(list_of(roles, path, text_of))),
        using=optional_text(using, path),
        check=optional_text(check, path),
        comment=optional_text(comment, path),
        version=text_of(version, path),
    )


def _grant(value: object, path: str) -> LiveGrant:
    schema, table, role, privileges, columns, version = members_of(value, path, 6)
    by_column: dict[str, list[str]] = {}
    for column, privilege in list_of(columns, path, _pair):
        by_column.setdefault(column, []).append(privilege)
    return LiveGrant(
        table=(text_of(schema, path), text_of(table, path)),
        role=text_of(role, path),
        privileges=tuple(sorted(list_of(privileges, path, text_of))),
        columns={column: tuple(sorted(granted)) for column, granted in by_column.items()},
        version=text_of(version, path),
    )


def _role(value: object, path: str) -> tuple[str, bool]:
    name, is_superuser = members_of(value, path, 2)
    return text_of(name, path), truth_of(is_superuser, path)


def _pair(value: object, path: str) -> tuple[str, str]:
    left, right = members_of(value, path, 2)
    return text_of(left, path), text_of(right, path)
