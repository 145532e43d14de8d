"""Fields and the caller's id as SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from baasctl.engines.postgres.names import quote_identifier, table_name
from baasctl.model.access import AccessResource, FieldType, Sort
from baasctl.providers.supabase.portable_access.conditions import ColumnSql

CALLER: Final = "(select auth.uid())"
"""The asking user's id; a subquery, so that it is worked out once and not for every row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowNames:
    """How one row is spoken of.

    Attributes:
        plain: Field → SQL where nothing else has columns.
        within: Field → SQL inside a subquery, whose own columns would hide it.
    """

    plain: ColumnSql
    within: ColumnSql


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
