"""Rules that lints could not look at: their silence means nothing."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import ALL_RULES
from baasctl.access.lints.rule import Hit, Place, Rule, Weight
from baasctl.access.rulesets.database_tree import DatabaseRules, database_rules_of
from baasctl.access.rulesets.reading import Rules, rulesets_of

_REPAIR = "lints say nothing about these rules until this is repaired"


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each ruleset."""
    everything: tuple[Rules | DatabaseRules, ...] = (*rulesets_of(facts), *database_rules_of(facts))
    for rules in everything:
        if rules.problem is not None:
            is_long = isinstance(rules, Rules) and rules.tree is not None
            yield Hit(
                resource=rules.resource,
                path="/source",
                detail=rules.problem.reason,
                hint="shorten the functions that it calls" if is_long else _REPAIR,
                place=Place(start=rules.problem.offset, whole=(0, len(rules.text))),
            )


RULE = Rule(
    number=120,
    name="rules_not_judged",
    title="Rules that cannot be judged",
    weight=Weight.MEDIUM,
    category="CORRECTNESS",
    about="What lints cannot read, or not to the end, they do not know to be harmless.",
    remediation="https://firebase.google.com/docs/rules/rules-language",
    providers=frozenset({"firebase"}),
    each_of=ALL_RULES,
    hits=hits,
)
