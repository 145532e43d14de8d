"""Rules of the Realtime Database that check the owner on one side of a write only."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import database_hit
from baasctl.access.lints.rule import Hit
from baasctl.access.rulesets.database_places import SpokenOf, equals_user
from baasctl.access.rulesets.database_tree import DatabaseRule, database_conditions
from baasctl.engines.rules_language import database_syntax as syntax
from baasctl.engines.rules_language.database_rules import RuleNode


def database_owner_hits(facts: Facts) -> Iterator[Hit]:
    """One for each `.write` and child that holds the owner's id."""
    for rule in database_conditions(facts, ".write"):
        tree = rule.condition.tree
        asked = [found for node in syntax.walk(tree) if (found := equals_user(node))] if tree is not None else []
        names = {(each.root, each.path) for each in asked}
        for each in asked:
            field = each.path[-1] if each.path else ""
            if field and each.root == "data" and ("newData", each.path) not in names and not _is_held(rule, each):
                yield database_hit(
                    rule,
                    f"lets an owner give the place to somebody else: `{field}` may change",
                    f"add `&& newData.child('{field}').val() === auth.uid`",
                )
            elif field and each.root == "newData" and not _speaks_of_data(rule):
                yield database_hit(
                    rule,
                    f"lets a user take somebody else's place: `{field}` is looked at only as it will be",
                    f"add `&& (!data.exists() || data.child('{field}').val() === auth.uid)`",
                )


def _is_held(rule: DatabaseRule, spoken: SpokenOf) -> bool:
    """Whether the condition, or a `.validate` there or at the child, looks at what is written."""
    conditions = [rule.condition, *(each for each in [rule.node.conditions.get(".validate")] if each)]
    here: RuleNode | None = rule.node
    for name in spoken.path:
        here = here.children.get(name) if here is not None else None
    if here is not None and ".validate" in here.conditions:
        return True
    return any(_speaks(each.tree, "newData") and _writes(each.tree, spoken.path[-1]) for each in conditions)


def _writes(tree: syntax.Expression | None, name: str) -> bool:
    return tree is not None and any(
        isinstance(node, syntax.Constant) and isinstance(node.value, str) and name in node.value.split("/")
        for node in syntax.walk(tree)
    )


def _speaks_of_data(rule: DatabaseRule) -> bool:
    validate = rule.node.conditions.get(".validate")
    return _speaks(rule.condition.tree, "data") or (validate is not None and _speaks(validate.tree, "data"))


def _speaks(tree: syntax.Expression | None, name: str) -> bool:
    return tree is not None and any(isinstance(node, syntax.Name) and node.name == name for node in syntax.walk(tree))
