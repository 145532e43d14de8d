"""Models that everybody may read."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.model import Strategy
from baasctl.access.lints.amplify_rules.saying import (
    AMPLIFY,
    ANYBODY,
    API,
    AUTH_RULES,
    WRITES,
    hit,
    rules_of_models,
    witness,
    words,
)
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.probe import Operation


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each rule; where everybody may write as well that is told alone."""
    for known, model, rule in rules_of_models(facts):
        reads = [each for each in ("get", "list") if each in rule.allows]
        if rule.strategy is Strategy.PUBLIC and reads and not rule.allows & set(WRITES):
            asked = witness(known, model, Operation.GET, ANYBODY) if "get" in reads else None
            yield hit(
                known,
                rule.place,
                f"everybody may {words(reads)} rows of `{model.name}`, signed in or not",
                "accept it with a reason where the rows are meant for everybody",
                asked,
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
