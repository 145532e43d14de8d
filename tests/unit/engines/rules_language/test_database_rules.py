"""Rules of the Realtime Database: JSON with comments, a tree of conditions."""

from __future__ import annotations

import pytest

from baasctl.engines.rules_language.database_rules import (
    Condition,
    expression_tokens,
    parse_database_rules,
    same_meaning,
)
from baasctl.engines.rules_language.problem import RulesProblem

RULES = """// The rules of a chat.
{ /* all of them */ "rules": {
  ".read": "auth != null &&
            auth.provider === 'password'",
  "rooms": {"$room": {".write": true, ".indexOn": ["at", "by"], ".validate": "newData.val().matches(/^a b$/i)"}}
}} // the end
"""


def test_the_tree_has_conditions_indexes_wildcards_and_children() -> None:
    """As written; a text may go over several lines."""
    root = parse_database_rules(RULES)
    assert root.conditions == {
        ".read": Condition(expression="auth != null &&\n            auth.provider === 'password'", start=0)
    }
    variable = root.children["rooms"].variable
    assert variable is not None
    wildcard, room = variable
    assert (wildcard, room.index) == ("$room", ("at", "by"))
    assert room.conditions[".write"].expression is True


@pytest.mark.parametrize(
    "other",
    [
        RULES.replace("// The rules of a chat.\n", ""),
        RULES.replace("&&\n            auth", "&& auth").replace("!= null", "!=null"),
        """{"rules": {"rooms": {"$room": {".indexOn": ["at", "by"], ".write": true,
        ".validate": "newData.val() . matches( /^a b$/i )"}},
        ".read": "auth != null && auth.provider === 'password'"}}""",
    ],
)
def test_comments_white_space_and_order_mean_nothing(other: str) -> None:
    """Inside conditions, too."""
    assert same_meaning(RULES, other)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'password'", "'pass word'"),
        ("/^a b$/i", "/^ab$/i"),
        ("true", '"true"'),
        ('["at", "by"]', '["by", "at"]'),
        ("!= null", "!== null"),
        ("auth.provider", "auth provider"),
        ("rooms", "room"),
    ],
)
def test_everything_else_means_something(old: str, new: str) -> None:
    """Texts and regular expressions keep their blanks; the order of an index counts."""
    assert not same_meaning(RULES, RULES.replace(old, new))


def test_what_cannot_be_read_equals_only_itself() -> None:
    """No two broken texts are taken for the same."""
    assert same_meaning("{", "{")
    assert not same_meaning("{", "{ ")
    assert expression_tokens("a ` b") is None


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ('{"rules": {}} x', (1, 15), "text behind the end of the rules"),
        ('{"rules": {"a": {},\n "a": {}}}', (2, 2), 'the name "a" stands twice in one object'),
        ('{"rules": {"a": {},}}', (1, 20), "expected a name in double quotes, but found `}`"),
        ('{"rules": {".read": 1}}', (1, 21), '".read" takes a text, true or false'),
        ('{"rules": {"a": true}}', (1, 17), "expected an object of rules"),
        ('{"rule": {}}', (1, 2), 'expected an object whose only member is "rules"'),
        ('{"rules": {"$a": {}, "$b": {}}}', (1, 22), '"$b" is a second wildcard at this place'),
        ('{"rules": {".indexOn": 1}}', (1, 24), '".indexOn" takes a text or a list of texts'),
        ('{"rules": "x', (1, 11), "a text is not closed"),
        ("/* x", (1, 1), "a comment is not closed"),
        ('{"rules": {".read": "\\q"}}', (1, 22), "an escape that JSON does not have"),
        ("", (1, 1), "expected a value, but the text ends"),
    ],
)
def test_problems_have_places(text: str, place: tuple[int, int], reason: str) -> None:
    """Line and column of what is wrong."""
    with pytest.raises(RulesProblem) as caught:
        parse_database_rules(text)
    assert ((caught.value.line, caught.value.column), caught.value.reason) == (place, reason)


def test_a_name_that_no_child_can_have_is_refused() -> None:
    """With the names that have a meaning."""
    with pytest.raises(RulesProblem, match=r"\.read, \.write, \.validate, \.indexOn"):
        parse_database_rules('{"rules": {".reed": true}}')


def test_deep_json_is_refused_and_not_fatal() -> None:
    """Python's stack is never the limit."""
    with pytest.raises(RulesProblem, match="deeper than"):
        parse_database_rules('{"rules":' * 5000)
