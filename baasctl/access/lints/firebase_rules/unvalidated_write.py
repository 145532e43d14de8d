"""Rules of the Realtime Database that take whatever is written."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import database_hit
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.database_openness import database_opennesses
from baasctl.access.rulesets.database_tree import children_of, database_conditions
from baasctl.engines.rules_language import database_syntax as syntax
from baasctl.engines.rules_language.database_rules import RuleNode


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each `.write` that may allow, with no `.validate` on its way, at it or below it."""
    is_open = database_opennesses(facts)
    for rule in database_conditions(facts, ".write"):
        everybody = rule in is_open and bool(is_open[rule].everybody)
        if rule.condition.expression is False or everybody or _looks_at_what_is_written(rule.condition.tree):
            continue
        if any(".validate" in node.conditions for node in rule.above) or _validates(rule.node):
            continue
        yield database_hit(
            rule,
            "lets in data of any form and size: nothing there has a `.validate`",
            'write `.validate` for what may be there, and `"$other": {".validate": false}` for the rest',
        )


def _looks_at_what_is_written(tree: syntax.Expression | None) -> bool:
    return tree is not None and any(
        isinstance(node, syntax.Invocation) and _root(node) == "newData" for node in syntax.walk(tree)
    )


def _root(node: syntax.Expression) -> str:
    """The name at the beginning of a chain of members and calls."""
    here = node
    while not isinstance(here, syntax.Name):
        inner = next(syntax.parts_of(here), None)
        if inner is None:
            return ""
        here = inner
    return here.name


def _validates(node: RuleNode) -> bool:
    return ".validate" in node.conditions or any(_validates(inner) for _, inner in children_of(node))


RULE = Rule(
    number=144,
    name="unvalidated_write",
    title="What is written is not validated",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="Whoever may write there may write anything: other fields, other types, megabytes.",
    remediation="https://firebase.google.com/docs/database/security/rules-conditions#validate_data",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"database_rules"}),
    hits=hits,
)
