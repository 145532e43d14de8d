"""Conditions that read more documents, or evaluate more, than a request may."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.reading import FIRESTORE, Permission, rulesets_of
from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.weights import MOST_EXPRESSIONS, weights_of

_MOST_READS = 10
_READING = frozenset({"get", "exists", "getAfter", "existsAfter"})


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each permission."""
    for rules in rulesets_of(facts):
        if rules.service == FIRESTORE and rules.tree is not None:
            weights = weights_of(rules.tree)
            for permission in rules.permissions:
                if permission.is_whole:
                    yield from _of_permission(permission, weights[permission.allow.start])


def _of_permission(permission: Permission, weight: int) -> Iterator[Hit]:
    read = _read(permission)
    if len(read) > _MOST_READS:
        yield hit(
            permission,
            f"reads up to {len(read)} other documents; a request may read {_MOST_READS}",
            "keep what decides in one document, or in the token's claims",
            node=read[_MOST_READS],
        )
    elif weight > MOST_EXPRESSIONS:
        yield hit(
            permission,
            f"evaluates up to {weight:,} expressions with its functions; a request may evaluate {MOST_EXPRESSIONS:,}",
            "split the rules by path, and put the cheapest conditions first",
        )


def _read(permission: Permission) -> list[syntax.Call]:
    """Calls that read different documents, as far as is written."""
    found: dict[object, syntax.Call] = {}
    for node in permission.nodes:
        if isinstance(node, syntax.Call) and node.name in _READING and node.arguments:
            found.setdefault(node.arguments[0], node)
    return list(found.values())


RULE = Rule(
    number=136,
    name="too_many_reads",
    title="Condition over a limit of Firestore",
    weight=Weight.MEDIUM,
    category="CORRECTNESS",
    about="Over the limit the condition fails, and the request is denied.",
    remediation="https://firebase.google.com/docs/firestore/quotas#security_rules",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"firestore_rules"}),
    hits=hits,
)
