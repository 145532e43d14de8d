"""Resources of the kinds about row level security as statements that put them on the copy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

from baasctl.engines.postgres.building import OWN_SCHEMA
from baasctl.engines.postgres.lexer import NotLexical, require_expression, tokens
from baasctl.engines.postgres.names import identifier, quote_identifier, quote_literal, table_name
from baasctl.model.resource import Resource
from baasctl.model.value import Value

KINDS: Final = ("database_functions", "tables", "policies", "grants")
"""In the order in which they are put there; of other kinds nothing is."""
_PRIVILEGES: Final = frozenset(
    "select insert update delete truncate references trigger maintain usage execute".split()  # noqa: SIM905
)
_GUARD: Final = "baasctl_update_guard"
_COMMANDS: Final = ("select", "insert", "update", "delete")
_DEFAULTS: Final = re.compile(r"default privileges on (tables|sequences|functions)(?: in (.+))?", re.DOTALL)


def statements_of(resource: Resource) -> Iterator[str]:
    """The statements that make a copy have it; each is exactly one.

    Raises:
        NotLexical: A name or an expression is none.
    """
    kind = resource.address.kind
    if kind == "tables":
        yield from _switches(resource)
    elif kind == "policies":
        yield _policy(resource)
    elif kind == "grants":
        yield from _grants(resource)
    elif kind == "database_functions":
        yield from _function(resource)


def is_default(text: str) -> bool:
    """Whether a first segment of `grants` speaks of objects to come."""
    return _DEFAULTS.fullmatch(text) is not None


def _switches(resource: Resource) -> Iterator[str]:
    table = _table(resource)
    for field, words in (("rls", "row level security"), ("force_rls", "force row level security")):
        value = resource.attributes.get(field)
        if not isinstance(value, bool):
            continue
        if field == "rls":
            yield f"alter table {table} {'enable' if value else 'disable'} {words}"
        else:
            yield f"alter table {table} {'' if value else 'no '}{words}"
    guard = resource.attributes.get("update_guard")
    if isinstance(guard, str):
        yield from _guard(table, guard)
    elif "update_guard" in resource.attributes:
        yield f"drop trigger if exists {_GUARD} on {table}"


def _guard(table: str, guard: str) -> Iterator[str]:
    """A trigger that asks requests, and nobody else, for the condition."""
    require_expression(guard)
    function = f"{OWN_SCHEMA}_guards.guard_{sha256(table.encode()).hexdigest()[:16]}"
    code = (
        f"begin if current_user in ('anon', 'authenticated') and not coalesce((\n{guard}\n), false) then"
        " raise exception 'this update is not allowed' using errcode = '42501'; end if; return new; end"
    )
    yield f"create schema if not exists {OWN_SCHEMA}_guards"
    head = f"create or replace function {function}() returns trigger language plpgsql set search_path = ''"
    yield f"{head} as {quote_literal(code)}"
    yield f"create or replace trigger {_GUARD} before update on {table} for each row execute function {function}()"


def _policy(resource: Resource) -> str:
    found = resource.attributes
    mode = "restrictive" if found.get("as") == "restrictive" else "permissive"
    command = found.get("for") if found.get("for") in _COMMANDS else "all"
    roles = ", ".join(map(quote_identifier, _texts(found.get("to")))) or "public"
    name = quote_identifier(resource.address.segments[1])
    sql = f"create policy {name} on {_table(resource)} as {mode} for {command} to {roles}"
    for field, keyword in (("using", "using"), ("check", "with check")):
        text = found.get(field)
        if isinstance(text, str):
            require_expression(text)
            sql += f" {keyword} (\n{text}\n)"
    return sql


def _grants(resource: Resource) -> Iterator[str]:
    role = quote_identifier(resource.address.segments[1])
    privileges = ", ".join(each for each in _texts(resource.attributes.get("privileges")) if each in _PRIVILEGES)
    if defaults := _DEFAULTS.fullmatch(resource.address.segments[0]):
        where = f" in schema {quote_identifier(*identifier(defaults[2]))}" if defaults[2] else ""
        head = f"alter default privileges for role postgres{where}"
        yield f"{head} revoke all on {defaults[1]} from {role}"
        if privileges:
            yield f"{head} grant {privileges} on {defaults[1]} to {role}"
        return
    table = _table(resource)
    if privileges:
        yield f"grant {privileges} on {table} to {role}"
    columns = resource.attributes.get("columns")
    for column, granted in columns.items() if isinstance(columns, Mapping) else ():
        for privilege in _texts(granted):
            if privilege in _PRIVILEGES:
                yield f"grant {privilege} ({quote_identifier(column)}) on {table} to {role}"


def _function(resource: Resource) -> Iterator[str]:
    """The signature is code in its own right: it is checked to be names, types and one pair of parentheses."""
    name = resource.facts.get("shown", resource.address.segments[0])
    signature = _signature(str(name))
    found = resource.attributes
    if isinstance(found.get("rows_of"), str):
        yield from _giving_rows(signature, found)
    if isinstance(found.get("security_definer"), bool):
        yield f"alter routine {signature} security {'definer' if found['security_definer'] else 'invoker'}"
    if isinstance(found.get("search_path"), str):
        path = [token.text for token in tokens(str(found["search_path"])) if token.text != ","]
        yield f"alter routine {signature} set search_path = {', '.join(path) or repr('')}"
    if isinstance(found.get("execute"), tuple):
        yield f"revoke execute on routine {signature} from public, anon, authenticated, service_role"
        if roles := ", ".join(map(quote_identifier, _texts(found["execute"]))):
            yield f"grant execute on routine {signature} to {roles}"


def _giving_rows(signature: str, found: Mapping[str, Value]) -> Iterator[str]:
    """A function that baasctl makes: rows of a table for which a condition holds."""
    table, condition = quote_identifier(*table_name(str(found["rows_of"]))), str(found.get("where"))
    require_expression(condition)
    schema = quote_identifier(table_name(signature.partition("(")[0])[0])
    yield f"create schema if not exists {schema}"
    code = f"select * from {table} where (\n{condition}\n)"  # noqa: S608  quoted, and proven to be one expression
    head = f"create or replace function {signature} returns setof {table} language sql stable"
    yield f"{head} as {quote_literal(code)}"
    if roles := ", ".join(map(quote_identifier, _texts(found.get("execute")))):
        yield f"grant usage on schema {schema} to {roles}"


def _signature(text: str) -> str:
    """The signature as it is, proven to be one balanced piece of text.

    Raises:
        NotLexical: It is not.
    """
    require_expression(text)
    if any(token.text in (";", "$") for token in tokens(text)):
        raise NotLexical("a function's name and the types of its arguments were expected", offset=0)
    return text


def _table(resource: Resource) -> str:
    return quote_identifier(*table_name(resource.address.segments[0]))


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, tuple) else ()
