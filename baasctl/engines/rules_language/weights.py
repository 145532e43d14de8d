"""What conditions weigh against the 1,000 expressions of a request, counted as Google's engine counts them.

Measured with the Firestore emulator 1.19.9 (tests/unit/access/rules/test_weights.py). A function weighs what it is
made of each time it is called, and so do its arguments, once for each call, used or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.scopes import Block, Declared, scopes_of
from baasctl.engines.rules_language.services import Profile
from baasctl.engines.rules_language.standard_library import PACKAGES
from baasctl.engines.rules_language.walking import parts_of

MOST_EXPRESSIONS: Final = 1_000
"""Of one request, in all its permissions: firebase.google.com/docs/firestore/quotas, "Security rules"."""


def weights_of(ruleset: syntax.Ruleset) -> Mapping[int, int]:
    """The most that each permission evaluates, by its place in the text: of `?:` the heavier arm, of all else all."""
    weighing = _Weighing()
    permissions = scopes_of(ruleset, Profile.PRODUCTION).permissions
    return {each.node.start: weighing.of_condition(each.node.condition, each.block) for each in permissions}


class _Weighing:
    def __init__(self) -> None:
        self._functions: dict[Declared, int] = {}

    def of_condition(self, condition: syntax.Expression | None, block: Block) -> int:
        return 0 if condition is None else self._of(condition, block)

    def _of(self, root: syntax.Expression, block: Block) -> int:
        total, waiting = 0, [root]
        while waiting:
            node = waiting.pop()
            total += _own(node)
            if isinstance(node, syntax.Conditional):
                waiting.append(node.condition)
                total += max(self._of(node.then, block), self._of(node.otherwise, block))
                continue
            if isinstance(node, syntax.Call) and (function := block.function(node.name)) is not None:
                total += self._of_function(function)
            waiting.extend(_evaluated(node))
        return total

    def _of_function(self, function: Declared) -> int:
        """Functions that call themselves are refused by Google's compiler; inside itself one weighs nothing here."""
        if function not in self._functions:
            self._functions[function] = 0
            parts = sum(self._of(part, function.block) for part in function.expressions())
            self._functions[function] = parts + len(function.node.lets)
        return self._functions[function]


def _own(node: syntax.Expression) -> int:
    """One, and one more for each operand that stands for no expression, and for a second side that is looked at."""
    match node:
        case syntax.Binary():
            return 2 if node.operator in ("&&", "||") else 1
        case syntax.Conditional() | syntax.TypeTest():
            return 2
        case syntax.Slice():
            return 1 + (node.first is None) + (node.last is None)
        case syntax.Path():
            return 1 + sum(isinstance(each, syntax.LiteralSegment) for each in node.segments)
    return 1


def _evaluated(node: syntax.Expression) -> Iterator[syntax.Expression]:
    """The parts of an expression, without a package that a function is of."""
    is_package = (
        isinstance(node, syntax.MethodCall)
        and isinstance(node.of, syntax.Variable)
        and (node.of.name in (*PACKAGES, "firestore"))
    )
    yield from parts_of(node)[1:] if is_package else parts_of(node)
