"""Models that everybody may read."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.model import Strategy
from baasctl.access.lints.amplify_rules.openings import openings
from baasctl.access.lints.amplify_rules.saying import AMPLIFY, API, AUTH_RULES, WRITES
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.probe import Operation


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each rule; where everybody may write as well that is told alone."""
    for each in openings(facts, Strategy.PUBLIC, ("get", "list")):
        if not each.rule.allows & set(WRITES):
            yield each.hit(
                f"everybody may {each.said}, signed in or not",
                "accept it with a reason where the rows are meant for everybody",
                Operation(each.operations[0]),
            )


RULE = Rule(
    number=182,
    name="open_model_read",
    title="Everybody may read a model",
    weight=Weight.HIGH,
    category="SECURITY",
    about="Whoever has the app can read all rows, without an account.",
    remediation=AUTH_RULES,
    providers=AMPLIFY,
    each_of=API,
    hits=hits,
)
