"""Names of a ruleset, resolved before anything runs: wildcards by the block that declares them, functions by theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from baasctl.engines.rules_language import syntax


@dataclass(frozen=True, slots=True)
class Block:
    """A ruleset, service or match block with what it declares.

    Attributes:
        depth: 0 for what stands around the first match block.
    """

    outer: Block | None
    depth: int
    functions: Mapping[str, syntax.Function] = field(default_factory=dict)
    wildcards: frozenset[str] = frozenset()

    def function(self, name: str) -> tuple[syntax.Function, Block] | None:
        """A function that is in scope here, and the block that declares it."""
        block: Block | None = self
        while block is not None:
            if name in block.functions:
                return block.functions[name], block
            block = block.outer
        return None

    def depth_of(self, wildcard: str) -> int | None:
        """The depth of the match block that binds a name that is in scope here."""
        block: Block | None = self
        while block is not None:
            if wildcard in block.wildcards:
                return block.depth
            block = block.outer
        return None


def functions_of(functions: tuple[syntax.Function, ...]) -> dict[str, syntax.Function]:
    """By name; Google's compiler refuses a second one of the same name."""
    return {function.name: function for function in functions}


def block_of(match: syntax.Match, outer: Block) -> Block:
    """The scope inside a match block."""
    wildcards = frozenset(segment.name for segment in match.path if isinstance(segment, syntax.Wildcard))
    return Block(outer, outer.depth + 1, functions_of(match.functions), wildcards)
