"""What was evaluated with which outcome: the ground of coverage.

A *branch* is a part of a ruleset that decides: an `allow`, what a function returns, and the smallest operands of `&&`
and `||` and parts of `?:` in them. An operand that is made of such operands itself is told by those, and no branch.
`branches` lists those of a tree; a `Trace` given to `requests.Rules` collects, for any number of requests, what came
out of each. Both call a branch by its place: offsets of its first character and behind its last one, without
parentheses around it.

    trace = Trace()
    rules = Rules(tree, trace=trace)
    rules.decide(request, documents)
    for branch in branches(tree):
        trace.outcomes.get(branch.place, frozenset())      # empty: never evaluated

An operand that need not be evaluated (behind `false &&` or `true ||`) and permissions behind one that allows are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from baasctl.engines.rules_language import syntax
from baasctl.engines.rules_language.walking import walked

Place: TypeAlias = tuple[int, int]


class Outcome(StrEnum):
    """What came out of a branch. `OTHER` is a value that is no boolean: as a condition it denies."""

    TRUE = "true"
    FALSE = "false"
    ERROR = "error"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A part that decides.

    Attributes:
        place: Offsets in the text, as keys of `Trace.outcomes`.
        allow: The permission that it belongs to; `None`: it belongs to `function`.
        function: The name of the function; empty: it belongs to `allow`.
        is_whole: Whether it is the whole condition or result, not a part of it.
    """

    place: Place
    allow: syntax.Allow | None = None
    function: str = ""
    is_whole: bool = False


@dataclass(slots=True)
class Trace:
    """Outcomes of branches by their places, of all requests so far."""

    outcomes: dict[Place, set[Outcome]] = field(default_factory=dict)

    def record(self, place: Place, outcome: Outcome) -> None:
        """One more."""
        self.outcomes.setdefault(place, set()).add(outcome)


def place_of(node: syntax.Node) -> Place:
    """The place by which a branch is known."""
    return node.start, node.end


def branches(ruleset: syntax.Ruleset) -> Iterator[Branch]:
    """All branches of a ruleset: functions of a block first, then its permissions, then its inner blocks."""
    yield from _of_functions(ruleset.functions)
    for service in ruleset.services:
        yield from _of_functions(service.functions)
        for match in service.matches:
            yield from _of_match(match)


def _of_match(match: syntax.Match) -> Iterator[Branch]:
    yield from _of_functions(match.functions)
    for allow in match.allows:
        whole: syntax.Node = allow.condition or allow
        yield Branch(place=place_of(whole), allow=allow, is_whole=True)
        for part in _deciding(allow.condition):
            yield Branch(place=place_of(part), allow=allow)
    for inner in match.matches:
        yield from _of_match(inner)


def _of_functions(functions: tuple[syntax.Function, ...]) -> Iterator[Branch]:
    for function in functions:
        if not _is_made_of_branches(function.result):
            yield Branch(place=place_of(function.result), function=function.name, is_whole=True)
        for root in (*(let.value for let in function.lets), function.result):
            for part in _deciding(root):
                yield Branch(place=place_of(part), function=function.name)


def _deciding(root: syntax.Expression | None) -> Iterator[syntax.Expression]:
    """Operands and arms anywhere below an expression, in the order of the text."""
    found: list[syntax.Expression] = []
    for node in walked(root) if root is not None else ():
        if isinstance(node, syntax.Binary) and node.operator in ("&&", "||"):
            found += (node.left, node.right)
        elif isinstance(node, syntax.Conditional):
            found += (node.condition, node.then, node.otherwise)
    smallest = (node for node in found if not _is_made_of_branches(node))
    yield from sorted(smallest, key=lambda node: (node.start, -node.end))


def _is_made_of_branches(part: syntax.Expression) -> bool:
    is_logical = isinstance(part, syntax.Binary) and part.operator in ("&&", "||")
    return is_logical or isinstance(part, syntax.Conditional)
