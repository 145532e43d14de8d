"""Rules that Amplify's compiler refuses, each with its place.

aws-amplify/amplify-category-api: packages/amplify-graphql-auth-transformer/src/utils/validations.ts and index.ts,
src/accesscontrol/acm.ts (a role that is named twice), src/graphql-auth-transformer.ts (required fields).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baasctl.access.graphql_auth.matrix import matrix, protected, role_of
from baasctl.access.graphql_auth.model import READS, Provider, Rule, Schema, Strategy, Type
from baasctl.access.graphql_auth.schema import Wrong

_PROVIDERS: Final = {
    Strategy.GROUPS: (Provider.USER_POOLS, Provider.OIDC),
    Strategy.OWNER: (Provider.USER_POOLS, Provider.OIDC),
    Strategy.PUBLIC: (Provider.API_KEY, Provider.IAM),
    Strategy.PRIVATE: (Provider.USER_POOLS, Provider.IAM, Provider.OIDC),
    Strategy.CUSTOM: (Provider.FUNCTION,),
}


def invalid_rules(schema: Schema) -> Iterator[Wrong]:
    """Everything that is wrong with rules, in the order of the text."""
    for kind in schema.types.values():
        for rule in kind.rules or ():
            yield from _wrong_rule(rule)
        yield from _twice(kind)
        if kind.rules is not None and not kind.is_model:
            yield Wrong(reason=f"@auth on `{kind.name}`, which has no @model, protects nothing", place=kind.place)
        for member in kind.members.values():
            for rule in member.rules or ():
                yield from _wrong_rule(rule)
                yield from _wrong_on_field(kind, rule)
        yield from _required(kind)
    if schema.everywhere is not None:
        yield from _wrong_rule(schema.everywhere)


def _wrong_rule(rule: Rule) -> Iterator[Wrong]:
    allowed = _PROVIDERS[rule.strategy]
    if rule.provider not in allowed:
        known = " and ".join(f"'{each}'" for each in allowed)
        yield _wrong(rule, f"'{rule.strategy}' goes with {known}, and this is '{rule.provider}'")
    named = rule.arguments
    if rule.strategy is Strategy.GROUPS:
        if not named & {"groups", "groupsField"}:
            yield _wrong(rule, "'groups' needs `groups` or `groupsField`")
        if {"groups", "groupsField"} <= named:
            yield _wrong(rule, "`groups` and `groupsField` exclude each other")
        if "groups" in named and not rule.groups:
            yield _wrong(rule, "`groups` is empty")
        if "identityClaim" in named:
            yield _wrong(rule, "`identityClaim` is of 'owner'")
    if rule.strategy is Strategy.OWNER and "groupClaim" in named:
        yield _wrong(rule, "`groupClaim` is of 'groups'")
    single = [each for each in rule.said if each in READS]
    if "read" in rule.said and single:
        yield _wrong(rule, f"`read` stands for {', '.join(READS)}; `{single[0]}` beside it says nothing")


def _wrong_on_field(kind: Type, rule: Rule) -> Iterator[Wrong]:
    if rule.operations is not None and not kind.is_model:
        yield _wrong(rule, "`operations` is of models and their fields")
    elif kind.is_model:
        single = [each for each in rule.said if each in READS]
        if single:
            yield _wrong(rule, f"`{single[0]}` is not for fields, `read` is")
    if not kind.is_model and (rule.strategy is Strategy.OWNER or rule.groups_field):
        yield _wrong(rule, "a rule that needs the row protects nothing outside a model, and is left out")


def _twice(kind: Type) -> Iterator[Wrong]:
    seen: set[object] = set()
    for rule in kind.rules or ():
        for role in role_of(rule):
            if role in seen:
                yield _wrong(rule, f"a rule above speaks of {role} already")
            seen.add(role)


def _required(kind: Type) -> Iterator[Wrong]:
    """A field that some readers do not get cannot be one that is always there."""
    if not kind.is_model:
        return
    found = matrix(kind)
    for name in protected(kind, found):
        if kind.members[name].is_required:
            yield Wrong(
                reason=f"`{name}` is required, and not everyone who reads `{kind.name}` may read it",
                place=kind.members[name].place,
            )


def _wrong(rule: Rule, reason: str) -> Wrong:
    return Wrong(reason=reason, place=rule.place)
