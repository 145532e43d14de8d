"""Diagnostics about resources of the spec: their place, and the character of an SQL expression that is meant."""

from __future__ import annotations

from dataclasses import replace

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.span import Span

_WIDEST = 100


def problem(resource: Resource, code: str, summary: str, detail: str, *, hint: str = "", path: str = "") -> Diagnostic:
    """An error about a resource, or about the field at *path*."""
    span = resource.span_of(path) if path else resource.declared_at
    return Diagnostic(code=code, summary=summary, detail=detail, hint=hint, span=span, address=resource.address)


def place_in(resource: Resource, name: str, text: str, position: int | None) -> Span | None:
    """The place of an expression; the line inside it when it is a block scalar.

    A block scalar (`|`) begins on the line behind its sign and keeps its line ends; a text that was
    put together from variables or a file has only the place where it is named.
    """
    path = f"/{name}"
    span = resource.span_of(path)
    origin = resource.origins.get(path)
    is_block = text.endswith("\n") and origin is not None and all(step.how == "written" for step in origin.steps)
    if span is None or position is None or not is_block:
        return span
    return replace(span, line=span.line + 1 + text.count("\n", 0, position), column=1)


def pointed_at(text: str, position: int | None) -> str:
    """The line of *text* that holds *position*, with a caret below; the first line when it is unknown."""
    begins = text.rfind("\n", 0, position) + 1 if position else 0
    line = text[begins:].split("\n", 1)[0]
    if position is None:
        return line[:_WIDEST]
    column = position - begins
    first = max(0, column - _WIDEST // 2)
    return f"{line[first : first + _WIDEST]}\n{' ' * (column - first)}^"
