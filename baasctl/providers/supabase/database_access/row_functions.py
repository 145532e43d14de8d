"""Functions that baasctl makes: without arguments, they give rows of one table to policies that would not see them.

What they give is written in SQL and worked out once for a statement, since they are `stable`. The schema `baasctl` is
made with the first of them; roles that may call a function there may look it up, and nothing else.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Final

from baasctl.engines.postgres.lexer import NotLexical, require_expression
from baasctl.engines.postgres.migrations import Migration
from baasctl.engines.postgres.names import quote_identifier, quote_literal, table_name
from baasctl.engines.postgres.shadow import PolicyExpression
from baasctl.model.resource import Resource
from baasctl.model.value import Attributes
from baasctl.providers.supabase.database_access.places import read_signature
from baasctl.providers.supabase.database_access.update_guards import normal_form

SCHEMA: Final = "baasctl"
ROWS_OF: Final = "rows_of"
WHERE: Final = "where"
_EVERYBODY: Final = ("public", "anon", "authenticated", "service_role")
"""Whom Supabase or PostgreSQL may have granted the right to call a new function."""


def rows_given(result: str, code: str) -> tuple[str, str] | None:
    """The table and the condition of a live function, in normal form; `None`: it is not of this sort.

    Args:
        result: As `pg_get_function_result` shows it when no schema is searched.
    """
    table = result.removeprefix("SETOF ")
    head, tail = _code(table, "|").split("|")
    if table == result or not (code.startswith(head) and code.endswith(tail)):
        return None
    try:
        name = quote_identifier(*table_name(table))
    except NotLexical:
        return None
    return name, normal_form(code[len(head) : len(code) - len(tail)])


def creating(signature: str, attributes: Attributes) -> Iterator[str]:
    """The statements that make a function, which nobody may call yet.

    Raises:
        NotLexical: A name or the condition is none.
    """
    if is_own(signature):
        yield f"create schema if not exists {SCHEMA}"
    yield replacing(signature, attributes)
    yield f"revoke execute on function {signature} from {', '.join(_EVERYBODY)}"


def replacing(signature: str, attributes: Attributes) -> str:
    """The statement that gives a function other code; it says again whose rights it has and where it looks names up.

    Raises:
        NotLexical: A name or the condition is none.
    """
    condition, path = str(attributes.get(WHERE)), attributes.get("search_path")
    require_expression(condition)
    table = quote_identifier(*table_name(str(attributes.get(ROWS_OF))))
    settings = ["stable", f"security {'definer' if attributes.get('security_definer') is True else 'invoker'}"]
    if isinstance(path, str):
        settings.append(f"set search_path = {path or repr('')}")
    head = f"create or replace function {signature} returns setof {table} language sql {' '.join(settings)}"
    return f"{head} as {quote_literal(_code(table, condition)).strip()}"


def looking_up(signature: str, roles: Sequence[str]) -> Iterator[str]:
    """What roles need besides the right to call a function of our own schema.

    Raises:
        NotLexical: The signature is none.
    """
    if roles and is_own(signature):
        yield f"grant usage on schema {SCHEMA} to {', '.join(map(quote_identifier, roles))}"


def is_own(signature: str) -> bool:
    """Whether a function is in the schema that baasctl makes.

    Raises:
        NotLexical: The signature is none.
    """
    return read_signature(signature).schema == SCHEMA


def condition_of(resource: Resource) -> dict[str, PolicyExpression]:
    """The condition as it was written, on a row of its table; empty for functions that baasctl does not make."""
    text, table = resource.facts.get(WHERE, resource.attributes.get(WHERE)), resource.attributes.get(ROWS_OF)
    if not (isinstance(text, str) and isinstance(table, str)):
        return {}
    return {WHERE: PolicyExpression(table=table_name(table), text=text)}


def not_live(desired: Iterable[Resource], live: Container[str]) -> tuple[Migration, ...]:
    """Functions that are still to be made, for a shadow to make them."""
    sql = "".join(
        f"{statement};\n"
        for each in desired
        if each.attributes.get(ROWS_OF) is not None and each.address.segments[0] not in live
        for statement in creating(each.address.segments[0], each.attributes)
    )
    return (Migration(version="of the spec", name="functions", sql=sql),) if sql else ()


def _code(table: str, condition: str) -> str:
    return f"select * from {table} where (\n{condition}\n)"  # noqa: S608  quoted, and proven to be one expression
