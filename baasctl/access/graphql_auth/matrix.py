"""Roles, and what each may do with each field of a model.

The access control matrix of Amplify's compiler (aws-amplify/amplify-category-api: packages/
amplify-graphql-auth-transformer/src/accesscontrol/acm.ts and convertRulesToRoles in src/graphql-auth-transformer.ts):
the rules of a model hold for all its fields; a field with rules of its own forgets them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from baasctl.access.graphql_auth.model import READS, Provider, Rule, Strategy, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """Whom a rule speaks of, told apart as the compiler does it.

    Attributes:
        group: Of a static rule for one group.
        field: Of a dynamic rule: where the owner or the groups stand.
        claim: Of the token.
    """

    provider: Provider
    strategy: Strategy
    group: str = ""
    field: str = ""
    claim: str = ""

    @property
    def is_static(self) -> bool:
        return not self.field

    def __str__(self) -> str:
        parts = [self.strategy.value, *([self.group or self.field] if self.group or self.field else [])]
        return f"{' '.join(parts)} ({self.provider})"


Matrix: TypeAlias = Mapping[Role, Mapping[str, frozenset[str]]]
"""Role to field to operations."""


def role_of(rule: Rule) -> Iterator[Role]:
    """The roles of a rule: one for each group, else one."""
    if rule.groups:
        for group in rule.groups:
            yield Role(provider=rule.provider, strategy=rule.strategy, group=group, claim=rule.claim)
    else:
        yield Role(
            provider=rule.provider,
            strategy=rule.strategy,
            field=rule.owner_field or rule.groups_field,
            claim=rule.claim,
        )


def matrix(model: Type) -> Matrix:
    """What each role may do with each field that the schema writes."""
    found: dict[Role, dict[str, frozenset[str]]] = {}
    nothing = dict.fromkeys(model.members, frozenset[str]())
    for rule in model.rules or ():
        for role in role_of(rule):
            found.setdefault(role, dict.fromkeys(model.members, rule.allows))
    for name, member in model.members.items():
        if member.rules is None:
            continue
        for fields in found.values():
            fields[name] = frozenset()
        for rule in member.rules:
            for role in role_of(rule):
                found.setdefault(role, dict(nothing))[name] = rule.allows
    return found


def having(found: Matrix, operation: str, *, on_every_field: bool = False) -> tuple[Role, ...]:
    """Roles that may do something with a field; or with all of them."""
    ask = all if on_every_field else any
    return tuple(role for role, fields in found.items() if ask(operation in each for each in fields.values()))


def fields_of(found: Matrix, role: Role, operation: str) -> frozenset[str]:
    """The fields with which a role may do something."""
    return frozenset(name for name, each in found[role].items() if operation in each)


def readers(found: Matrix, field: str) -> tuple[Role, ...]:
    """Roles that get a field of a row that they get, where not all of them do (`protected`)."""
    return tuple(each for each in _asked(found, field) if found[each][field] & frozenset(READS))


def protected(model: Type, found: Matrix) -> tuple[str, ...]:
    """Fields that not every role gets that may `get` the row: AppSync answers null in their place."""
    return tuple(name for name in model.members if len(readers(found, name)) < len(_asked(found, name)))


def _asked(found: Matrix, field: str) -> tuple[Role, ...]:
    """Roles that the compiler asks about a field: those that may `get`.

    Where every signed-in user may read the field, no other role of the same provider is asked (readRoles in
    generateResolvers, getReadRolesForField).
    """
    asked = having(found, "get")
    for provider in (Provider.USER_POOLS, Provider.OIDC):
        private = Role(provider=provider, strategy=Strategy.PRIVATE)
        if private in asked and found[private][field] >= frozenset(READS):
            asked = tuple(each for each in asked if each.provider is not provider or each == private)
    return asked
