"""Rules of a field that let somebody in whom the model's do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.model import Rule as AuthRule
from baasctl.access.graphql_auth.model import Strategy, Type
from baasctl.access.graphql_auth.reading import KnownSchema, schemas_of
from baasctl.access.lints.amplify_rules.saying import AMPLIFY, API, AUTH_RULES, hit, passes, words
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each field and rule that by itself opens an operation."""
    for known in facts.once(schemas_of):
        for model in known.schema.models:
            for member in model.members.values():
                for rule in member.rules or ():
                    if opened := _opened(known, model, rule):
                        whom = "everybody" if rule.strategy is Strategy.PUBLIC else "any signed-in user"
                        yield hit(
                            known,
                            rule.place,
                            f"the rule of `{member.name}` lets {whom} {words(opened)} rows of `{model.name}`, which the"
                            " model's rules do not",
                            "name in rules of fields only whom the model's rules name, too",
                        )


def _opened(known: KnownSchema, model: Type, rule: AuthRule) -> list[str]:
    """Operations that are open with the rules of fields, and not without them."""
    if rule.strategy not in (Strategy.PUBLIC, Strategy.PRIVATE):
        return []
    signed_in = rule.strategy is Strategy.PRIVATE
    plain = replace(known, schema=replace(known.schema, types={model.name: _without(model)}))
    said = [each for each in ("get", "list", "update") if each in rule.allows]
    return [
        each
        for each in said
        if passes(known, model, each, is_signed_in=signed_in) and not passes(plain, model, each, is_signed_in=signed_in)
    ]


def _without(model: Type) -> Type:
    members = {name: replace(each, rules=None) for name, each in model.members.items()}
    return replace(model, members=members)


RULE = Rule(
    number=186,
    name="field_rule_opens",
    title="A field's rule opens the model",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="Rules of a field take the place of the model's, and who may read one field gets the row.",
    remediation=AUTH_RULES,
    providers=AMPLIFY,
    each_of=API,
    hits=hits,
)
