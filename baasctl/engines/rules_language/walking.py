"""Walks over the expressions of a tree."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.engines.rules_language import syntax


def parts_of(node: syntax.Expression) -> tuple[syntax.Expression, ...]:  # noqa: C901, PLR0911  one case a type
    """The expressions that an expression is directly made of, in the order of the text."""
    match node:
        case syntax.ListLiteral():
            return node.members
        case syntax.MapLiteral():
            return tuple(part for entry in node.entries for part in entry)
        case syntax.Member():
            return (node.of,)
        case syntax.Index():
            return node.of, node.key
        case syntax.Slice():
            return tuple(part for part in (node.of, node.first, node.last) if part is not None)
        case syntax.Call():
            return node.arguments
        case syntax.MethodCall():
            return node.of, *node.arguments
        case syntax.Negation() | syntax.Not() | syntax.TypeTest():
            return (node.operand,)
        case syntax.Binary():
            return node.left, node.right
        case syntax.Conditional():
            return node.condition, node.then, node.otherwise
        case syntax.Path():
            return tuple(each.value for each in node.segments if isinstance(each, syntax.ComputedSegment))
        case _:
            return ()


def walked(node: syntax.Expression) -> Iterator[syntax.Expression]:
    """An expression and all inside it, outer ones first."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(parts_of(found)))
