"""What a live database said about access: the answer to `database_statement.STATEMENT`, checked and typed.

The answer comes from a server that others can write to and is not trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from baasctl.engines.postgres.catalog import Catalog, Name
from baasctl.engines.postgres.catalog_reading import CatalogDamaged, read_catalog
from baasctl.model.errors import UnexpectedAnswer
from baasctl.providers.supabase.strict import unexpected

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTable:
    """A table, view or foreign table.

    Attributes:
        kind: `pg_class.relkind`: r table, p partitioned table, v view, m materialised view, f foreign table.
        is_ours: Whether `postgres`, the role that the Management API writes as, has its owner's rights.
        is_of_extension: Whether an extension made it.
        version: Digest of what the kind `tables` writes.
    """

    name: Name
    kind: str
    rls: bool
    force_rls: bool
    owner: str
    is_ours: bool
    is_of_extension: bool
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
    """

    tables: Mapping[Name, LiveTable]
    policies: tuple[LivePolicy, ...]
    grants: tuple[LiveGrant, ...]
    roles: Mapping[str, bool]
    migrations: frozenset[str] | None
    catalog: Catalog


def parse_state(rows: object) -> DatabaseState:
    """Read the rows that the statement answered with.

    Raises:
        UnexpectedAnswer: A member is missing or has another type.
    """
    row = rows[0] if isinstance(rows, list | tuple) and len(rows) == 1 else None
    state = row.get("state") if isinstance(row, Mapping) else None
    if not isinstance(state, Mapping):
        raise _wrong("/0/state", "an object")
    tables = _list(state.get("tables"), "/tables", _table)
    roles = _list(state.get("roles"), "/roles", _role)
    migrations = state.get("migrations")
    try:
        catalog = read_catalog(state.get("catalog"))
    except CatalogDamaged as error:
        raise _wrong("/catalog", error.diagnostics[0].detail) from None
    return DatabaseState(
        tables={table.name: table for table in tables},
        policies=_list(state.get("policies"), "/policies", _policy),
        grants=_list(state.get("grants"), "/grants", _grant),
        roles=dict(roles),
        migrations=None if migrations is None else frozenset(_list(migrations, "/migrations", _text)),
        catalog=catalog,
    )


def _table(value: object, path: str) -> LiveTable:
    schema, name, kind, rls, force, owner, is_ours, of_extension, version = _members(value, path, 9)
    return LiveTable(
        name=(_text(schema, path), _text(name, path)),
        kind=_one_of("rpvmf", kind, path),
        rls=_truth(rls, path),
        force_rls=_truth(force, path),
        owner=_text(owner, path),
        is_ours=_truth(is_ours, path),
        is_of_extension=_truth(of_extension, path),
        version=_text(version, path),
    )


def _policy(value: object, path: str) -> LivePolicy:
    schema, table, name, command, permissive, roles, using, check, comment, version = _members(value, path, 10)
    return LivePolicy(
        table=(_text(schema, path), _text(table, path)),
        name=_text(name, path),
        command=_one_of("*rawd", command, path),
        is_permissive=_truth(permissive, path),
        roles=tuple(sorted(_list(roles, path, _text))),
        using=_optional_text(using, path),
        check=_optional_text(check, path),
        comment=_optional_text(comment, path),
        version=_text(version, path),
    )


def _grant(value: object, path: str) -> LiveGrant:
    schema, table, role, privileges, columns, version = _members(value, path, 6)
    by_column: dict[str, list[str]] = {}
    for column, privilege in _list(columns, path, _pair):
        by_column.setdefault(column, []).append(privilege)
    return LiveGrant(
        table=(_text(schema, path), _text(table, path)),
        role=_text(role, path),
        privileges=tuple(sorted(_list(privileges, path, _text))),
        columns={column: tuple(sorted(granted)) for column, granted in by_column.items()},
        version=_text(version, path),
    )


def _role(value: object, path: str) -> tuple[str, bool]:
    name, is_superuser = _members(value, path, 2)
    return _text(name, path), _truth(is_superuser, path)


def _pair(value: object, path: str) -> tuple[str, str]:
    left, right = _members(value, path, 2)
    return _text(left, path), _text(right, path)


def _members(value: object, path: str, size: int) -> list[object]:
    if not isinstance(value, list) or len(value) != size:
        raise _wrong(path, f"an array of {size}")
    return value


def _list(value: object, path: str, read: Callable[[object, str], Read]) -> tuple[Read, ...]:
    if not isinstance(value, list):
        raise _wrong(path, "an array")
    return tuple(read(item, f"{path}/{index}") for index, item in enumerate(value))


def _text(value: object, path: str) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise _wrong(path, "text")
    return value


def _optional_text(value: object, path: str) -> str | None:
    return None if value is None else _text(value, path)


def _truth(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(path, "true or false")
    return value


def _one_of(letters: str, value: object, path: str) -> str:
    text = _text(value, path)
    if len(text) != 1 or text not in letters:
        raise _wrong(path, f"one of {', '.join(letters)}")
    return text


def _wrong(path: str, wanted: str) -> UnexpectedAnswer:
    return unexpected("database/state", path, f"expected {wanted}")
