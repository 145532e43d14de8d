"""Permissions whose condition fails for every request that they speak of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import hit, listed
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.openness import METHODS, situation
from baasctl.access.rulesets.possible import never
from baasctl.access.rulesets.reading import FIRESTORE, Permission, permissions_of
from baasctl.access.rulesets.reading import METHODS as GROUPS
from baasctl.engines.rules_language import syntax


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission; `if false` is meant, and a day that is over is another lint's."""
    for permission in permissions_of(facts, FIRESTORE):
        if not (permission.speaks_of("request", "resource") or permission.speaks_of("resource")):
            continue
        if any(isinstance(node, syntax.Literal) and node.value is False for node in permission.nodes):
            continue
        dead = [name for name in permission.allow.methods if _is_dead(permission, name, facts)]
        if dead:
            yield hit(
                permission,
                f"never allows {listed(dead, 'or')}: the condition fails for every such request",
                "`request.resource` is there for create and update only, `resource.data` not for create",
            )


def _is_dead(permission: Permission, name: str, facts: Facts) -> bool:
    methods = [each for each in METHODS if each in GROUPS.get(name, {name})]
    return bool(methods) and all(
        never(
            permission.condition,
            replace(situation(permission, method, facts.now, is_signed_in=is_signed_in), hidden=""),
        )
        for method in methods
        for is_signed_in in (True, False)
    )


RULE = Rule(
    number=138,
    name="impossible_condition",
    title="Condition that always fails",
    weight=Weight.HIGH,
    category="CORRECTNESS",
    about="The permission deploys without a word and denies every request; the app finds out.",
    remediation="https://firebase.google.com/docs/reference/rules/rules.firestore.Request",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"firestore_rules"}),
    hits=hits,
)
