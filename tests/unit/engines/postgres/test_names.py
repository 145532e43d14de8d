"""Names are read, folded and quoted exactly as the server does it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baasctl.engines.postgres.connection import Connection
from baasctl.engines.postgres.lexer import NotLexical
from baasctl.engines.postgres.names import RESERVED, fold, identifier, quote_identifier, quote_literal, table_name

NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1).filter(
    lambda name: len(name.encode()) <= 63
)
NEAR_SQL = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("public.notes", ("public", "notes")),
        ("Public.Notes", ("public", "notes")),
        ('public."My Table"', ("public", "My Table")),
        ('"we.ird"."ta/ble"', ("we.ird", "ta/ble")),
        ('"a""b"', ('a"b',)),
        ("straße.É", ("straße", "É")),
        (" a . b ", ("a", "b")),
    ],
)
def test_a_written_name_is_read(text: str, parts: tuple[str, ...]) -> None:
    """Quotes keep, no quotes fold, and only ASCII folds."""
    assert identifier(text) == parts


@pytest.mark.parametrize(
    "text", ["", ".", "a.", ".a", "a..b", "a b", '""', 'U&"a"', "1a", "a-b", "a.'b'", "x" * 64, '"a']
)
def test_what_is_no_name_is_refused(text: str) -> None:
    """Empty parts, strings, escapes and names that the server would cut are errors."""
    with pytest.raises(NotLexical):
        identifier(text)


def test_a_table_without_a_schema_is_public() -> None:
    """One part is a table of `public`, two are schema and table, three are too many."""
    assert table_name("notes") == ("public", "notes")
    assert table_name('app."Notes"') == ("app", "Notes")
    with pytest.raises(NotLexical, match="at most"):
        table_name("a.b.c")


@given(parts=st.lists(NAMES, min_size=1, max_size=3))
def test_a_quoted_name_reads_back_as_it_was(parts: list[str]) -> None:
    """quote, then read: the same parts."""
    assert identifier(quote_identifier(*parts)) == tuple(parts)


@given(name=NAMES)
@NEAR_SQL
def test_quotes_are_put_where_the_server_puts_them(name: str, live: Connection) -> None:
    """Our `quote_identifier` is the server's `quote_ident`, our `quote_literal` means the same text."""
    answer = live.query("select quote_ident($1) as name", (name,))

    assert answer == [{"name": quote_identifier(name)}]
    assert live.query(f"select {quote_literal(name)} as text") == [{"text": name}]


def test_no_reserved_word_is_missing(live: Connection) -> None:
    """The table of words holds every word that this server quotes."""
    words = live.query("select word from pg_get_keywords() where catcode <> 'U'")

    assert {row["word"] for row in words} <= RESERVED
    assert fold("SELECT") in RESERVED
