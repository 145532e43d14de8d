"""Rules of the Realtime Database from facts: every condition, with the path that it stands at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from baasctl.access.facts import Facts
from baasctl.engines.rules_language.database_rules import Condition, RuleNode, parse_database_rules
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.model.resource import Resource

KIND: Final = "database_rules"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DatabaseRule:
    """One `.read`, `.write` or `.validate`.

    Attributes:
        path: Names of children and wildcards from the root.
        node: What stands at that path.
        above: What stands on the way there, the root first; empty for the root.
    """

    resource: Resource
    text: str
    path: tuple[str, ...]
    node: RuleNode
    above: tuple[RuleNode, ...]
    name: str
    condition: Condition

    @property
    def at(self) -> str:
        """`/posts/$id`."""
        return "/" + "/".join(self.path)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DatabaseRules:
    """The rules of one instance; `root` is `None` where *problem* says why they cannot be read."""

    resource: Resource
    text: str
    root: RuleNode | None
    rules: tuple[DatabaseRule, ...]
    problem: RulesProblem | None = None


def database_rules_of(facts: Facts) -> tuple[DatabaseRules, ...]:
    """All whose text is known, read once."""
    return facts.once(_database_rules)


def database_conditions(facts: Facts, *names: str) -> Iterator[DatabaseRule]:
    """Every condition of those names, of all instances."""
    for rules in database_rules_of(facts):
        yield from (each for each in rules.rules if each.name in names)


def _database_rules(facts: Facts) -> tuple[DatabaseRules, ...]:
    return tuple(
        _read(resource, source)
        for resource in facts.of(KIND)
        if isinstance(source := resource.attributes.get("source"), str)
    )


def _read(resource: Resource, text: str) -> DatabaseRules:
    try:
        root = parse_database_rules(text)
    except RulesProblem as found:
        return DatabaseRules(resource=resource, text=text, root=None, rules=(), problem=found)
    rules = tuple(_conditions(resource, text, root, (), ()))
    return DatabaseRules(resource=resource, text=text, root=root, rules=rules)


def _conditions(
    resource: Resource, text: str, node: RuleNode, path: tuple[str, ...], above: tuple[RuleNode, ...]
) -> Iterator[DatabaseRule]:
    for name, condition in node.conditions.items():
        yield DatabaseRule(
            resource=resource, text=text, path=path, node=node, above=above, name=name, condition=condition
        )
    for child, inner in children_of(node):
        yield from _conditions(resource, text, inner, (*path, child), (*above, node))


def children_of(node: RuleNode) -> Iterator[tuple[str, RuleNode]]:
    """(name, rules) of what is below it, the wildcard last."""
    yield from node.children.items()
    if node.variable is not None:
        yield node.variable
