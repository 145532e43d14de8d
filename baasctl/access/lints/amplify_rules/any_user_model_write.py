"""`private` where an owner or a group is meant."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.model import Strategy
from baasctl.access.lints.amplify_rules.saying import (
    AMPLIFY,
    API,
    AUTH_RULES,
    SOMEBODY,
    hit,
    rules_of_models,
    witness,
    words,
)
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.probe import Operation


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each rule of a model; to create rows is what accounts are for."""
    for known, model, rule in rules_of_models(facts):
        writes = [each for each in ("update", "delete") if each in rule.allows]
        if rule.strategy is Strategy.PRIVATE and writes:
            asked = Operation(writes[-1])
            yield hit(
                known,
                rule.place,
                f"any signed-in user may {words(writes)} rows of `{model.name}` that are others'",
                "write `allow: owner`, or `allow: groups`",
                witness(known, model, asked, SOMEBODY, new={} if asked is Operation.UPDATE else None),
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
