"""What the objects of a live database do: bodies of functions, defaults, checks, views and triggers.

The texts are the server's own deparsed SQL. They are run on a throw-away server only, by a role that is no superuser,
each as exactly one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from baasctl.engines.postgres.building import Step, type_sql
from baasctl.engines.postgres.catalog import Catalog, Name, TypeReference
from baasctl.engines.postgres.catalog_reading import CatalogDamaged, Row
from baasctl.engines.postgres.names import quote_identifier

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A function or procedure, as `create or replace …`."""

    name: Name
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDefault:
    """What a column gets that a statement leaves out.

    Attributes:
        expression: Empty for an identity column.
        is_generated: Worked out from other columns, and cannot be written.
    """

    table: Name
    column: str
    expression: str
    is_generated: bool = False
    is_identity: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckConstraint:
    """A condition that every row of a table meets."""

    table: Name
    name: str
    expression: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinedView:
    """A view and its query."""

    name: Name
    query: str
    is_materialised: bool = False
    security_invoker: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A trigger whose function is written in SQL or PL/pgSQL.

    Attributes:
        sql: `create trigger …`.
        body: Of its function.
    """

    table: Name
    name: str
    sql: str
    function: Name
    body: str
    is_enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """All of it; without platform schemas, where the reader left them out.

    Attributes:
        usage: (schema, role) of who may look things up where.
        members: (role, member) of who has whose privileges, directly or not.
        bypassing: Roles that row level security does not hold for.
    """

    functions: tuple[Body, ...] = ()
    defaults: tuple[ColumnDefault, ...] = ()
    checks: tuple[CheckConstraint, ...] = ()
    views: tuple[DefinedView, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    usage: tuple[tuple[str, str], ...] = ()
    members: tuple[tuple[str, str], ...] = ()
    bypassing: tuple[str, ...] = ()


def read_definitions(answer: object) -> Definitions:
    """Read what the server answered to `definitions_sql.definitions_expression`.

    Raises:
        CatalogDamaged: A member is missing or has another type.
    """
    if not isinstance(answer, dict):
        raise CatalogDamaged("", "an object")

    def member(key: str, read: Callable[[object, str], Read]) -> tuple[Read, ...]:
        found = answer.get(key)
        if not isinstance(found, list):
            raise CatalogDamaged(f"/{key}", "an array")
        return tuple(read(each, f"/{key}/{index}") for index, each in enumerate(found))

    return Definitions(
        functions=member("functions", _body),
        defaults=member("defaults", _default),
        checks=member("checks", _check),
        views=member("views", _view),
        triggers=member("triggers", _trigger),
        usage=member("usage", _pair),
        members=member("members", _pair),
        bypassing=member("bypassing", _text),
    )


def defining_steps(definitions: Definitions, catalog: Catalog) -> Iterator[Step]:
    """The statements that give a copy of *catalog* its definitions, in order."""
    types = {(table.name, field.name): field.type for table in catalog.tables for field in table.fields}
    for body in definitions.functions:
        yield Step(thing=f"function {quote_identifier(*body.name)}", sql=body.sql)
    for default in definitions.defaults:
        yield _default_step(default, types)
    for check in definitions.checks:
        table, name = quote_identifier(*check.table), quote_identifier(check.name)
        sql = f"alter table {table} add constraint {name} check ({check.expression})"
        yield Step(thing=f"constraint {name} of {table}", sql=sql)
    for view in definitions.views:
        if not view.is_materialised:
            name = quote_identifier(*view.name)
            options = " with (security_invoker = on)" if view.security_invoker else ""
            sql = f"create or replace view {name}{options} as {view.query}"
            yield Step(thing=f"view {name}", sql=sql)
    for trigger in definitions.triggers:
        if trigger.is_enabled:
            where = f"trigger {quote_identifier(trigger.name)} of {quote_identifier(*trigger.table)}"
            yield Step(thing=where, sql=trigger.sql)
    for schema, role in definitions.usage:
        sql = f"grant usage on schema {quote_identifier(schema)} to {quote_identifier(role)}"
        yield Step(thing=f"usage of {schema}", sql=sql, is_needed=False)


def _default_step(default: ColumnDefault, types: Mapping[tuple[Name, str], TypeReference]) -> Step:
    """Sequences are not copied: what counts up does so by a sequence of the copy's own."""
    table, column = quote_identifier(*default.table), quote_identifier(default.column)
    thing = f"default of {table}.{column}"
    if default.is_identity or default.expression.startswith("nextval("):
        sql = f"alter table {table} alter column {column} add generated by default as identity"
        return Step(thing=thing, sql=sql, is_needed=False)
    known = types.get((default.table, default.column))
    if default.is_generated and known is not None:
        generated = f"{type_sql(known)} generated always as ({default.expression}) stored"
        sql = f"alter table {table} drop column {column} cascade, add column {column} {generated}"
        return Step(thing=thing, sql=sql)
    return Step(thing=thing, sql=f"alter table {table} alter column {column} set default {default.expression}")


def _body(value: object, path: str) -> Body:
    row = Row(value, path, 3)
    return Body(name=(row.take(_text), row.take(_text)), sql=row.take(_text))


def _default(value: object, path: str) -> ColumnDefault:
    row = Row(value, path, 6)
    return ColumnDefault(
        table=(row.take(_text), row.take(_text)),
        column=row.take(_text),
        expression=row.take(_optional_text),
        is_generated=row.take(_truth),
        is_identity=row.take(_truth),
    )


def _check(value: object, path: str) -> CheckConstraint:
    row = Row(value, path, 4)
    return CheckConstraint(table=(row.take(_text), row.take(_text)), name=row.take(_text), expression=row.take(_text))


def _view(value: object, path: str) -> DefinedView:
    row = Row(value, path, 5)
    return DefinedView(
        name=(row.take(_text), row.take(_text)),
        query=row.take(_text),
        is_materialised=row.take(_truth),
        security_invoker=row.take(_truth),
    )


def _trigger(value: object, path: str) -> Trigger:
    row = Row(value, path, 8)
    return Trigger(
        table=(row.take(_text), row.take(_text)),
        name=row.take(_text),
        sql=row.take(_text),
        function=(row.take(_text), row.take(_text)),
        body=row.take(_text),
        is_enabled=row.take(_truth),
    )


def _pair(value: object, path: str) -> tuple[str, str]:
    row = Row(value, path, 2)
    return row.take(_text), row.take(_text)


def _text(value: object, path: str) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise CatalogDamaged(path, "text")
    return value


def _optional_text(value: object, path: str) -> str:
    return "" if value is None else _text(value, path)


def _truth(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise CatalogDamaged(path, "true or false")
    return value
