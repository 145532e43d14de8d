"""The statements that make a bare copy of a catalog: names and types, empty tables, functions that return nothing.

Every name comes out of `quote_identifier`; no text of the live database is used as SQL except the names of built-in
types, which `catalog_reading` has checked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from baasctl.engines.postgres.catalog import (
    Argument,
    BaseType,
    Cast,
    Catalog,
    Field,
    Function,
    Operator,
    Table,
    TypeReference,
)
from baasctl.engines.postgres.names import quote_identifier, quote_literal

OWN_SCHEMA = "baasctl_shadow"
NO_BODY = "BC003"
"""SQLSTATE of a call of a function whose body is not copied; nobody calls one to read an expression."""
NOTHING = f"$$begin raise exception using errcode = '{NO_BODY}', message = 'its body is not copied'; end$$"
VOLATILITY = {"i": "immutable", "s": "stable", "v": "volatile"}
CONTEXT = {"i": " as implicit", "a": " as assignment", "e": ""}
ORDERING = ("<", "<=", "=", ">=", ">")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One statement.

    Attributes:
        thing: What it makes, for people: `function public.is_admin`.
        is_needed: Whether the copy is less without it; otherwise its failure says nothing.
    """

    thing: str
    sql: str
    is_needed: bool = True


def building_steps(catalog: Catalog, *, real_extensions: Collection[str]) -> Iterator[Step]:
    """Everything to run, in order. Members of *real_extensions* are left to `create extension`."""
    for role in catalog.roles:
        yield Step(thing=f"role {role}", sql=f"create role {quote_identifier(role)} nologin", is_needed=False)
    for schema in catalog.schemas:
        yield Step(thing=f"schema {schema}", sql=f"create schema if not exists {quote_identifier(schema)}")
    for extension in catalog.extensions:
        if extension.name in real_extensions:
            where = f" schema {quote_identifier(extension.schema)}" if extension.schema != "pg_catalog" else ""
            sql = f"create extension if not exists {quote_identifier(extension.name)}{where}"
            yield Step(thing=f"extension {extension.name}", sql=sql)
    cloned = _without_members(catalog, real_extensions)
    yield from _types(cloned)
    yield from _composite_types(cloned)
    yield from _relations(cloned)
    yield from _routines(cloned)


def _without_members(catalog: Catalog, extensions: Collection[str]) -> Catalog:
    return replace(
        catalog,
        enumerations=tuple(each for each in catalog.enumerations if each.extension not in extensions),
        composites=tuple(each for each in catalog.composites if each.extension not in extensions),
        domains=tuple(each for each in catalog.domains if each.extension not in extensions),
        ranges=tuple(each for each in catalog.ranges if each.extension not in extensions),
        base_types=tuple(each for each in catalog.base_types if each.extension not in extensions),
        tables=tuple(each for each in catalog.tables if each.extension not in extensions),
        functions=tuple(each for each in catalog.functions if each.extension not in extensions),
        operators=tuple(each for each in catalog.operators if each.extension not in extensions),
        casts=tuple(each for each in catalog.casts if each.extension not in extensions),
    )


def type_sql(reference: TypeReference) -> str:
    """SQL text for a use of a type."""
    if reference.name is None:
        return reference.builtin
    return quote_identifier(*reference.name) + ("[]" if reference.is_array else "")


def _own_name(purpose: str, *subject: str) -> str:
    return f"{OWN_SCHEMA}.{purpose}_{sha256(repr(subject).encode()).hexdigest()[:16]}"


def _types(catalog: Catalog) -> Iterator[Step]:
    for enumeration in catalog.enumerations:
        labels = ", ".join(quote_literal(label) for label in enumeration.labels)
        name = quote_identifier(*enumeration.name)
        yield Step(thing=f"type {name}", sql=f"create type {name} as enum ({labels})")
    for base in catalog.base_types:
        yield from _base_type(base)
    for composite in catalog.composites:
        name = quote_identifier(*composite.name)
        yield Step(thing=f"type {name}", sql=f"create type {name} as ()")
    for table in catalog.tables:
        if table.kind in "rpf":
            name = quote_identifier(*table.name)
            columns = "" if _waits_for_types(table) else ", ".join(_field(field) for field in table.fields)
            yield Step(thing=f"table {name}", sql=f"create table {name} ({columns})")


def _composite_types(catalog: Catalog) -> Iterator[Step]:
    """Types that are made of other types; rows of tables are types too, so the tables exist by now."""
    for domain in catalog.domains:
        name = quote_identifier(*domain.name)
        yield Step(thing=f"domain {name}", sql=f"create domain {name} as {type_sql(domain.base)}")
    for ranging in catalog.ranges:
        name = quote_identifier(*ranging.name)
        sql = f"create type {name} as range (subtype = {type_sql(ranging.subtype)})"
        yield Step(thing=f"type {name}", sql=sql)
    for composite in catalog.composites:
        if composite.fields:
            name = quote_identifier(*composite.name)
            added = ", ".join(f"add attribute {_field(field)}" for field in composite.fields)
            yield Step(thing=f"type {name}", sql=f"alter type {name} {added}")


def _base_type(base: BaseType) -> Iterator[Step]:
    """A type that reads and writes its text as it is, with the category that chooses among operators and functions."""
    name = quote_identifier(*base.name)
    read, write = _own_name("read", name), _own_name("write", name)
    options = f"input = {read}, output = {write}, internallength = variable, storage = extended"
    options += f", category = {quote_literal(base.category)}, preferred = {str(base.is_preferred).lower()}"
    options += f", typmod_in = {OWN_SCHEMA}.modifiers"
    options += ", collatable = true" if base.is_collatable else ""
    text_function = "language internal immutable strict as"
    yield Step(thing=f"type {name}", sql=f"create type {name}")
    yield Step(thing=f"type {name}", sql=f"create function {read}(cstring) returns {name} {text_function} 'textin'")
    yield Step(thing=f"type {name}", sql=f"create function {write}({name}) returns cstring {text_function} 'textout'")
    yield Step(thing=f"type {name}", sql=f"create type {name} ({options})")


def _relations(catalog: Catalog) -> Iterator[Step]:
    for table in catalog.tables:
        if table.kind in "rpf":
            yield from _table(table)
    for table in catalog.tables:
        if table.kind in "vm":
            name = quote_identifier(*table.name)
            nulls = ", ".join(
                f"null::{type_sql(field.type)} as {quote_identifier(field.name)}" for field in table.fields
            )
            kind = "view" if table.kind == "v" else "materialized view"
            yield Step(thing=f"{kind} {name}", sql=f"create {kind} {name} as select {nulls}")


def _table(table: Table) -> Iterator[Step]:
    name = quote_identifier(*table.name)
    if _waits_for_types(table):
        added = ", ".join(f"add column {_field(field)}" for field in table.fields)
        yield Step(thing=f"columns of {name}", sql=f"alter table {name} {added}")
    for key in table.keys:
        kind = "primary key" if key.is_primary else "unique"
        columns = ", ".join(quote_identifier(column) for column in key.columns)
        yield Step(thing=f"key of {name}", sql=f"alter table {name} add {kind} ({columns})")
    for policy in table.policies:
        sql = f"create policy {quote_identifier(policy)} on {name} using (false)"
        yield Step(thing=f"policy of {name}", sql=sql, is_needed=False)


def _waits_for_types(table: Table) -> bool:
    """Whether columns have types that may be made of rows of other tables, and so come after all tables."""
    return any(field.type.name is not None for field in table.fields)


def _field(field: Field) -> str:
    return f"{quote_identifier(field.name)} {type_sql(field.type)}" + (" not null" if field.not_null else "")


def _routines(catalog: Catalog) -> Iterator[Step]:
    for function in catalog.functions:
        yield from _aggregate(function) if function.kind == "a" else (_function(function),)
    for operator in catalog.operators:
        yield _operator(operator)
    for cast in catalog.casts:
        yield _cast(cast)
    for base in catalog.base_types:
        if _is_ordered(base, catalog.operators):
            yield from _ordering(base)


def _function(function: Function) -> Step:
    name = quote_identifier(*function.name)
    arguments = ", ".join(_argument(each) for each in function.arguments if each.mode != "t")
    columns = ", ".join(_argument(each) for each in function.arguments if each.mode == "t")
    result = f"table ({columns})" if columns else ("setof " * function.returns_set) + type_sql(function.result)
    sql = f"create function {name}({arguments}) returns {result} language plpgsql"
    return Step(thing=f"function {name}", sql=f"{sql} {VOLATILITY[function.volatility]} as {NOTHING}")


def _argument(argument: Argument) -> str:
    mode = {"o": "out ", "b": "inout ", "v": "variadic "}.get(argument.mode, "")
    name = f"{quote_identifier(argument.name)} " if argument.name else ""
    return f"{mode}{name}{type_sql(argument.type)}" + (" default null" if argument.has_default else "")


def _aggregate(function: Function) -> Iterator[Step]:
    name = quote_identifier(*function.name)
    types = ", ".join(type_sql(each.type) for each in function.arguments if each.mode in "ibv")
    step, final = _own_name("step", name, types), _own_name("final", name, types)
    inputs = f"text, {types}" if types else "text"
    plain = f"language plpgsql immutable as {NOTHING}"
    for sql in (
        f"create function {step}({inputs}) returns text {plain}",
        f"create function {final}(text) returns {type_sql(function.result)} {plain}",
        f"create aggregate {name}({types or '*'}) (sfunc = {step}, stype = text, finalfunc = {final})",
    ):
        yield Step(thing=f"aggregate {name}", sql=sql)


def _operator(operator: Operator) -> Step:
    schema, symbol = operator.name
    left = f"leftarg = {type_sql(operator.left)}, " if operator.left else ""
    sql = f"create operator {quote_identifier(schema)}.{symbol} ({left}rightarg = {type_sql(operator.right)}, "
    return Step(thing=f"operator {schema}.{symbol}", sql=f"{sql}function = {quote_identifier(*operator.function)})")


def _cast(cast: Cast) -> Step:
    pair = f"{type_sql(cast.source)} as {type_sql(cast.target)}"
    if cast.function:
        arguments = ", ".join(type_sql(each) for each in cast.arguments)
        way = f"with function {quote_identifier(*cast.function)}({arguments})"
    else:
        way = "without function" if cast.is_binary else "with inout"
    return Step(thing=f"cast {pair}", sql=f"create cast ({pair}) {way}{CONTEXT[cast.context]}")


def _is_ordered(base: BaseType, operators: tuple[Operator, ...]) -> bool:
    own = TypeReference(name=base.name)
    found = {each.name for each in operators if each.left == own and each.right == own}
    return {(base.name[0], symbol) for symbol in ORDERING} <= found


def _ordering(base: BaseType) -> Iterator[Step]:
    """What `distinct`, `group by` and `order by` need."""
    name = quote_identifier(*base.name)
    compare, order = _own_name("compare", name), _own_name("order", name)
    members = ", ".join(
        f"operator {place} {quote_identifier(base.name[0])}.{symbol}" for place, symbol in enumerate(ORDERING, start=1)
    )
    function = f"create function {compare}({name}, {name}) returns integer language plpgsql immutable as {NOTHING}"
    yield Step(thing=f"order of {name}", sql=function)
    sql = f"create operator class {order} default for type {name} using btree as {members}"
    yield Step(thing=f"order of {name}", sql=f"{sql}, function 1 {compare}({name}, {name})")
