"""Policies as they are on the copy in the end, whoever made them: the spec, the live project, a migration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from baasctl.access.row_security.tables import Table
from baasctl.engines.postgres.catalog import Name
from baasctl.engines.postgres.connection import Connection
from baasctl.engines.postgres.names import quote_identifier

_READ: Final = """
select n.nspname as schema, c.relname as name, p.polname as policy, p.polpermissive as adds, p.polcmd as command,
  array(select case when u.role = 0 then 'public' else pg_catalog.pg_get_userbyid(u.role)::text end
    from unnest(p.polroles) as u(role))::text[] as roles,
  pg_catalog.pg_get_expr(p.polqual, p.polrelid) as using_text,
  pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as check_text
from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relrowsecurity order by 1, 2, p.polname
"""
_COMMANDS: Final = {"r": "select", "a": "insert", "w": "update", "d": "delete"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedPolicy:
    """A policy on a table that has row level security on.

    Attributes:
        command: `all`, or the one that it speaks of.
        using, check: As PostgreSQL deparses them when no schema is searched; `None` when there is none.
    """

    table: Name
    name: str
    is_permissive: bool
    command: str
    roles: frozenset[str]
    using: str | None
    check: str | None

    @property
    def rule(self) -> str:
        """How its owner would look for it."""
        return f"policies/{quote_identifier(*self.table)}/{self.name}"

    def speaks_of(self, command: str, role: str) -> bool:
        return self.command in ("all", command) and bool(self.roles & {role, "public"})

    def conditions(self, command: str) -> tuple[tuple[str, str, bool], ...]:
        """(part, text, about the row as it will be) of those that a command has to meet."""
        found = []
        if command != "insert" and self.using is not None:
            found.append(("using", self.using, False))
        if command in ("insert", "update"):
            text = self.check if self.check is not None else self.using
            if text is not None:
                found.append(("check" if self.check is not None else "using, of the new row", text, True))
        return tuple(found)


def read_policies(connection: Connection) -> Mapping[Name, tuple[CopiedPolicy, ...]]:
    """Policies that hold, by table; read under an empty `search_path`."""
    found: dict[Name, list[CopiedPolicy]] = {}
    for row in connection.query(_READ):
        roles = row["roles"]
        policy = CopiedPolicy(
            table=(str(row["schema"]), str(row["name"])),
            name=str(row["policy"]),
            is_permissive=row["adds"] is True,
            command=_COMMANDS.get(str(row["command"]), "all"),
            roles=frozenset(map(str, roles)) if isinstance(roles, list) else frozenset(),
            using=_text(row["using_text"]),
            check=_text(row["check_text"]),
        )
        found.setdefault(policy.table, []).append(policy)
    return {table: tuple(policies) for table, policies in found.items()}


def _text(found: object) -> str | None:
    return found if isinstance(found, str) else None


def speaking(
    policies: Mapping[Name, tuple[CopiedPolicy, ...]], table: Table, command: str, role: str
) -> tuple[CopiedPolicy, ...]:
    """Those that a command of a role has to do with."""
    return tuple(each for each in policies.get(table.name, ()) if each.speaks_of(command, role))
