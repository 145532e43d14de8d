"""Who, in SQL: a condition for each of the two roles that requests run as."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from baasctl.engines.postgres.names import quote_identifier, table_name
from baasctl.model.access import (
    AccessResource,
    AccessSection,
    AllOf,
    Anonymous,
    AnyOf,
    Authenticated,
    CallerId,
    Claim,
    FieldType,
    Group,
    Member,
    Owner,
    Party,
    RowField,
    Sort,
    Term,
)
from baasctl.providers.supabase.portable_access.claims import claim_sql, group_sql
from baasctl.providers.supabase.portable_access.conditions import (
    ALWAYS,
    NEVER,
    ColumnSql,
    Sql,
    all_of,
    any_of,
    literal,
)

_WORDS_OF_PLPGSQL = frozenset({"begin", "by", "declare", "execute", "foreach", "if", "loop", "strict", "while"})
"""Reserved in PL/pgSQL and not in SQL (src/pl/plpgsql/src/pl_reserved_kwlist.h)."""
CALLER = "(select auth.uid())"
"""The asking user's id; a subquery, so that it is worked out once and not for every row."""


class Role(StrEnum):
    """What a request runs as: without and with a signed-in user."""

    ANON = "anon"
    AUTHENTICATED = "authenticated"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNames:
    """How one row is spoken of.

    Attributes:
        plain: Field → SQL where nothing else has columns.
        within: Field → SQL inside a subquery, whose own columns would hide it.
    """

    plain: ColumnSql
    within: ColumnSql


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
        if isinstance(principal, Group):
            return group_sql(principal)
        return self._member(principal, names, free) if isinstance(principal, Member) else NEVER

    def _owner(self, owner: Owner, names: RowNames) -> Sql:
        return Sql(f"{caller_as(self.resource, owner.field)} = {names.plain(owner.field)}", frozenset({owner.field}))

    def _member(self, member: Member, names: RowNames, free: frozenset[str]) -> Sql:
        fields = frozenset(each.term.field for each in member.where if isinstance(each.term, RowField))
        if fields & free:
            return ALWAYS
        rows = self.section.resource(member.resource)
        assert rows is not None
        table = table_sql(rows)
        matched = [
            f"{table}.{column_sql(rows, each.field)} = {self._term(each.term, rows, each.field, names)}"
            for each in member.where
        ]
        matched += [
            f"{table}.{column_sql(rows, each.field)} in ({', '.join(map(literal, each.values))})"
            if len(each.values) > 1
            else f"{table}.{column_sql(rows, each.field)} = {literal(each.values[0])}"
            for each in member.role
        ]
        return Sql(f"exists (select from {table} where {' and '.join(matched)})", fields)

    def _term(self, term: Term, rows: AccessResource, name: str, names: RowNames) -> str:
        if isinstance(term, CallerId):
            return caller_as(rows, name)
        return names.within(term.field) if isinstance(term, RowField) else literal(term)


def caller_as(resource: AccessResource, name: str) -> str:
    """The caller's id in the type of a field: a uuid, or text where the spec says that the field is one."""
    rule = resource.field(name)
    is_text = resource.sort is Sort.FILES or (rule is not None and rule.type is FieldType.STRING)
    return f"{CALLER}::text" if is_text else CALLER


def table_sql(resource: AccessResource) -> str:
    """The table of a resource of rows, with its schema."""
    return quote_identifier(*table_name(resource.place.path))


def column_sql(resource: AccessResource, name: str) -> str:
    """The column of a field or of the key."""
    rule = resource.field(name)
    return quote_identifier(rule.stored_as if rule is not None else name)


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
