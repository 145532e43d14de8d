"""Tables as an `access` section describes them, for targets whose tables are nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from baasctl.engines.postgres.migrations import Migration
from baasctl.engines.postgres.names import quote_identifier, table_name
from baasctl.model.access import (
    AccessResource,
    AccessSection,
    AllOf,
    AnyOf,
    CallerId,
    FieldRule,
    FieldType,
    Literal,
    Member,
    Owner,
    Party,
    Principal,
    RowField,
    Sort,
)

_TYPES: Final[Mapping[FieldType, str]] = {
    FieldType.STRING: "text",
    FieldType.INT: "bigint",
    FieldType.FLOAT: "double precision",
    FieldType.BOOL: "boolean",
    FieldType.TIMESTAMP: "timestamptz",
    FieldType.USER: "uuid",
    FieldType.REF: "uuid",
    FieldType.LIST: "text[]",
    FieldType.MAP: "jsonb",
}


def sketch(section: AccessSection, version: str = "1") -> Migration:
    """A migration that makes a table for each resource of rows that has none: its key and fields, no constraints.

    What a field may hold is the section's to say, and the rules that it becomes are to refuse the rest.
    """
    tables = [each for each in section.resources if each.sort is Sort.ROWS]
    return Migration(version=version, name="access", sql="".join(_table(section, each) for each in tables))


def _table(section: AccessSection, resource: AccessResource) -> str:
    schema, name = table_name(resource.place.path)
    table, columns = quote_identifier(schema, name), ", ".join(_columns(section, resource))
    return (
        f"create schema if not exists {quote_identifier(schema)};\n"
        f"grant usage on schema {quote_identifier(schema)} to anon, authenticated, service_role;\n"
        f"create table if not exists {table} ({columns});\n"
    )


def _columns(section: AccessSection, resource: AccessResource) -> Iterator[str]:
    if resource.field(resource.key.name) is None:
        yield f"{quote_identifier(resource.key.name)} uuid primary key default gen_random_uuid()"
    for rule in resource.fields:
        is_key = " primary key" if rule.name == resource.key.name else ""
        yield f"{quote_identifier(rule.stored_as)} {_type(rule)}{is_key}"
    listed = {resource.key.name, *(rule.name for rule in resource.fields)}
    for name, type_ in dict(_mentioned(section, resource)).items():
        if name not in listed:
            yield f"{quote_identifier(name)} {type_}"


def _mentioned(section: AccessSection, resource: AccessResource) -> Iterator[tuple[str, str]]:
    """Fields that entries speak of, listed or not, with the types that are compared with what they hold."""
    for entry in resource.allow:
        yield from ((name, _TYPES[FieldType.STRING]) for name in (*(entry.may_change or ()), *entry.may_not_change))
        yield from ((each.field, _type_of(each.values[0])) for each in entry.when)
        for principal in _simple(entry.to):
            if isinstance(principal, Owner):
                yield principal.field, _TYPES[FieldType.USER]
    for user in section.resources:
        for principal in _simple(party for entry in user.allow for party in entry.to):
            if isinstance(principal, Member):
                yield from _of_membership(section, principal, user, resource)


def _of_membership(
    section: AccessSection, member: Member, user: AccessResource, resource: AccessResource
) -> Iterator[tuple[str, str]]:
    rows = section.resource(member.resource)
    for each in member.where:
        if isinstance(each.term, RowField):
            known = (user.field(each.term.field), rows.field(each.field) if rows else None)
            type_ = next((_type(rule) for rule in known if rule is not None), _TYPES[FieldType.REF])
            if user.name == resource.name:
                yield each.term.field, type_
        else:
            type_ = _TYPES[FieldType.USER] if isinstance(each.term, CallerId) else _type_of(each.term)
        if member.resource == resource.name:
            yield each.field, type_
    if member.resource == resource.name:
        yield from ((each.field, _type_of(each.values[0])) for each in member.role)


def _simple(parties: Iterable[Party]) -> Iterator[Principal]:
    for party in parties:
        principal = party.principal
        if isinstance(principal, AnyOf | AllOf):
            yield from _simple(principal.parts)
        else:
            yield principal


def _type(rule: FieldRule) -> str:
    return _TYPES[rule.type or FieldType.STRING]


def _type_of(value: Literal) -> str:
    kinds = {bool: FieldType.BOOL, int: FieldType.INT, float: FieldType.FLOAT}
    return _TYPES[kinds.get(type(value), FieldType.STRING)]
