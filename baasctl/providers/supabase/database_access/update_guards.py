"""`update_guard` of a table: a trigger and its function, which only a row's update by a request meets.

The function runs with the rights of whoever updates, so `current_user` is the role of the request; the service and
functions of the database's owner are let through. A guard is compared without comments and line breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from baasctl.engines.postgres.catalog import Name
from baasctl.engines.postgres.lexer import NotLexical, TokenKind, require_expression, tokens
from baasctl.engines.postgres.names import MAXIMUM_BYTES, fold, quote_identifier, quote_literal

TRIGGER: Final = "baasctl_update_guard"
_HEAD: Final = "begin\n  if current_user in ('anon', 'authenticated') and not coalesce((\n"
_TAIL: Final = (
    "\n  ), false) then\n    raise exception 'this update is not allowed' using errcode = '42501';"
    "\n  end if;\n  return new;\nend"
)
LIVE: Final = """(select f.prosrc from pg_catalog.pg_trigger t join pg_catalog.pg_proc f on f.oid = t.tgfoid
    join pg_catalog.pg_language l on l.oid = f.prolang and l.lanname = 'plpgsql'
    where t.tgrelid = c.oid and t.tgname = 'baasctl_update_guard' and not t.tgisinternal and t.tgtype = 19
    and t.tgenabled in ('O','A') and t.tgqual is null and t.tgattr = '' and not f.prosecdef)"""
"""Code of the trigger's function, of a `pg_class` `c`; one that is switched off or altered guards nothing."""


def guard_of(code: str) -> str:
    """The guard in the code of a function, in normal form; all of the code where somebody else wrote it."""
    is_ours = code.startswith(_HEAD) and code.endswith(_TAIL)
    return normal_form(code[len(_HEAD) : -len(_TAIL)] if is_ours else code)


def normal_form(text: str) -> str:
    """A guard without comments and line breaks."""
    try:
        found = list(tokens(text))
    except NotLexical:
        return text.strip()
    ends = [0, *(token.end for token in found)]
    pieces = (" " * (token.start > end) + token.text for token, end in zip(found, ends, strict=False))
    return "".join(pieces).strip()


def on_one_row(table: Name, guard: str) -> str:
    """The guard as a condition on a row of its table, for whoever checks that all it names is there."""
    row, pieces, end = quote_identifier(table[1]), [], 0
    for token in tokens(guard):
        pieces.append(guard[end : token.start])
        is_row = token.kind is TokenKind.WORD and fold(token.text) in ("old", "new")
        pieces.append(row if is_row else token.text)
        end = token.end
    return "".join([*pieces, guard[end:]])


def creating(table: Name, guard: str) -> Iterator[str]:
    """The statements that make a guard, or put another in its place.

    Raises:
        NotLexical: It is not one expression.
    """
    require_expression(guard)
    function = function_name(table)
    code = quote_literal(f"{_HEAD}{guard}{_TAIL}").strip()
    yield f"create or replace function {function}() returns trigger language plpgsql set search_path = '' as {code}"
    yield (
        f"create or replace trigger {TRIGGER} before update on {quote_identifier(*table)}"
        f" for each row execute function {function}()"
    )


def dropping(table: Name) -> Iterator[str]:
    """The statements that take a guard away."""
    yield f"drop trigger if exists {TRIGGER} on {quote_identifier(*table)}"
    yield f"drop function if exists {function_name(table)}()"


def function_name(table: Name) -> str:
    """The function of a table's guard, beside the table."""
    schema, name = table
    whole = f"{TRIGGER}_{name}"
    if len(whole.encode()) > MAXIMUM_BYTES:
        whole = f"{TRIGGER}_{sha256(name.encode()).hexdigest()[:16]}"
    return quote_identifier(schema, whole)
