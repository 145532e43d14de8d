"""`private` where an owner or a group is meant."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.model import Strategy
from baasctl.access.lints.amplify_rules.openings import openings
from baasctl.access.lints.amplify_rules.saying import AMPLIFY, API, AUTH_RULES
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.probe import Operation


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each rule of a model; to create rows is what accounts are for."""
    for each in openings(facts, Strategy.PRIVATE, ("update", "delete")):
        yield each.hit(
            f"any signed-in user may {each.said} that are others'",
            "write `allow: owner`, or `allow: groups`",
            Operation(each.operations[-1]),
        )


RULE = Rule(
    number=183,
    name="any_user_model_write",
    title="Any signed-in user may write all rows",
    weight=Weight.HIGH,
    category="SECURITY",
    about="`private` means everybody who has an account, and says nothing about whose rows these are.",
    remediation=AUTH_RULES,
    providers=AMPLIFY,
    each_of=API,
    hits=hits,
)
