"""Rules of a field that let somebody in whom the model's do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from baasctl.access.facts import Facts
from baasctl.access.graphql_auth.model import Member, Strategy, Type
from baasctl.access.graphql_auth.model import Rule as AuthRule
from baasctl.access.graphql_auth.reading import KnownSchema, schemas_of
from baasctl.access.lints.amplify_rules.saying import AMPLIFY, API, AUTH_RULES, hit, passes, words
from baasctl.access.lints.rule import Hit, Rule, Weight


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each field and rule that by itself opens an operation."""
    for known in facts.once(schemas_of):
        for model in known.schema.models:
            opened = _opened(known, model)
            for member in model.members.values():
                for rule in member.rules or ():
                    if said := [each for each in opened.get(rule.strategy, ()) if each in rule.allows]:
                        yield _hit(known, model, member, rule, said)


def _hit(known: KnownSchema, model: Type, member: Member, rule: AuthRule, said: list[str]) -> Hit:
    whom = "everybody" if rule.strategy is Strategy.PUBLIC else "any signed-in user"
    return hit(
        known,
        rule.place,
        f"the rule of `{member.name}` lets {whom} {words(said)} rows of `{model.name}`, which the model's rules do not",
        "name in rules of fields only whom the model's rules name, too",
    )


def _opened(known: KnownSchema, model: Type) -> dict[Strategy, list[str]]:
    """Operations that are open to everybody, or to whoever is signed in, with the rules of fields alone."""
    if all(each.rules is None for each in model.members.values()):
        return {}
    plain = replace(known, schema=replace(known.schema, types={model.name: _without(model)}))
    return {
        strategy: [
            each
            for each in ("get", "list", "update")
            if passes(known, model, each, is_signed_in=strategy is Strategy.PRIVATE)
            and not passes(plain, model, each, is_signed_in=strategy is Strategy.PRIVATE)
        ]
        for strategy in (Strategy.PUBLIC, Strategy.PRIVATE)
    }


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
