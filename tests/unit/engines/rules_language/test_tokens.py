"""White space and comments mean nothing; everything else does."""

from __future__ import annotations

import pytest

from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.tokens import TokenKind, same_tokens, tokens

RULES = "rules_version = '2'; service cloud.firestore { match /a/{b} { allow read: if a.b == 'x'; } }"


def kinds(text: str) -> list[str]:
    return [f"{token.kind.value} {token.text}" for token in tokens(text)][:-1]


def test_a_slash_before_a_name_begins_a_path_segment() -> None:
    """Google reads `6/2` as a number and a segment, and `6 / 2` as a division."""
    assert kinds("6/2") == ["NUM_INT 6", "PATH_SEGMENT /2"]
    assert kinds("6 / 2") == ["NUM_INT 6", "symbol /", "NUM_INT 2"]
    assert kinds("/(default)/%41.b") == ["PATH_SEGMENT /(default)", "PATH_SEGMENT /%41.b"]


def test_the_name_of_a_service_is_read_by_rules_of_its_own() -> None:
    """Dots and hyphens belong to it; a comment cannot stand before it."""
    assert kinds("service cloud.firestore-x {")[:2] == ["keyword service", "service name cloud.firestore-x"]
    with pytest.raises(RulesProblem):
        kinds("service 'x' {")


def test_tokens_know_their_place() -> None:
    """Offsets lead back to the text."""
    assert all(RULES[token.start : token.end] == token.text for token in tokens(RULES) if token.kind.name != "END")
    assert [token.kind for token in tokens("  // nothing\n")] == [TokenKind.END]


@pytest.mark.parametrize(
    "other",
    [
        RULES.replace(" ", "\n\t "),
        RULES.replace("{ allow", "{ // reads\n allow"),
        RULES.replace("==", "/* is */=="),
        RULES + "\r\n// the end",
    ],
)
def test_formatting_is_no_difference(other: str) -> None:
    """White space of any kind and comments of both kinds."""
    assert same_tokens(RULES, other)


@pytest.mark.parametrize(
    "other",
    [
        RULES.replace("'x'", "'X'"),
        RULES.replace("'x'", "'x '"),
        RULES.replace("'x'", '"x"'),
        RULES.replace("read", "get"),
        RULES.replace("a.b", "a .c"),
        RULES.replace("; } }", "} }"),
        RULES.replace("'2'", "'1'"),
        RULES.replace("==", "// =="),
        RULES + " '",
    ],
)
def test_every_token_counts(other: str) -> None:
    """Also quotes and semicolons, although Google makes nothing of them: a difference is never hidden."""
    assert not same_tokens(RULES, other)


@pytest.mark.parametrize("text", ["'a", "'\\q'", '"\n"', "é", "`", "a # b", "'it\u2019s'"])
def test_what_begins_no_token_is_refused(text: str) -> None:
    """With the place where it begins."""
    with pytest.raises(RulesProblem) as caught:
        kinds(text)
    assert caught.value.line == 1
