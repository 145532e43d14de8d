"""Text put into SQL or rules is quoted or refused; what a template itself says stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from jinja2.exceptions import SecurityError

from baasctl.model.quoted import Quoted

_CONTROL_LIMIT: Final = 0x20


def sql_ident(value: object) -> Quoted:
    """A PostgreSQL identifier in double quotes (PostgreSQL 4.1.1)."""
    return Quoted('"' + _text(value).replace('"', '""') + '"')


def sql_text(value: object) -> Quoted:
    """A PostgreSQL text constant; with a backslash inside it becomes an escape string (PostgreSQL 4.1.2)."""
    text = _text(value).replace("'", "''")
    if "\\" in text:
        return Quoted(" E'" + text.replace("\\", "\\\\") + "'")
    return Quoted(f"'{text}'")


def rules_text(value: object) -> Quoted:
    """A text constant of Firebase's rules languages."""
    text = _text(value)
    if any(ord(character) < _CONTROL_LIMIT for character in text):
        raise SecurityError("a control character cannot stand in rules")
    return Quoted('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise SecurityError("only text without NUL can be quoted")
    return value


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "sql_ident": sql_ident,
    "sql_text": sql_text,
    "rules_text": rules_text,
}


def must_be_quoted(value: object) -> object:
    """Jinja's `finalize` for SQL and rules.

    Raises:
        SecurityError: Text that passed no quoting filter.
    """
    if isinstance(value, str) and not isinstance(value, Quoted):
        raise SecurityError("text here must pass `sql_ident`, `sql_text` or `rules_text`")
    return value
