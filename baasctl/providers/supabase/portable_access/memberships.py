"""Members by a row of another resource: asked of its table, or of a function where the caller may not read the row.

Policies hold inside policies, so a policy finds a membership only if its table's own policies show it, and policies
that ask each other go round in circles. Where that would happen a function with its owner's rights gives the caller's
own rows, and no others: it takes no argument. It stands in a schema that no API serves.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from baasctl.engines.postgres.names import MAXIMUM_BYTES, quote_identifier
from baasctl.model.access import (
    AccessResource,
    AccessSection,
    AllOf,
    Anonymous,
    AnyOf,
    Authenticated,
    CallerId,
    Engine,
    Literal,
    Member,
    Owner,
    Party,
    Principal,
    RowField,
    Sort,
)
from baasctl.model.access_rendering import Fill
from baasctl.model.address import Address
from baasctl.model.probe import Operation
from baasctl.model.quoted import Quoted
from baasctl.model.resource import Resource
from baasctl.providers.supabase.portable_access.columns import RowNames, caller_as, column_sql, table_sql
from baasctl.providers.supabase.portable_access.conditions import ALWAYS, Sql, all_of, literal

SCHEMA: Final = "baasctl"
"""Where the functions are; baasctl makes it, and roles may only look functions up in it."""
_TEMPLATE: Final = "supabase/policies.sql.j2"
_READ: Final = frozenset({Operation.GET, Operation.LIST})


def member_sql(
    section: AccessSection,
    resource: AccessResource,
    member: Member,
    names: RowNames,
    free: frozenset[str],
) -> Sql:
    """The condition under which the caller is a member.

    Args:
        free: Fields whose new value nothing hangs on.
    """
    given = [(each.field, each.term.field) for each in member.where if isinstance(each.term, RowField)]
    fields = frozenset(field for _, field in given)
    if fields & free:
        return ALWAYS
    rows = _rows_of(section, member)
    if needs_function(section, resource, member):
        call = f"{function_sql(section, member)}()"
        if not given:
            return Sql(f"exists (select from {call})", fields)
        left, right = (
            [names.plain(field) for _, field in given],
            [_own(resource, rows, "own", name) for name, _ in given],
        )
        row = left[0] if len(left) == 1 else f"({', '.join(left)})"
        return Sql(f"{row} in (select {', '.join(right)} from {call} as own)", fields)  # noqa: S608  names are quoted
    table = table_sql(rows)
    matched = [f"{_own(resource, rows, table, name)} = {names.within(field)}" for name, field in given]
    conditions = " and ".join([*matched, *_about(rows, member, f"{table}.")])
    return Sql(f"exists (select from {table} where {conditions})", fields)


def needs_function(section: AccessSection, resource: AccessResource, member: Member) -> bool:
    """Whether a policy of the resource would not find every membership by itself."""
    rows = _rows_of(section, member)
    return rows.name == resource.name or not _shows_own(rows, member) or _is_for_anonymous(resource)


def functions(section: AccessSection, target: str, fill: Fill) -> Iterator[Resource]:
    """Those that the section's policies call; each gives the caller's own rows of one table to whoever has a role."""
    found: dict[str, set[str]] = {}
    members: dict[str, Party] = {}
    for resource in section.resources:
        for party in _simple(party for entry in resource.allow for party in entry.to):
            if isinstance(party.principal, Member) and needs_function(section, resource, party.principal):
                name = function_sql(section, party.principal)
                members.setdefault(name, _definition(section, party))
                roles = {"anon"} if _is_for_anonymous(resource) else set()
                found.setdefault(name, {"authenticated"}).update(roles)
    for name, party in members.items():
        member = party.principal
        assert isinstance(member, Member)
        rows = _rows_of(section, member)
        condition = all_of(map(Sql, _about(rows, member, "")))
        why = "".join(each if each.isprintable() else "?" for each in str(party.span))
        yield Resource(
            address=Address(target, "database_functions", (f"{name}()",)),
            attributes={
                "rows_of": table_sql(rows),
                "where": fill(_TEMPLATE, {"why": Quoted(why), "condition": Quoted(condition.text)}).strip(),
                "security_definer": True,
                "search_path": "",
                "execute": tuple(sorted(found[name])),
            },
            declared_at=party.span,
        )


def function_sql(section: AccessSection, member: Member) -> str:
    """The function that gives the caller's own rows, with its schema."""
    named = next((each.name for each in section.principals if each.principal == member), "")
    name = f"own_{member.resource}_as_{named}" if named else f"own_{member.resource}_{_digest(repr(member))}"
    if len(name.encode()) > MAXIMUM_BYTES:
        name = f"own_rows_{_digest(name)}"
    return quote_identifier(SCHEMA, name)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _rows_of(section: AccessSection, member: Member) -> AccessResource:
    rows = section.resource(member.resource)
    assert rows is not None
    return rows


def _own(resource: AccessResource, rows: AccessResource, alias: str, name: str) -> str:
    """A column of the membership; parts of a file's path are text."""
    column = f"{alias}.{column_sql(rows, name)}"
    return f"{column}::text" if resource.sort is Sort.FILES else column


def _about(rows: AccessResource, member: Member, prefix: str) -> Iterator[str]:
    """What is asked of the membership's row alone."""
    for each in member.where:
        if not isinstance(each.term, RowField):
            value = caller_as(rows, each.field) if isinstance(each.term, CallerId) else literal(each.term)
            yield f"{prefix}{column_sql(rows, each.field)} = {value}"
    for role in member.role:
        column = f"{prefix}{column_sql(rows, role.field)}"
        yield f"{column} {_one_of(role.values)}"


def _one_of(values: tuple[Literal, ...]) -> str:
    return f"= {literal(values[0])}" if len(values) == 1 else f"in ({', '.join(map(literal, values))})"


def _shows_own(rows: AccessResource, member: Member) -> bool:
    """Whether the policies of the memberships show each member the own row, and ask for no membership themselves."""
    named = {each.field for each in member.where} | {each.field for each in member.role}
    if rows.native(Engine.POSTGRES) is not None or any(each.private_to and each.name in named for each in rows.fields):
        return False
    reading = [entry for entry in rows.allow if _READ & set(entry.operations)]
    if any(isinstance(party.principal, Member) for entry in reading for party in _simple(entry.to)):
        return False
    owners = [Owner(each.field) for each in member.where if isinstance(each.term, CallerId)]
    return any(
        not entry.when and set(entry.operations) >= _READ and party.principal in (*owners, Authenticated())
        for entry in reading
        for party in entry.to
    )


def _is_for_anonymous(resource: AccessResource) -> bool:
    """Whether anonymous callers update rows: the trigger that guards them asks for everybody's memberships at once."""
    return any(
        Operation.UPDATE in entry.operations and isinstance(party.principal, Anonymous)
        for entry in resource.allow
        for party in _simple(entry.to)
    )


def _definition(section: AccessSection, party: Party) -> Party:
    return next((each for each in section.principals if each.principal == party.principal), party)


def _simple(parties: Iterator[Party] | tuple[Party, ...]) -> Iterator[Party]:
    for party in parties:
        principal: Principal = party.principal
        if isinstance(principal, AnyOf | AllOf):
            yield from _simple(principal.parts)
        else:
            yield party
