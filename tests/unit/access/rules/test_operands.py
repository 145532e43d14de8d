"""Operands that a list or a path leaves when one of its members fails, as the Firestore emulator 1.19.9 has them."""

from __future__ import annotations

import pytest

from baasctl.access.rules.profiles import Profile
from baasctl.access.rules.requests import Request, Rules
from baasctl.access.rules.values import Timestamp
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset

RULES = """rules_version = '2';
service cloud.firestore {{ match /databases/{{db}}/documents {{
  function pair(a, b) {{ return [a, b]; }}
  function first(a, b) {{ return a; }}
  match /t/{{id}} {{ allow get: if {condition}; }}
}} }}"""
LEFT = "(debug([request.none, 7]) || true)"
"""True, and a 7 below it."""


def is_allowed(condition: str, profile: Profile) -> bool:
    rules = Rules(parse_ruleset(RULES.format(condition=condition)), profile=profile)
    return rules.decide(Request(method="get", path="/t/1", time=Timestamp(0)), {}).is_allowed


@pytest.mark.parametrize(
    "condition",
    [
        f"[true, 7] == [{LEFT}, 'a']",
        "[true, 7] == [debug([5, request.none, 7]) || true, 'a']",
        "[true, 'c', 'd'] == [debug(/a/$(request.none)/c/d) || true, 'a', 'b']",
        f"[7, true] == [true && {LEFT}, 'a']",
        f"[7, false] == [false || !{LEFT}, 'a']",
        f"[true, 7] == pair({LEFT}, 4)",
        f"128.0 == math.pow(2.0, ({LEFT} ? 7.0 : 1.0))",
        f"128.0 == math.pow(({LEFT} ? 2.0 : 1.0), 1.0)",
        f"'atruec' == 'abc'.replace('b', string({LEFT}))",
    ],
)
def test_what_a_failing_list_leaves_is_taken_for_an_operand(condition: str) -> None:
    """So it is in the emulator: these are the rules that were measured there."""
    assert is_allowed(condition, Profile.EMULATOR)


def test_debug_gives_the_first_of_its_arguments() -> None:
    """What is behind it is evaluated, and a failure there is one of the whole: measured with the emulator."""
    assert is_allowed("debug(true, 5)", Profile.EMULATOR)
    assert not is_allowed("debug(true, request.none)", Profile.EMULATOR)
    assert not is_allowed("debug()", Profile.EMULATOR)


def test_only_the_profile_of_the_emulator_has_them() -> None:
    """In that of production a list that fails leaves nothing."""
    shifted, straight = (f"[true, {second}] == [{LEFT}, 'a']" for second in ("7", "'a'"))

    assert [is_allowed(each, Profile.EMULATOR) for each in (shifted, straight)] == [True, False]
    assert [is_allowed(each, Profile.PRODUCTION) for each in (shifted, straight)] == [False, True]


def test_what_denies_in_production_may_be_allowed_in_the_emulator() -> None:
    """A failure left of `&&` denies, but is lost among what a list right of it left."""
    condition = "request.none == 1 && (false || [request.none, true].hasAny([true]) || true)"

    assert is_allowed(condition, Profile.EMULATOR)
    assert not is_allowed(condition, Profile.PRODUCTION)


def test_an_argument_that_fails_is_a_failure_where_it_is_used() -> None:
    """Unused it is nothing, in every profile; and so is a list of two."""
    for profile in Profile:
        assert is_allowed("first(1, request.none) == 1 && !(first(request.none, 1) == 1 && false)", profile)
        assert not is_allowed("first(request.none, 1) == 1", profile)
