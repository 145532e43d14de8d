"""Where in the user's files a place inside a text is: rules, a schema, a document that a field of the spec holds."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import lru_cache

from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.model.value import at

_TEXTS_AT_ONCE = 16
_WIDEST = 160


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """The place of a character, both from 1; only a line feed ends a line."""
    starts = _line_starts(text)
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


@lru_cache(maxsize=_TEXTS_AT_ONCE)
def _line_starts(text: str) -> tuple[int, ...]:
    starts = [0]
    while (end := text.find("\n", starts[-1])) >= 0:
        starts.append(end + 1)
    return tuple(starts)


def place_in_text(resource: Resource, path: str, line: int, column: int) -> tuple[Span | None, bool]:
    """The place, and whether it is the exact one.

    A text from a file has the place in that file. What a template makes has other lines than the template, so there
    only the file is named. A block scalar (`|`) begins on the line behind its sign and keeps its line ends; a text put
    together otherwise has the place where it is named. `None`: the spec does not write it.

    Args:
        path: Pointer of the field that holds the text.
        line, column: In the text, from 1; line 0 is the whole.
    """
    origin = resource.origins.get(path)
    files = [step for step in origin.steps if step.how == "file"] if origin else []
    if files and files[-1].span is not None:
        file = files[-1].span
        is_template = files[-1].what.endswith(".j2")
        return (file, False) if is_template or not line else (replace(file, line=line, column=column), True)
    span = resource.span_of(path)
    text = at(resource.attributes, path)
    is_written = origin is not None and all(step.how == "written" for step in origin.steps)
    if span is None or not line or not is_written or not isinstance(text, str) or not text.endswith("\n"):
        return span, False
    return replace(span, line=span.line + line, column=1), False


def pointed_at(text: str, line: int, column: int) -> str:
    """The line with a caret below the place, of a long line the part around it; empty: nothing stands there.

    Tabs stay, so that both are indented alike.
    """
    lines = text.split("\n")
    if not 0 < line <= len(lines):
        return ""
    shown = lines[line - 1].rstrip("\r")
    if not shown:
        return ""
    if len(shown) > _WIDEST:
        begin = min(max(0, column - 1 - _WIDEST // 2), len(shown) - _WIDEST)
        shown, column = shown[begin : begin + _WIDEST], column - begin
    before = "".join(character if character == "\t" else " " for character in shown[: max(0, column - 1)])
    return f"{shown}\n{before}^"
