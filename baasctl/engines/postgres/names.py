"""Names of database objects: how they are written, folded and quoted."""

from __future__ import annotations

import re

from baasctl.engines.postgres.lexer import NotLexical, Token, TokenKind, refuse_unstorable, tokens

MAXIMUM_BYTES = 63
PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
UPPER_TO_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
# `select word from pg_get_keywords() where catcode <> 'U'`, PostgreSQL 16 and 18 together.
RESERVED = frozenset(
    """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both
    case cast char character check coalesce collate collation column concurrently constraint create cross
    current_catalog current_date current_role current_schema current_time current_timestamp current_user dec
    decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign
    freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect
    interval into is isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query
    json_scalar json_serialize json_table json_value lateral leading least left like limit localtime
    localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric offset on
    only or order out outer overlaps overlay placing position precision primary real references returning right
    row select session_user setof similar smallint some substring symmetric system_user table tablesample then
    time timestamp to trailing treat trim true union unique user using values varchar variadic verbose when
    where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi
    xmlroot xmlserialize xmltable
    """.split()  # noqa: SIM905  a list of 164 literals is not easier to read
)


def identifier(text: str) -> tuple[str, ...]:
    """Read a name with any number of parts: `public."My Table"` is `("public", "My Table")`.

    Without quotes ASCII capitals become small, as the server does for UTF-8 databases.

    Raises:
        NotLexical: It is not a dotted name, has an empty part, or a part exceeds the 63 bytes that PostgreSQL keeps.
    """
    parts: list[str] = []
    wants_name = True
    for token in tokens(text):
        if wants_name:
            parts.append(_part(token))
        elif token.text != ".":
            raise NotLexical("a dot was expected here", offset=token.start, hint=_HINT)
        wants_name = not wants_name
    if wants_name:
        raise NotLexical("a name was expected here", offset=len(text), hint=_HINT)
    return tuple(parts)


def table_name(text: str) -> tuple[str, str]:
    """Read `schema.table`; `table` alone is in schema `public`.

    Raises:
        NotLexical: As `identifier`, or there are more than two parts.
    """
    parts = identifier(text)
    if len(parts) > 2:
        raise NotLexical("a table name has at most a schema and a name", offset=0, hint=_HINT)
    return parts if len(parts) == 2 else ("public", parts[0])


def fold(word: str) -> str:
    """How the server reads *word* without quotes: ASCII capitals become small."""
    return word.translate(UPPER_TO_LOWER)


def quote_identifier(*parts: str) -> str:
    """Write a name with as few quotes as the server's own `quote_ident` would use."""
    return ".".join(part if _is_plain(part) else '"' + part.replace('"', '""') + '"' for part in parts)


def quote_literal(text: str) -> str:
    """Write a string constant that means the same whatever `standard_conforming_strings` is.

    Raises:
        NotLexical: It holds a character that PostgreSQL cannot store.
    """
    refuse_unstorable(text)
    quoted = text.replace("'", "''")
    return " E'" + quoted.replace("\\", "\\\\") + "'" if "\\" in text else f"'{quoted}'"


_HINT = 'write schema.table, with double quotes around parts that need them: public."My Table"'


def _part(token: Token) -> str:
    if token.kind is TokenKind.WORD:
        name = fold(token.text)
    elif token.kind is TokenKind.QUOTED_NAME and token.text.startswith('"'):
        name = token.text[1:-1].replace('""', '"')
    else:
        raise NotLexical("a name was expected here", offset=token.start, hint=_HINT)
    size = len(name.encode())
    if not 0 < size <= MAXIMUM_BYTES:
        reason = f"a name has 1 to {MAXIMUM_BYTES} bytes in PostgreSQL, this one has {size}"
        raise NotLexical(reason, offset=token.start)
    return name


def _is_plain(part: str) -> bool:
    return PLAIN.fullmatch(part) is not None and part not in RESERVED
