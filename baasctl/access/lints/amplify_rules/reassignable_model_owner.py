"""Owners that can give their rows away, or take others'."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.model import UPDATE, Strategy
from baasctl.access.lints.amplify_rules.saying import AMPLIFY, API, AUTH_RULES, SOMEBODY, hit, rules_of_models, witness
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.model.probe import Data, Operation


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each rule whose field has no rule of its own that keeps the owner from updating it."""
    for known, model, rule in rules_of_models(facts):
        if rule.strategy is not Strategy.OWNER or UPDATE not in rule.allows:
            continue
        mine: Data = {rule.owner_field: SOMEBODY.uid}
        found = witness(known, model, Operation.UPDATE, SOMEBODY, row=mine, new={rule.owner_field: "bob"})
        if found is not None:
            yield hit(
                known,
                rule.place,
                f"the owner of a row of `{model.name}` may write somebody else into `{rule.owner_field}`",
                f"give `{rule.owner_field}` a rule of its own with `operations: [create, read, delete]`",
                found,
            )


RULE = Rule(
    number=185,
    name="reassignable_model_owner",
    title="The owner of a row can be changed",
    weight=Weight.HIGH,
    category="SECURITY",
    about="An update compares the stored owner only: whoever owns a row may write another owner into it.",
    remediation=AUTH_RULES,
    providers=AMPLIFY,
    each_of=API,
    hits=hits,
)
