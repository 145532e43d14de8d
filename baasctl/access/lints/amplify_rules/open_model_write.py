"""Models that everybody may write to."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.model import Strategy
from baasctl.access.lints.amplify_rules.openings import openings
from baasctl.access.lints.amplify_rules.saying import AMPLIFY, API, AUTH_RULES, WRITES
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.probe import Operation


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each rule."""
    for each in openings(facts, Strategy.PUBLIC, WRITES):
        yield each.hit(
            f"everybody may {each.said}, signed in or not",
            "let owners or a group write, and everybody `read` at most",
            Operation(each.operations[-1]),
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
