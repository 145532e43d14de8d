"""Rules that cannot be read: every mistake at its place, in the words of Google's compiler."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from baasctl.engines.rules_language.checking import checked
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.recovering.places_refused import refused_places
from baasctl.engines.rules_language.services import Profile

SAYS = yaml.safe_load(Path(__file__).with_name("syntax_says.yaml").read_text("utf-8"))
AROUND = {
    "conditions": "rules_version = '2';\nservice cloud.firestore {{ match /a/{{b}} {{ allow get: if\n{};\n}} }}\n",
    "statements": "rules_version = '2';\nservice cloud.firestore {{ match /a/{{b}} {{\n{}\n}} }}\n",
}
TEXTS = SAYS["texts"] | {
    frame.format(each): says for kind, frame in AROUND.items() for each, says in SAYS[kind].items()
}


def refused(text: str) -> tuple[list[tuple[int, int, tuple[str, ...], str]], int]:
    with pytest.raises(RulesProblem) as caught:
        parse_ruleset(text)
    places, left = refused_places(text, caught.value)
    return [(each.line, each.column, each.reasons, each.hint) for each in places], left


@pytest.mark.parametrize("text", TEXTS)
def test_every_mistake_is_said_as_google_says_it(text: str) -> None:
    """The same places and words, also of what is wrong behind the first mistake."""
    found = checked(text, Profile.EMULATOR)

    assert [f"{each.line}:{each.column} {each.reason}" for each in found] == TEXTS[text]


def test_several_mistakes_are_shown_at_once() -> None:
    """Each at its place; what is said twice of one place is said once."""
    places, left = refused(AROUND["statements"].format("allow read if true;\nmatch /c/{d { allow get; }"))

    assert [place[:2] for place in places] == [(3, 12), (4, 7), (4, 11), (4, 13), (5, 3)]
    assert (places[3][2], left) == (("Unexpected '{'.",), 0)


def test_of_many_places_the_first_are_shown_and_the_others_counted() -> None:
    """A text that is something else has no end of mistakes."""
    places, left = refused(AROUND["statements"].format("allow read if true;\n" * 100))

    assert (len(places), left) == (20, 80)
    assert places[19][:2] == (22, 12)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (AROUND["conditions"].format("x/2 > 1"), "write `a / b` to divide"),
        (AROUND["conditions"].format("a = b"), "equality is written `==`"),
        (AROUND["conditions"].format("a & b"), "`and` is written `&&`"),
        (AROUND["conditions"].format("'abc"), "a string ends on the line on which it begins"),
        (AROUND["statements"].format("match /b {"), "may not be closed"),
        ("\ufeff" + AROUND["conditions"].format("true"), "without a byte order mark"),
    ],
)
def test_words_that_mislead_have_a_hint(text: str, hint: str) -> None:
    """What Google's compiler takes a text for is not always what was meant."""
    places, _ = refused(text)

    assert any(hint in each for *_, each in places), places


def test_what_google_refuses_for_another_reason_is_said_alone() -> None:
    """Its parser reads a number that is too large."""
    places, left = refused(AROUND["conditions"].format("1 + 9223372036854775808"))

    assert (places, left) == ([(3, 5, ("Invalid number literal 9223372036854775808.",), "")], 0)
