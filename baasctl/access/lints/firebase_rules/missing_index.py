"""Queries that rules ask for, and no index answers."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import database_hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.database_tree import database_conditions
from baasctl.engines.rules_language import database_syntax as syntax


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each child that `.read` wants queries to sort by and `.indexOn` at the same path does not name."""
    for rule in database_conditions(facts, ".read"):
        for node in syntax.walk(rule.condition.tree) if rule.condition.tree is not None else ():
            child = _sorted_by(node)
            if child and child not in rule.node.index:
                yield database_hit(
                    rule,
                    f"asks for queries that sort by `{child}`, which `.indexOn` does not name",
                    f'write `".indexOn": ["{child}"]` beside it',
                    node=node,
                )


def _sorted_by(node: syntax.Expression) -> str:
    if not isinstance(node, syntax.Operation) or node.operator not in {"==", "==="}:
        return ""
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(one, syntax.Property) and one.name == "orderByChild" and isinstance(other, syntax.Constant):
            return other.value if isinstance(other.value, str) else ""
    return ""


RULE = Rule(
    number=145,
    name="missing_index",
    title="Query without an index",
    weight=Weight.LOW,
    category="PERFORMANCE",
    about="Without an index the server sends all children, or refuses, and the app sorts them itself.",
    remediation="https://firebase.google.com/docs/database/security/indexing-data",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"database_rules"}),
    hits=hits,
)
