"""Rules of the Realtime Database that trust what the user writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

from baasctl.access.facts import Facts
from baasctl.access.lints.firebase_rules.saying import database_hit
from baasctl.access.lints.rule import Hit
from baasctl.access.rulesets.database_openness import database_opennesses
from baasctl.access.rulesets.database_places import USER, is_uid, spoken_of
from baasctl.access.rulesets.database_tree import DatabaseRule, database_rules_of
from baasctl.engines.rules_language import database_syntax as syntax
from baasctl.engines.rules_language.database_rules import RuleNode

_Path: TypeAlias = tuple[str, ...]


def database_authority_hits(facts: Facts) -> Iterator[Hit]:
    """One for each `.write` through which a user reaches a value of their own that other rules decide by."""
    is_open = database_opennesses(facts)
    for rules in database_rules_of(facts):
        trusted = {
            each.path
            for rule in rules.rules
            for each in spoken_of(rule.condition.tree)
            if each.root == "root" and USER in each.path and rule.name != ".validate"
        }
        by_first: dict[str, list[_Path]] = {}
        for each in sorted(trusted):
            by_first.setdefault(each[0], []).append(each)
        for rule in rules.rules if trusted else ():
            if rule.name != ".write":
                continue
            path = next((each for each in _near(rule, by_first) if _leads_to(rule, each)), None)
            if path is not None and (rule in is_open or _lets_the_owner(rule, path)) and not _is_guarded(rule, path):
                yield database_hit(
                    rule,
                    f"lets a user write `/{'/'.join(path)}`, by which other rules decide",
                    f"keep `{path[-1]}` out of what users may write, or use custom claims",
                )


def _near(rule: DatabaseRule, by_first: Mapping[str, Sequence[_Path]]) -> Iterable[_Path]:
    """Paths that may begin as that of the rule does."""
    if rule.path and not rule.path[0].startswith("$"):
        return by_first.get(rule.path[0], ())
    return chain.from_iterable(by_first.values())


def _leads_to(rule: DatabaseRule, path: tuple[str, ...]) -> bool:
    """Whether the rule stands at that place or above it."""
    return len(rule.path) <= len(path) and all(
        here == there or (here.startswith("$") and (there == USER or _has_no_own(rule, number, there)))
        for number, (here, there) in enumerate(zip(rule.path, path, strict=False))
    )


def _has_no_own(rule: DatabaseRule, number: int, name: str) -> bool:
    return name not in rule.above[number].children


def _lets_the_owner(rule: DatabaseRule, path: tuple[str, ...]) -> bool:
    """Whether the condition asks for nothing but that the user is the one in the path."""
    own = {here for here, there in zip(rule.path, path, strict=False) if there == USER and here.startswith("$")}
    return rule.condition.tree is not None and _holds(rule.condition.tree, own)


def _holds(node: syntax.Expression, own: set[str]) -> bool:
    match node:
        case syntax.Joined(operator="||", operands=operands):
            return any(_holds(each, own) for each in operands)
        case syntax.Joined(operands=operands):
            return all(_holds(each, own) for each in operands)
        case syntax.Operation(operator="==" | "===", left=left, right=right):
            return any(
                is_uid(one) and isinstance(other, syntax.Name) and other.name in own
                for one, other in ((left, right), (right, left))
            )
        case syntax.Operation(operator="!=" | "!==", left=left, right=syntax.Constant(value=None)):
            return is_uid(left) or (isinstance(left, syntax.Name) and left.name == "auth")
        case syntax.Constant(value=value):
            return value is True
        case _:
            return False


def _is_guarded(rule: DatabaseRule, path: tuple[str, ...]) -> bool:
    """Whether a `.validate` at the value, or one above that names it, may hold it fast."""
    for node in (*rule.above, rule.node):
        if _names_it(node, path[-1]):
            return True
    here: RuleNode | None = rule.node
    for name in path[len(rule.path) :]:
        here = _child(here, name) if here is not None else None
        if here is None:
            return False
        if _names_it(here, path[-1]):
            return True
    return here is not None and ".validate" in here.conditions


def _child(node: RuleNode, name: str) -> RuleNode | None:
    if name in node.children:
        return node.children[name]
    return node.variable[1] if node.variable is not None else None


def _names_it(node: RuleNode, name: str) -> bool:
    condition = node.conditions.get(".validate")
    if condition is None or condition.tree is None:
        return condition is not None and condition.expression is False
    return any(
        isinstance(each, syntax.Constant) and isinstance(each.value, str) and name in each.value.split("/")
        for each in syntax.walk(condition.tree)
    )
