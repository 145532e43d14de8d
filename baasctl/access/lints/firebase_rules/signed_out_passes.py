"""Conditions about a user that hold for nobody at all."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import database_hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.database_possible import DatabaseSituation, known
from baasctl.access.rulesets.database_tree import database_conditions
from baasctl.access.rulesets.possible import Outcome
from baasctl.engines.rules_language import database_syntax as syntax


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each test of a member of `auth` that is true without a sign-in, in a condition that may be true then."""
    nobody = DatabaseSituation(is_signed_in=False, now=facts.now)
    for rule in database_conditions(facts, ".read", ".write"):
        tree = rule.condition.tree
        if tree is None or not known(tree, nobody).outcome & Outcome.TRUE:
            continue
        for node in syntax.walk(tree):
            if _is_about_a_user(node) and known(node, nobody).outcome == Outcome.TRUE:
                yield database_hit(
                    rule,
                    "holds for whoever is not signed in: what is taken of `auth` is null then, and null is unlike all",
                    "add `auth != null &&`",
                    node=_first(node),
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


def _is_of_auth(node: syntax.Expression) -> bool:
    here = node
    while isinstance(here, syntax.Property | syntax.Element):
        here = here.of
    return here is not node and isinstance(here, syntax.Name) and here.name == "auth"


def _first(node: syntax.Expression) -> syntax.Expression:
    """The part that begins first."""
    return min(syntax.walk(node), key=lambda part: part.start)


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
