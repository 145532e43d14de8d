"""Conditions about a user that hold for nobody at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import database_hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.database_places import equals_user, first_part
from baasctl.access.rulesets.database_possible import DatabaseSituation, known
from baasctl.access.rulesets.database_tree import database_conditions
from baasctl.access.rulesets.possible import Outcome
from baasctl.engines.rules_language import database_syntax as syntax

_TESTS: Final = frozenset({"exists", "hasChild", "hasChildren", "isString"})


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each test of a member of `auth` that is true without a sign-in, in a condition that may be true then."""
    nobody = DatabaseSituation(is_signed_in=False, now=facts.now)
    for rule in database_conditions(facts, ".read", ".write"):
        tree = rule.condition.tree
        if tree is None or not known(tree, nobody).outcome & Outcome.TRUE:
            continue
        for node in syntax.walk(tree):
            if rule.name == ".write" and _is_of_nobody(node, tree):
                yield database_hit(
                    rule,
                    "holds for whoever is not signed in where the value is missing: null is equal to null",
                    "add `auth != null &&`",
                    node=first_part(node),
                )
                break
            if _is_about_a_user(node) and known(node, nobody).outcome == Outcome.TRUE:
                yield database_hit(
                    rule,
                    "holds for whoever is not signed in: what is taken of `auth` is null then, and null is unlike all",
                    "add `auth != null &&`",
                    node=first_part(node),
                )
                break


def _is_about_a_user(node: syntax.Expression) -> bool:
    """`auth.uid !== 'x'`, `!(auth.token.banned == true)`."""
    if isinstance(node, syntax.Prefixed) and node.operator == "!":
        node = node.operand
        is_asked = isinstance(node, syntax.Operation) and node.operator in {"==", "==="}
    else:
        is_asked = isinstance(node, syntax.Operation) and node.operator in {"!=", "!=="}
    return is_asked and isinstance(node, syntax.Operation) and any(map(_is_of_auth, (node.left, node.right)))


def _is_of_nobody(node: syntax.Expression, tree: syntax.Expression) -> bool:
    """`data.child('owner').val() === auth.uid`, where nothing says that the value is there."""
    place = equals_user(node)
    return place is not None and not any(_asks_for(each, place.root) for each in syntax.walk(tree))


def _asks_for(node: syntax.Expression, root: str) -> bool:
    """`data.exists()`, `newData.hasChildren(['owner'])`, `data.child('owner').isString()`."""
    match node:
        case syntax.Invocation(function=syntax.Property(name=name, of=of)) if name in _TESTS:
            return any(isinstance(each, syntax.Name) and each.name == root for each in syntax.walk(of))
        case _:
            return False


def _is_of_auth(node: syntax.Expression) -> bool:
    here = node
    while isinstance(here, syntax.Property | syntax.Element):
        here = here.of
    return here is not node and isinstance(here, syntax.Name) and here.name == "auth"


RULE = Rule(
    number=146,
    name="signed_out_passes",
    title="True for whoever is not signed in",
    weight=Weight.HIGH,
    category="SECURITY",
    about="In the Realtime Database a member of null is null and no error: `auth.uid !== 'x'` lets in all but x.",
    remediation="https://firebase.google.com/docs/database/security/rules-conditions",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"database_rules"}),
    hits=hits,
)
