"""Rules of the Realtime Database that validate the children they name, and take every other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import database_hit, listed
from baasctl.access.lints.rule import Hit, Rule, Weight
from baasctl.access.rulesets.database_tree import children_of, database_conditions
from baasctl.engines.rules_language.database_rules import RuleNode

_MOST_NAMED: Final = 5


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each `.write` that may allow, with the places below it where names are open; the nearest one counts."""
    for rule in database_conditions(facts, ".write"):
        if _is_false(rule.node, ".write") or any(_is_false(node, ".validate") for node in rule.above):
            continue
        places = [path or "/" for path, node in _written_by(rule.at.rstrip("/"), rule.node) if _takes_others(node)]
        if places:
            more = [f"{len(places) - _MOST_NAMED} other places"] if len(places) > _MOST_NAMED else []
            named = listed([f"`{path}`" for path in places[:_MOST_NAMED]] + more)
            yield database_hit(
                rule,
                f"lets in children of any name and form at {named}, beside those that have a `.validate`",
                'write `"$other": {".validate": false}` beside the children that are named',
            )


def _written_by(path: str, node: RuleNode) -> Iterator[tuple[str, RuleNode]]:
    """(path, rules) of what one `.write` is the nearest for, and what no `.validate` keeps out."""
    if _is_false(node, ".validate"):
        return
    yield path, node
    for name, inner in children_of(node):
        if ".write" not in inner.conditions or _is_false(inner, ".write"):
            yield from _written_by(f"{path}/{name}", inner)


def _takes_others(node: RuleNode) -> bool:
    others = node.variable[1] if node.variable is not None else None
    return any(map(_validates, node.children.values())) and (others is None or not _validates(others))


def _validates(node: RuleNode) -> bool:
    return ".validate" in node.conditions or any(_validates(inner) for _, inner in children_of(node))


def _is_false(node: RuleNode, name: str) -> bool:
    condition = node.conditions.get(name)
    return condition is not None and condition.expression is False


RULE = Rule(
    number=171,
    name="unvalidated_children",
    title="Children that are not named are not validated",
    weight=Weight.MEDIUM,
    category="SECURITY",
    about="A `.validate` looks at its own child; beside it a client may write megabytes under another name.",
    remediation="https://firebase.google.com/docs/database/security/rules-conditions#validate_data",
    providers=frozenset({"firebase"}),
    each_of=frozenset({"database_rules"}),
    hits=hits,
)
