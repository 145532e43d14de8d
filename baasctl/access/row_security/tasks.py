"""A probe as statements, written as PostgREST writes them: only the given columns, the row found by its key."""

# ruff: noqa: S608 - every name goes through `quote_identifier`, every value is in the JSON of `$1`
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from baasctl.access.queries import KEY_IN_QUERIES
from baasctl.access.row_security.tables import Column, Table
from baasctl.access.row_security.who import json_of, role_of
from baasctl.engines.postgres.names import quote_identifier, quote_literal
from baasctl.engines.postgres.probing import Statement
from baasctl.model.probe import Comparing, Data, Datum, Filter, Operation, Probe, Reference, Special, Who

COMMANDS: Final = {
    Operation.GET: "select",
    Operation.LIST: "select",
    Operation.CREATE: "insert",
    Operation.UPDATE: "update",
    Operation.DELETE: "delete",
}
_COMPARED: Final = {
    Comparing.EQUAL: "{column} = {value}",
    Comparing.DIFFERENT: "{column} <> {value}",
    Comparing.LESS: "{column} < {value}",
    Comparing.AT_MOST: "{column} <= {value}",
    Comparing.MORE: "{column} > {value}",
    Comparing.AT_LEAST: "{column} >= {value}",
}
_JSON_OF: Final[Mapping[tuple[str, ...], tuple[type, ...]]] = {
    ("text", "character varying", "character", "uuid"): (str, Reference),
    ("smallint", "integer", "bigint"): (int,),
    ("real", "double precision", "numeric"): (int, float),
    ("boolean",): (bool,),
    ("timestamp with time zone", "timestamp without time zone", "date"): (datetime, str),
}
"""Types of columns, and what is written into them without being converted."""
BEFORE: Final = "now() - interval '1 second'"
"""`Special.NOW` in a row that is there: its request was an earlier one."""
ROW: Final = "r"
"""Alias of a row made from JSON; no column is named without it."""


class NotSayable(Exception):
    """The probe cannot be put to this database, and the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowText:
    """Values of a row as SQL.

    Attributes:
        columns: The given ones, in the table's order.
        source: `jsonb_populate_record(…)`, whose `$1` is *data*.
    """

    columns: tuple[Column, ...]
    source: str
    data: Mapping[str, object]


def row_text(table: Table, values: Data, who: Who, now: str = "now()") -> RowText:
    """A row with some values; what is not given is null.

    Args:
        now: What `Special.NOW` is.

    Raises:
        NotSayable: The table lacks a column.
    """
    columns = [_known(table, name) for name in values]
    for each in columns:
        _check_type(table, each, values[each.name])
    data = {each.name: json_of(values[each.name], who, each.type) for each in columns}
    timed = [each.name for each in columns if values[each.name] is Special.NOW]
    stamps = ", ".join(f"{quote_literal(name)}, {now}" for name in timed)
    json_text = f"($1 || jsonb_build_object({stamps}))" if stamps else "$1"
    return RowText(
        columns=tuple(columns), source=f"jsonb_populate_record(null::{table.sql}, {json_text}) as {ROW}", data=data
    )


def _check_type(table: Table, column: Column, value: Datum) -> None:
    """PostgreSQL would read a number as text, and `42` in quotes as a number: that is no test of a type.

    Keys of rows are texts in probes.
    """
    if column.key is not None and isinstance(value, str):
        return
    kinds = next((kinds for types, kinds in _JSON_OF.items() if column.type in types), None)
    if column.type.endswith("[]"):
        kinds = (tuple,)
    is_fitting = kinds is None or (isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds))
    if value is not None and not isinstance(value, Special) and not is_fitting:
        kind = type(value).__name__
        raise NotSayable(f"`{column.name}` of `{table.sql}` is {column.type}, and a {kind} would be converted to it")


def with_key(table: Table, row: str, values: Data | None) -> Data:
    """The values of a row with its key, where the probe names it and the values do not.

    Raises:
        NotSayable: The key has several columns, or is of another type.
    """
    given = dict(values or {})
    if not row or any(column.name in given for column in table.key):
        return given
    if len(table.key) != 1:
        raise NotSayable(
            f"`{table.sql}` has no key of one column, so `{row}` names none of its rows: write the key's columns"
        )
    (column,) = table.key
    is_number = int in next((kinds for types, kinds in _JSON_OF.items() if column.type in types), ())
    if is_number and not (row.isascii() and row.isdecimal()):
        raise NotSayable(f"the key of `{table.sql}` is {column.type}, and `{row}` is no number")
    return {column.name: int(row) if is_number else row, **given}


def insertion(table: Table, values: Data, who: Who, now: str = "now()") -> Statement:
    """Put a row there.

    Args:
        now: What `Special.NOW` is.

    Raises:
        NotSayable: The table lacks a column.
    """
    row = row_text(table, values, who, now)
    names = ", ".join(quote_identifier(column.name) for column in row.columns)
    if not names:
        return Statement(sql=f"insert into {table.sql} default values")
    picked = ", ".join(f"{ROW}.{quote_identifier(column.name)}" for column in row.columns)
    # Of identity columns a row that is there has the key that is said, and a new one what PostgreSQL gives it.
    overriding = f"overriding {'system' if now == BEFORE else 'user'} value"
    sql = f"insert into {table.sql} ({names}) {overriding} select {picked} from {row.source}"
    return Statement(sql=sql, data=row.data)


def request_of(table: Table, probe: Probe) -> Statement:
    """The statement that asks.

    Raises:
        NotSayable: The table lacks a column, or nothing says which row is meant.
    """
    if probe.operation is Operation.CREATE:
        return insertion(table, with_key(table, probe.row, probe.new), probe.who)
    if probe.operation is Operation.LIST:
        where, data = _filtered(table, probe)
        return Statement(sql=f"select {_read(table, probe)} from {table.sql}{where}", data=data)
    where, data = _found(table, probe)
    if probe.operation is Operation.GET:
        return Statement(sql=f"select {_read(table, probe)} from {table.sql}{where}", data={"key": data})
    if probe.operation is Operation.DELETE:
        return Statement(sql=f"delete from {table.sql}{where}", data={"key": data})
    row = row_text(table, probe.new or {}, probe.who)
    if not row.columns:
        raise NotSayable("the update writes no field")
    names = ", ".join(quote_identifier(column.name) for column in row.columns)
    picked = ", ".join(f"{ROW}.{quote_identifier(column.name)}" for column in row.columns)
    source = row.source.replace("$1", "($1 -> 'new')", 1)
    sql = f"update {table.sql} set ({names}) = (select {picked} from {source}){where}"
    return Statement(sql=sql, data={"key": data, "new": row.data})


def total_of(table: Table, probe: Probe) -> Statement:
    """How many rows there are for a `list` to give."""
    where, data = _filtered(table, probe)
    return Statement(sql=f"select count(*) from {table.sql}{where}", data=data)


def conditions_of(table: Table, probe: Probe, expressions: Sequence[tuple[str, bool]]) -> Iterator[Statement]:
    """Conditions of policies on the row as it is, or as it will be.

    Args:
        expressions: The text, and whether it is about the row as it will be.
    """
    stored = row_text(table, with_key(table, probe.row, probe.existing), probe.who, BEFORE)
    written = row_text(table, _after(table, probe), probe.who)
    for text, is_new in expressions:
        row = written if is_new else stored
        source = row.source.removesuffix(f" as {ROW}") + f" as {quote_identifier(table.name[1])}"
        yield Statement(sql=f"select coalesce((\n{text}\n), false) from {source}", data=row.data)


def _after(table: Table, probe: Probe) -> Data:
    if probe.operation is Operation.CREATE:
        return with_key(table, probe.row, probe.new)
    return {**with_key(table, probe.row, probe.existing), **(probe.new or {})}


def _read(table: Table, probe: Probe) -> str:
    return ", ".join(quote_identifier(column.name) for column in table.readable(role_of(probe.who))) or "1"


def _found(table: Table, probe: Probe) -> tuple[str, dict[str, object]]:
    """The condition that finds the row: by its key, or by all that is known of it."""
    values = with_key(table, probe.row, probe.existing)
    by = [each for each in table.key if each.name in values]
    if len(by) < len(table.key) or not by:
        by = [_known(table, name) for name in values]
    if not by:
        raise NotSayable("nothing says which row is meant: neither the probe's row nor a value of it")
    data = {each.name: json_of(values[each.name], probe.who, each.type) for each in by}
    source = f"jsonb_populate_record(null::{table.sql}, $1 -> 'key') as {ROW}"
    matched = " and ".join(
        f"{quote_identifier(each.name)} = (select {ROW}.{quote_identifier(each.name)} from {source})"
        for each in by
        if values[each.name] is not None
    )
    return f" where {matched}" if matched else "", data


def _filtered(table: Table, probe: Probe) -> tuple[str, dict[str, object]]:
    conditions, data = [], {}
    for place, asked in enumerate(probe.query.filters):
        each = _by_key(table, asked)
        conditions.append(_condition(table, each, f"$1 -> '{place}'", f"$1 ->> '{place}'"))
        column = _filtered_column(table, each)
        data[str(place)] = json_of(each.value, probe.who, column.type)
    for name, _ in probe.query.order:
        _known(table, name)
    return (f" where {' and '.join(conditions)}" if conditions else ""), data


def _by_key(table: Table, asked: Filter) -> Filter:
    """A filter on the key as one on its column."""
    if asked.field != KEY_IN_QUERIES or len(table.key) != 1:
        return asked
    value = asked.value.rpartition("/")[2] if isinstance(asked.value, str) else asked.value
    return replace(asked, field=table.key[0].name, value=value)


def _filtered_column(table: Table, filtered: Filter) -> Column:
    return _known(table, filtered.field.partition(".")[0])


def _condition(table: Table, filtered: Filter, as_json: str, as_text: str) -> str:
    """A filter in SQL; a field below a column is looked up in the column's JSON and compared as text."""
    column = _filtered_column(table, filtered)
    below = filtered.field.partition(".")[2]
    name, kind = quote_identifier(column.name), column.type
    if below:
        keys = quote_literal("{" + ",".join(json.dumps(part) for part in below.split(".")) + "}")
        name, kind = f"{name}::jsonb #>> {keys}", "text"
    if filtered.comparing in _COMPARED:
        return _COMPARED[filtered.comparing].format(column=name, value=f"({as_text})::{kind}")
    listed = f"(select each.value::{kind} from jsonb_array_elements_text({as_json}) as each)"
    if filtered.comparing is Comparing.IN:
        return f"{name} in {listed}"
    if filtered.comparing is Comparing.NOT_IN:
        return f"{name} not in {listed}"
    if not kind.endswith("[]"):
        raise NotSayable(f"`{filtered.field}` of `{table.sql}` is no list: its type is {kind}")
    if filtered.comparing is Comparing.CONTAINS:
        return f"{name} @> array[({as_text})]::{kind}"
    element = kind.removesuffix("[]")
    return f"{name} && array(select each.value::{element} from jsonb_array_elements_text({as_json}) as each)"


def _known(table: Table, name: str) -> Column:
    column = table.column(name)
    if column is None:
        known = ", ".join(each.name for each in table.columns) or "none"
        raise NotSayable(f"`{table.sql}` has no column `{name}`; its columns are {known}")
    return column
