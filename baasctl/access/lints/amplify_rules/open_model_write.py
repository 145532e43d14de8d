"""Models that everybody may write to."""

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
    """One for each rule."""
    for known, model, rule in rules_of_models(facts):
        writes = [each for each in WRITES if each in rule.allows]
        if rule.strategy is Strategy.PUBLIC and writes:
            asked = Operation(writes[-1])
            yield hit(
                known,
                rule.place,
                f"everybody may {words(writes)} rows of `{model.name}`, signed in or not",
                "let owners or a group write, and everybody `read` at most",
                witness(known, model, asked, ANYBODY, new=None if asked is Operation.DELETE else {}),
            )


RULE = Rule(
    number=181,
    name="open_model_write",
    title="Everybody may write to a model",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="Whoever has the app has its API key, and becomes a guest of its identity pool: no account is needed.",
    remediation=AUTH_RULES,
    providers=AMPLIFY,
    each_of=API,
    hits=hits,
)
