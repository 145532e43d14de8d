"""Tables of the copy as statements need to know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from baasctl.engines.postgres.building import OWN_SCHEMA
from baasctl.engines.postgres.catalog import Name
from baasctl.engines.postgres.connection import Connection
from baasctl.engines.postgres.names import quote_identifier

ROLES: Final = ("anon", "authenticated", "service_role")
"""Without a signed-in user, with one, and with the project's own key."""

# Array parameters would need their text form; the three roles are constants.
_READ = f"""
select n.nspname as schema, c.relname as name, a.attname as column, format_type(a.atttypid, -1) as type,
  a.attgenerated <> '' or a.attidentity = 'a' as is_made,
  a.attnotnull and not a.atthasdef and a.attidentity = '' as is_needed,
  array_position(i.indkey::int2[], a.attnum) as key,
  {", ".join(f"has_column_privilege('{role}', c.oid, a.attnum, 'select') as {role}" for role in ROLES)}
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary
where c.relkind in ('r', 'p', 'v') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '{OWN_SCHEMA}')
order by 1, 2, a.attnum
"""  # noqa: S608  only our own constants


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        type: As PostgreSQL writes it: `uuid`, `text[]`.
        is_made: By the database alone; no statement may write it.
        is_needed: No row is without it, and it has no default.
        key: Its place in the primary key, from 0; `None`: it is not in it.
        readable_by: Of `ROLES`.
    """

    name: str
    type: str
    is_made: bool
    is_needed: bool
    key: int | None
    readable_by: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table or view."""

    name: Name
    columns: tuple[Column, ...]

    @property
    def sql(self) -> str:
        return quote_identifier(*self.name)

    @property
    def key(self) -> tuple[Column, ...]:
        """Columns of the primary key, in order; empty: it has none."""
        return tuple(sorted((each for each in self.columns if each.key is not None), key=lambda each: each.key or 0))

    def column(self, name: str) -> Column | None:
        return next((each for each in self.columns if each.name == name), None)

    def readable(self, role: str) -> tuple[Column, ...]:
        """What a role may read; all columns where it may read none, so that PostgreSQL says so."""
        return tuple(each for each in self.columns if role in each.readable_by) or self.columns


def read_tables(connection: Connection) -> Mapping[Name, Table]:
    """All tables and views there are, by name."""
    found: dict[Name, list[Column]] = {}
    for row in connection.query(_READ):
        key = row["key"]
        column = Column(
            name=str(row["column"]),
            type=str(row["type"]),
            is_made=row["is_made"] is True,
            is_needed=row["is_needed"] is True,
            key=key if isinstance(key, int) else None,
            readable_by=frozenset(role for role in ROLES if row[role] is True),
        )
        found.setdefault((str(row["schema"]), str(row["name"])), []).append(column)
    return {name: Table(name=name, columns=tuple(columns)) for name, columns in found.items()}
