"""Conditions with what their functions and `let`s stand for in place of the names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from baasctl.access.rules.scope import Block
from baasctl.access.rulesets.mentions import PARTS
from baasctl.engines.rules_language import syntax

Names: TypeAlias = Mapping[str, syntax.Expression]

_DEEPEST_CALL: Final = 25
"""Google's compiler takes calls twenty functions deep, and no recursion."""
_DEEPEST: Final = 300


class TooLong(Exception):
    """Functions call each other without an end, or so that nobody would wait for it."""


class Writer:
    """Writes out the conditions of one ruleset, and stops when all of them together take too long."""

    def __init__(self, most: int) -> None:
        """At most so many parts of conditions are looked at, those of functions each time they are called."""
        self._left = most
        self._level = 0

    def written_out(self, node: syntax.Expression, block: Block, most: int) -> syntax.Expression:
        """The condition of a block. Parts that are used several times are the same object each time.

        Args:
            most: As for all, of this condition.

        Raises:
            TooLong: It takes more than that.
        """
        kept, self._left = self._left, min(self._left, most)
        begun, self._level = self._left, 0
        try:
            found: syntax.Expression = self._written(node, block, {}, 0)
        finally:
            self._left = kept - (begun - self._left)
        return found

    def _written(self, node: Any, block: Block, names: Names, depth: int) -> Any:
        """A part of the tree, or a tuple of parts; the same object where nothing in it changes."""
        if isinstance(node, tuple):
            several = tuple(self._written(each, block, names, depth) for each in node)
            return node if all(new is old for new, old in zip(several, node, strict=True)) else several
        self._left -= 1
        self._level += 1
        if self._left < 0 or self._level > _DEEPEST:
            raise TooLong
        found = self._one(node, block, names, depth)
        self._level -= 1
        return found

    def _one(self, node: Any, block: Block, names: Names, depth: int) -> Any:
        """As `_written`, of what is no tuple."""
        if isinstance(node, syntax.Variable):
            return names.get(node.name, node)
        changed = {}
        for part in PARTS.get(type(node), ()):
            old = getattr(node, part)
            new = self._written(old, block, names, depth)
            if new is not old:
                changed[part] = new
        whole = replace(node, **changed) if changed else node
        return self._called(whole, block, depth) if isinstance(whole, syntax.Call) else whole

    def _called(self, node: syntax.Call, block: Block, depth: int) -> syntax.Expression:
        found = block.function(node.name)
        if found is None or len(found[0].parameters) != len(node.arguments):
            return node
        if depth >= _DEEPEST_CALL:
            raise TooLong
        function, home = found
        inside = dict(zip(function.parameters, node.arguments, strict=True))
        for let in function.lets:
            inside[let.name] = self._written(let.value, home, inside, depth + 1)
        result: syntax.Expression = self._written(function.result, home, inside, depth + 1)
        return result
