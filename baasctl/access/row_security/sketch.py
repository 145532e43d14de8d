"""Tables as an `access` section describes them, for targets whose tables are nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.engines.postgres.migrations import Migration
from baasctl.engines.postgres.names import quote_identifier, table_name
from baasctl.model.access import AccessResource, AccessSection, FieldRule, FieldType, Sort

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
    return Migration(version=version, name="access", sql="".join(_table(each) for each in tables))


def _table(resource: AccessResource) -> str:
    schema, name = table_name(resource.place.path)
    table, columns = quote_identifier(schema, name), ", ".join(_columns(resource))
    return (
        f"create schema if not exists {quote_identifier(schema)};\n"
        f"grant usage on schema {quote_identifier(schema)} to anon, authenticated, service_role;\n"
        f"create table if not exists {table} ({columns});\n"
    )


def _columns(resource: AccessResource) -> Iterator[str]:
    if resource.field(resource.key.name) is None:
        yield f"{quote_identifier(resource.key.name)} uuid primary key default gen_random_uuid()"
    for rule in resource.fields:
        is_key = " primary key" if rule.name == resource.key.name else ""
        yield f"{quote_identifier(rule.stored_as)} {_type(rule)}{is_key}"


def _type(rule: FieldRule) -> str:
    return _TYPES[rule.type or FieldType.STRING]
