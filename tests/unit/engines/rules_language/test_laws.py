"""Laws of both languages, for any text."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from baasctl.engines.rules_language.database_rules import parse_database_rules, same_meaning
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.tokens import TokenKind, same_tokens, tokens

RULES = (Path(__file__).parents[3] / "clients/firestore_emulator/every_construct.rules").read_text("utf-8")
PIECES = [token.text for token in tokens(RULES)][:-1]
BLANKS = st.sampled_from([" ", "\n", "\t \r\n", " // a comment\n", " /* a\n comment */ ", "\f"])
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
JSON_TEXTS = st.one_of(st.text(), st.text(alphabet='{}[]",: /*\\nrules.ad0-true$'))


def problem_of(read: Callable[[str], object], text: str) -> RulesProblem | None:
    try:
        read(text)
    except RulesProblem as problem:
        return problem
    return None


@given(TEXTS)
def test_any_text_is_rules_or_a_problem_with_a_place(text: str) -> None:
    """Nothing else ever comes out of the parser, and the place is inside the text."""
    problem = problem_of(parse_ruleset, text)
    if problem is not None:
        lines = text.split("\n")
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


@given(st.lists(BLANKS, min_size=len(PIECES), max_size=len(PIECES)))
def test_blanks_between_tokens_change_nothing(blanks: list[str]) -> None:
    """Neither the tokens nor the tree; only behind `service` no comment may stand."""
    after = [" " if piece == "service" else blank for piece, blank in zip(PIECES, blanks, strict=True)]
    text = "".join(piece + blank for piece, blank in zip(PIECES, after, strict=True))

    assert same_tokens(RULES, text)
    assert parse_ruleset(text) == parse_ruleset(RULES)


@given(st.integers(0, len(PIECES) - 1), st.sampled_from(PIECES))
def test_a_token_that_is_exchanged_is_never_formatting(index: int, other: str) -> None:
    """Whatever stands in its place."""
    changed = [*PIECES[:index], other, *PIECES[index + 1 :]]
    expected = other == PIECES[index]
    assert same_tokens(" ".join(PIECES), " ".join(changed)) is expected


@given(TEXTS)
def test_tokens_cover_the_text(text: str) -> None:
    """In order, without overlap, and the last one is the end."""
    if problem_of(lambda given: list(tokens(given)), text):
        return
    found = list(tokens(text))
    assert found[-1].kind is TokenKind.END
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(text[token.start : token.end] == token.text for token in found[:-1])


@given(JSON_TEXTS)
def test_any_text_is_database_rules_or_a_problem_with_a_place(text: str) -> None:
    """Nothing else ever comes out, and every text means the same as itself."""
    assert same_meaning(text, text)
    problem = problem_of(parse_database_rules, text)
    assert problem is None or 1 <= problem.line <= text.count("\n") + 1
