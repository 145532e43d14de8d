"""The rule for everything that a sandbox begins with."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.model import Strategy
from baasctl.access.graphql_auth.reading import schemas_of
from baasctl.access.lints.amplify_rules.saying import AMPLIFY, ANYBODY, API, AUTH_RULES, hit, witness
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.probe import Operation


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each schema."""
    for known in facts.once(schemas_of):
        rule = known.schema.everywhere
        if rule is None or rule.strategy is not Strategy.PUBLIC:
            continue
        bare = [each for each in known.schema.models if each.rules is None]
        names = ", ".join(f"`{each.name}`" for each in bare) or "every model that comes"
        shown = witness(known, bare[0], Operation.DELETE, ANYBODY) if bare else None
        yield hit(known, rule.place, f"`globalAuthRule` opens {names} to everybody", "remove the input AMPLIFY", shown)


RULE = Rule(
    number=187,
    name="sandbox_rule",
    title="A rule opens every model that has none",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="`globalAuthRule` is for trying things out: models without a rule of their own are open to everybody.",
    remediation=AUTH_RULES,
    providers=AMPLIFY,
    each_of=API,
    hits=hits,
)
