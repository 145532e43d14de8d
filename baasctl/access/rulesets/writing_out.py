"""Conditions with what their functions and `let`s stand for in place of the names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from baasctl.access.rules.scope import Block
from baasctl.access.rulesets.mentions import PARTS
from baasctl.engines.rules_language import syntax

Names: TypeAlias = Mapping[str, syntax.Expression]

_DEEPEST: Final = 25
"""Google's compiler takes calls twenty functions deep, and no recursion."""


class TooDeep(Exception):
    """Functions call each other deeper than any ruleset may."""


def written_out(node: syntax.Expression, block: Block) -> syntax.Expression:
    """The condition of a block. Parts that are used several times are the same object each time.

    Raises:
        TooDeep: Functions call each other without an end, or nearly so.
    """
    found: syntax.Expression = _written(node, block, {}, 0)
    return found


def _written(node: Any, block: Block, names: Names, depth: int) -> Any:
    """A part of the tree, or a tuple of parts; the same object where nothing in it changes."""
    if isinstance(node, tuple):
        several = tuple(_written(each, block, names, depth) for each in node)
        return node if all(new is old for new, old in zip(several, node, strict=True)) else several
    if isinstance(node, syntax.Variable):
        return names.get(node.name, node)
    changed = {}
    for part in PARTS.get(type(node), ()):
        old = getattr(node, part)
        new = _written(old, block, names, depth)
        if new is not old:
            changed[part] = new
    whole = replace(node, **changed) if changed else node
    return _called(whole, block, depth) if isinstance(whole, syntax.Call) else whole


def _called(node: syntax.Call, block: Block, depth: int) -> syntax.Expression:
    found = block.function(node.name)
    if found is None or len(found[0].parameters) != len(node.arguments):
        return node
    if depth >= _DEEPEST:
        raise TooDeep
    function, home = found
    inside = dict(zip(function.parameters, node.arguments, strict=True))
    for let in function.lets:
        inside[let.name] = _written(let.value, home, inside, depth + 1)
    result: syntax.Expression = _written(function.result, home, inside, depth + 1)
    return result
