"""What permissions weigh, before any request is made."""

from __future__ import annotations

import pytest

from baasctl.access.rules.requests import Request, Rules
from baasctl.access.rules.values import Timestamp
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.weights import weights_of
from tests.unit.access.rules.test_weights import RULES

CONDITIONS = (
    "1 == 1 && (false || true)",
    "(false || false) == false",
    "id is string",
    "[1, 2][0:].size() > 0",
    "exists(/databases/$(db)/documents/t/2) || true",
    "twice(1) == 2",
    "named() + unused() > 0",
    "math.pow(2.0, 1.0) == 2.0",
    "{'a': 1}.a in [-1, 1]",
)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_that_is_evaluated_as_a_whole_weighs_what_the_evaluator_counts(condition: str) -> None:
    """One expression more in the same request than the limit leaves room for denies; as many as that do not."""
    (weight,) = weights_of(parse_ruleset(RULES.format(members=condition))).values()
    fillings = 1_000 - weight

    def is_allowed(count: int) -> bool:
        rules = Rules(parse_ruleset(RULES.format(members=", ".join([condition, *["1"] * count]))))
        return rules.decide(Request(method="get", path="/t/1", time=Timestamp(0)), {"/t/1": {}}).is_allowed

    assert is_allowed(fillings)
    assert not is_allowed(fillings + 1)


def test_of_two_arms_the_heavier_one_counts() -> None:
    """One for `?:`, one for its choice, the condition and the heavier arm: as one arm at a time is evaluated."""
    (weight,) = weights_of(parse_ruleset(RULES.format(members="id == 'a' ? 1 : 1 + 1 + 1"))).values()
    (arm,) = weights_of(parse_ruleset(RULES.format(members="1 + 1 + 1"))).values()
    assert weight == arm + 2 + 3
