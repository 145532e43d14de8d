"""Values as a person reads them."""

from __future__ import annotations

import pytest

from baasctl.model.address import Address
from baasctl.model.change import Action, Change, FieldChange
from baasctl.model.field import Field, Shape, Unit
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Side, freeze
from baasctl.report.escaping import code_span, fence, quoted, visible
from baasctl.report.kinds import functions, grants, policies
from baasctl.report.outline import outline
from baasctl.report.text_diff import MOST_SHOWN, member_lines, text_lines
from baasctl.report.values import write_value


@pytest.mark.parametrize(
    ("value", "field", "shown"),
    [
        (None, None, "(unset)"),
        (ABSENT, None, "(not set)"),
        (True, None, "true"),
        (0, None, "0"),
        (1.0, None, "1"),
        (0.5, None, "0.5"),
        (1_000_000, None, "1000000"),
        (5400, Field(unit=Unit.SECONDS), "1h30m"),
        (5 * 2**20, Field(unit=Unit.BYTES), "5MiB"),
        ('a"b\\', None, '"a\\"b\\\\"'),
        ("a\x1b[0m", None, '"a\\x1b[0m"'),
        (Secret("${secret:env:X}", digest="d"), None, "(sensitive)"),
        ("plain", Field(sensitive=True), "(sensitive)"),
        (("a", 1, None), None, '["a", 1, (unset)]'),
        ((60,), Field(shape=Shape.LIST, element=Field(unit=Unit.SECONDS)), "[1m]"),
        (freeze({"a": {"b c": ()}}), None, '{a: {"b c": []}}'),
        (freeze({"t": 60}), Field(shape=Shape.RECORD, members={"t": Field(unit=Unit.SECONDS)}), "{t: 1m}"),
        ("x" * 300, None, '"' + "x" * 99 + '…" (300 characters)'),
    ],
)
def test_a_value_is_written_in_the_users_words(value: Side, field: Field | None, shown: str) -> None:
    """Units as the user writes them, secrets never, one line always."""
    assert write_value(value, field) == shown


def test_printable_text_of_any_script_stays_as_it_is() -> None:
    """Only what acts or hides is spelled out."""
    for text in ("Grüße, 世界 🎉", "a'b|c*d", "100%"):
        assert visible(text) == text
    assert visible("\x00\u202e\U000e0041") == "\\x00\\u202e\\U000e0041"
    assert quoted("\\n") != quoted("\n")


@pytest.mark.parametrize(
    ("text", "span"),
    [("a", "`a`"), ("", "(empty)"), ("a`b", "``a`b``"), ("`", "`` ` ``"), (" a", "`  a `"), ("a``b`c", "```a``b`c```")],
)
def test_a_code_span_holds_any_text(text: str, span: str) -> None:
    """CommonMark: a span ends at a run of backticks as long as the one that began it."""
    assert code_span(text) == span


def test_a_fence_is_longer_than_any_run_inside() -> None:
    """Text cannot leave its block."""
    assert fence("a\n`````\nb", "diff").split("\n")[0] == "``````diff"


def test_a_long_text_is_shown_as_what_changes_in_it() -> None:
    """One line of context; the other lines are not repeated."""
    old = "\n".join(f"line {number}" for number in range(100))
    new = old.replace("line 50", "line fifty")
    assert text_lines(old, new) == ((" ", "line 49"), ("-", "line 50"), ("+", "line fifty"), (" ", "line 51"))


def test_the_last_line_break_of_a_text_is_no_line() -> None:
    """Texts end with one; only a text that loses or gains it differs there."""
    assert text_lines(None, "a\n") == (("+", "a"),)
    assert text_lines("a\nb\n", "a\nc\n") == ((" ", "a"), ("-", "b"), ("+", "c"))
    assert text_lines("a\n", "a") == ((" ", "a"), ("-", ""))


def test_two_places_of_a_text_are_shown_apart() -> None:
    """A gap says that lines were left out."""
    old = "\n".join("abcdefghij")
    assert (" ", "…") in text_lines(old, old.replace("b", "B").replace("i", "I"))


def test_a_new_or_removed_text_is_shown_whole_and_cut() -> None:
    """Long mails do not flood a plan."""
    lines = text_lines(None, "\n".join("x" for _ in range(100)))
    assert len(lines) == MOST_SHOWN + 1
    assert lines[-1] == (" ", "… 60 more lines")
    assert {sign for sign, _ in text_lines("a\nb", None)} == {"-"}


def test_long_lines_are_shown_where_they_differ() -> None:
    """A mail in one line is still readable."""
    (_, old), (_, new) = text_lines("x" * 500 + "old" + "y" * 500, "x" * 500 + "new" + "y" * 500)
    assert "xxxold" in old
    assert "xxxnew" in new
    assert len(old) < 200


def test_a_huge_text_is_not_matched_line_by_line() -> None:
    """Comparing takes time with the square of the lines: a limit keeps plans fast."""
    old = "\n".join(map(str, range(20_000)))
    assert text_lines(old, old + "\nx") == (("~", "the text differs from line 20,001 on: 20,000 -> 20,001 lines"),)


def test_a_list_in_another_order_says_so() -> None:
    """The same members are no empty difference."""
    assert member_lines(["a", "b"], ["b", "a"]) == (("~", "the same members in another order"),)


@pytest.mark.parametrize(
    ("policy", "shown"),
    [
        ({"for": "all", "to": ["public"]}, ("for all to public",)),
        (
            {"for": "select", "to": ["a", "b"], "as": "restrictive", "using": "true"},
            ("as restrictive for select to a, b using (true)",),
        ),
        ({"for": "insert", "check": "(a) = (b)"}, ("for insert to public with check ((a) = (b))",)),
        ({"using": "(a\n and b)", "check": "(c"}, ("for all to public using (a", "   and b) with check ((c)")),
    ],
)
def test_a_policy_reads_as_its_statement(policy: dict[str, object], shown: tuple[str, ...]) -> None:
    """Each expression stands in exactly one pair of parentheses."""
    assert policies.clauses(freeze(policy)) == shown  # type: ignore[arg-type]


def test_grants_read_as_their_statement() -> None:
    """Table privileges, then privileges on columns."""
    grant = freeze({"privileges": ["select"], "columns": {"b": ["insert"], "a": ["insert", "update"]}})
    assert grants.clauses(grant) == ("select, insert (a, b), update (a)",)  # type: ignore[arg-type]
    assert grants.clauses(freeze({"privileges": []})) == ("no privilege",)  # type: ignore[arg-type]


def test_many_files_of_a_function_are_cut() -> None:
    """A vendored folder does not flood a plan."""
    lines = functions.source_lines(ABSENT, freeze({f"f{number:03}.ts": "d" for number in range(50)}))
    assert lines[0] == ("+", "f000.ts")
    assert lines[-1] == (" ", "… 10 more files")


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (6, 12, "6 -> 12"),
        (ABSENT, 12, "(not set) -> 12"),
        (12, None, "12 -> (unset)"),
        ("a", ABSENT, '"a" -> (removed)'),
        ((1,), (1, 2), "[1] -> [1, 2]"),
    ],
)
def test_an_update_shows_both_sides(before: Side, after: Side, shown: str) -> None:
    """Live on the left, desired on the right."""
    field = FieldChange(path="/x", before=before, after=after)
    block = outline(Change(address=Address("t", "auth"), action=Action.UPDATE, fields=(field,)))
    assert block.rows[0].text == shown


def test_a_long_list_shows_what_joined_and_left() -> None:
    """Not two long lines to compare by eye."""
    before = tuple(f"https://app{number}.example.com" for number in range(9))
    field = FieldChange(path="/x", before=before, after=(*before[1:], "https://new.example.com"))
    block = outline(Change(address=Address("t", "auth"), action=Action.UPDATE, fields=(field,)))
    assert block.rows[0].lines == (("-", '"https://app0.example.com"'), ("+", '"https://new.example.com"'))


def test_a_sensitive_field_that_is_unset_says_so_and_no_more() -> None:
    """The difference is told, the value is not."""
    fields = (
        FieldChange(path="/a", before=Secret(), after=None, sensitive=True),
        FieldChange(path="/b", before=None, after=Secret("x"), sensitive=True),
    )
    block = outline(Change(address=Address("t", "auth"), action=Action.UPDATE, fields=fields))
    assert [row.text for row in block.rows] == ["(sensitive) -> (unset)", "(sensitive)"]
