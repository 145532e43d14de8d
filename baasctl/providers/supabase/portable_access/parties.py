"""Who, in SQL: a condition for each of the two roles that requests run as."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from baasctl.model.access import (
    AccessResource,
    AccessSection,
    AllOf,
    Anonymous,
    AnyOf,
    Authenticated,
    Claim,
    Group,
    Member,
    Owner,
    Party,
)
from baasctl.providers.supabase.portable_access.claims import claim_sql, group_sql
from baasctl.providers.supabase.portable_access.columns import RowNames, caller_as, column_sql, table_sql
from baasctl.providers.supabase.portable_access.conditions import ALWAYS, NEVER, Sql, all_of, any_of
from baasctl.providers.supabase.portable_access.memberships import member_sql

_WORDS_OF_PLPGSQL = frozenset({"begin", "by", "declare", "execute", "foreach", "if", "loop", "strict", "while"})
"""Reserved in PL/pgSQL and not in SQL (src/pl/plpgsql/src/pl_reserved_kwlist.h)."""


class Role(StrEnum):
    """What a request runs as: without and with a signed-in user."""

    ANON = "anon"
    AUTHENTICATED = "authenticated"


@dataclass(frozen=True, slots=True)
class Who:
    """Parties of one resource."""

    section: AccessSection
    resource: AccessResource

    def of(self, parties: Iterable[Party], role: Role, names: RowNames, free: frozenset[str] = frozenset()) -> Sql:
        """The condition under which a request of a role is one of *parties*.

        Args:
            free: Fields whose new value nothing hangs on.
        """
        return any_of(self._one(party, role, names, free) for party in parties)

    def _one(self, party: Party, role: Role, names: RowNames, free: frozenset[str]) -> Sql:
        principal = party.principal
        if isinstance(principal, AnyOf | AllOf):
            join: Callable[[Iterable[Sql]], Sql] = any_of if isinstance(principal, AnyOf) else all_of
            return join(self._one(part, role, names, free) for part in principal.parts)
        if isinstance(principal, Anonymous):
            return ALWAYS if role is Role.ANON else NEVER
        if role is Role.ANON:
            return NEVER
        if isinstance(principal, Authenticated):
            return ALWAYS
        if isinstance(principal, Owner):
            return ALWAYS if principal.field in free else self._owner(principal, names)
        if isinstance(principal, Claim):
            return all_of(claim_sql(each) for each in principal.values)
        if isinstance(principal, Member):
            return member_sql(self.section, self.resource, principal, names, free)
        return group_sql(principal) if isinstance(principal, Group) else NEVER

    def _owner(self, owner: Owner, names: RowNames) -> Sql:
        return Sql(f"{caller_as(self.resource, owner.field)} = {names.plain(owner.field)}", frozenset({owner.field}))


def of_row(alias: str, resource: AccessResource, name: str) -> str:
    """The column of a field in `old` or `new`; PL/pgSQL does not find one that is named like a word of its own."""
    column = column_sql(resource, name)
    return f'{alias}."{column}"' if column in _WORDS_OF_PLPGSQL else f"{alias}.{column}"


def row_names(resource: AccessResource, alias: str = "") -> RowNames:
    """Columns of the row that a policy speaks of, or of `old` and `new`."""

    def plain(name: str) -> str:
        return of_row(alias, resource, name) if alias else column_sql(resource, name)

    def within(name: str) -> str:
        return plain(name) if alias else f"{table_sql(resource)}.{column_sql(resource, name)}"

    return RowNames(plain=plain, within=within)
