"""What the lexer lets through is one expression for the real server too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from baasctl.engines.postgres.connection import Connection
from baasctl.engines.postgres.errors import PostgresError
from baasctl.engines.postgres.lexer import NotLexical, TokenKind, require_expression, statements, tokens
from baasctl.engines.postgres.server import PostgresServer

CASES = yaml.safe_load(Path(__file__).with_name("expressions.yaml").read_text())
CALL = " select nextval('marker') "
FRAGMENTS = [
    "'", "''", "\\", "\\'", "E'", "e'", "U&'", 'u&"', "B'", "X'", "N'", '"', '""', "$$", "$a$", "$b$", "$", "$1",
    "a$b$", "--", "/*", "*/", "/", "*", "-", "+", "\n", "\r", "\t", "\v", " ", "(", ")", "[", "]", ";", ",", "1", "1e",
    "1.", "0x",
    "true", "x", "é", "\u00a0", "\u2028", "::", "uescape '!'", "end", "select", CALL, f"); {CALL} where (true", ") --",
]  # fmt: skip

ENDS = [("'", "'"), ("E'", "'"), ("u&'", "'"), ('"', '"'), ("$$", "$$"), ("$a$", "$a$"), ("/*", "*/"), ("--", "\n")]
PLAIN = ["true", " ", "=", "||", "\n", "1", "x", "-", "/", "e", "::"]
PIECES = st.lists(st.sampled_from(FRAGMENTS), max_size=4).map("".join)
CLOSED = st.builds(
    lambda ends, inner: ends[0] + inner + ends[1], st.sampled_from([*ENDS, ("(", ")"), ("[", "]")]), PIECES
)
TEXTS = st.lists(CLOSED | st.sampled_from(PLAIN) | PIECES, max_size=6).map("".join)


@pytest.fixture(scope="session")
def guarded(live_server: PostgresServer) -> Iterator[Connection]:
    """A connection where any second statement leaves a mark, even when it is rolled back."""
    with live_server.connect() as connection:
        connection.script("create sequence if not exists marker")
        yield connection


def marks(connection: Connection) -> list[dict[str, object]]:
    return connection.query("select last_value, is_called from marker")


def refusal_of(text: str) -> NotLexical | None:
    try:
        require_expression(text)
    except NotLexical as refusal:
        return refusal
    return None


@given(text=TEXTS)
@settings(
    max_examples=6 * settings.default.max_examples,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(text="E'x'\n'\\') ; " + CALL + " --'")
@example(text="E'x' -- '\n'\\') ; " + CALL + " --'")
@example(text="$a$ $b$a$ )" + ";" + CALL)
@example(text="1$a$;" + CALL + "$a$")
@example(text="/*/* */ ) ;" + CALL + " --*/ true /* */")
@example(text="true -- \r); " + CALL)
@example(text="true \u2028--\u2028); " + CALL)
@example(text="true)/*; */;" + CALL + "where (true")
def test_an_accepted_text_is_never_more_than_one_statement(text: str, guarded: Connection) -> None:
    """Spliced between parentheses it is one view or one error; a statement behind a semicolon never runs."""
    if refusal_of(text) is not None:
        return
    before = marks(guarded)
    guarded.script("begin")
    tags, complaint = [], ""
    try:
        tags = [
            each.tag for each in guarded.script(f"create temporary view spliced as select 1 as x where (\n{text}\n)")
        ]
    except PostgresError as error:
        complaint = error.message
    guarded.script("rollback")
    assert tags == ([] if complaint else ["CREATE VIEW"])
    assert "unterminated" not in complaint
    assert marks(guarded) == before


@given(text=st.text(max_size=40))
def test_any_text_is_accepted_or_refused_with_a_place(text: str) -> None:
    """The lexer has no other outcome, and the place lies in the text."""
    refusal = refusal_of(text)

    assert refusal is None or (0 <= refusal.offset <= len(text) and refusal.reason in str(refusal))


@given(text=st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
def test_tokens_are_the_text_in_order(text: str) -> None:
    """Tokens do not overlap, and each is the piece of text that it names."""
    end = 0
    try:
        for token in tokens(text):
            assert token.start >= end
            assert token.text == text[token.start : token.end]
            end = token.end
    except NotLexical:
        return


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_what_people_write_is_accepted(case: dict[str, str]) -> None:
    """The lexer is in nobody's way."""
    require_expression(case["text"])


@pytest.mark.parametrize(
    ("text", "offset", "reason"),
    [
        ("", 0, "empty"),
        ("  -- x", 0, "empty"),
        ("a = 'b", 4, "string is not closed"),
        ("a = E'b\\'", 4, "string is not closed"),
        ('"a', 0, "quoted name is not closed"),
        ("$x$ a $y$", 0, "dollar quote $x$ is not closed"),
        ("a /* /* */", 2, "comment is not closed"),
        ("(a", 0, "`(` is not closed"),
        ("a)", 1, "`)` closes nothing"),
        ("a[1)", 3, "`)` closes nothing"),
        ("a;", 1, "semicolon"),
        ("(a;b)", 2, "semicolon"),
        ("a, b", 1, "comma"),
        ("select 1", 0, "a query is not an expression"),
        ("WITH x as (select 1) select 1", 0, "a query is not an expression"),
        ("a = $1", 4, "dollar quote"),
        ("1a", 0, "runs into a word"),
        ("a\0", 1, "U+0000"),
        ("a\ud800", 1, "U+D800"),
    ],
)
def test_a_refusal_says_where_and_why(text: str, offset: int, reason: str) -> None:
    """Offsets count characters from 0."""
    with pytest.raises(NotLexical) as refusal:
        require_expression(text)

    assert refusal.value.offset == offset
    assert reason in refusal.value.reason


def test_a_long_row_of_dashes_and_quotes_is_read_in_no_time() -> None:
    """No text makes the lexer try again and again."""
    for text in (
        "'a' " + "--" * 50_000,
        "'a'\n" + "--\n" * 50_000,
        "'" * 100_001,
        "/*" * 100_000,
        "$a$" + "$b$" * 50_000,
    ):
        with pytest.raises(NotLexical):
            require_expression(f"({text}")


def test_a_script_is_split_at_its_own_semicolons_only() -> None:
    """Semicolons in strings, comments, parentheses, dollar quotes and SQL bodies stay where they are."""
    script = (
        "create table a (x text default ';'); -- one; two\n\n;\n"
        "create function f() returns int language sql begin atomic select case when true then 1 end; select 2; end;\n"
        "do $$ begin; end $$; create rule r as on insert to a do (select 1; select 2)"
    )

    found = statements(script)

    assert [text.split()[1] for _, text in found] == ["table", "function", "$$", "rule"]
    assert all(script[start:].startswith(text) for start, text in found)


def test_kinds_of_tokens_are_told_apart() -> None:
    """Prefixes belong to their strings, and operators do not swallow comments."""
    kinds = [token.kind for token in tokens("a.\"b\" <-- x\n (1.5e3, .5, 1..2, U&'x' E'y') ; 'a'\n'b'")]

    assert kinds.count(TokenKind.STRING) == 3
    assert kinds.count(TokenKind.NUMBER) == 4
    assert kinds.count(TokenKind.SEMICOLON) == 1
    assert kinds[:3] == [TokenKind.WORD, TokenKind.SYMBOL, TokenKind.QUOTED_NAME]
