"""Rows for every signed-in user, where everybody may sign up."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.model import Provider, Strategy
from baasctl.access.lints.amplify_rules.saying import AMPLIFY, AUTH_RULES, hit, rules_of_models
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each model."""
    if facts.setting("/sign_up/enabled") is not True:
        return
    for known, model, rule in rules_of_models(facts):
        if rule.strategy is Strategy.PRIVATE and rule.provider is not Provider.OIDC:
            yield hit(
                known,
                rule.place,
                f"everybody may make an account, and with one reach all rows of `{model.name}`",
                "write `auth: {sign_up: {enabled: false}}`, or give the rows owners or groups",
            )


RULE = Rule(
    number=184,
    name="shared_data_with_open_sign_up",
    title="Everybody can sign up and read shared rows",
    weight=Weight.HIGH,
    category="SECURITY",
    about="`private` keeps nobody out who can make an account.",
    remediation=AUTH_RULES,
    providers=AMPLIFY,
    needs=frozenset({"auth", "graphql_api"}),
    hits=hits,
)
