"""The difference of two long texts or two sets, as signed lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from baasctl.report.escaping import visible

MOST_COMPARED = 1_500
"""Lines of a text that are matched line by line; difflib's time grows with their square."""

MOST_SHOWN = 40
WIDEST = 160
_BEFORE_DIFFERENCE = 30

Signed = tuple[str, str]
"""`+`, `-`, `~` or a blank, and one visible line."""


def text_lines(before: str | None, after: str | None) -> tuple[Signed, ...]:
    """Removed and added lines, with one line of context, cut after `MOST_SHOWN`.

    `None` is the side that has no text.
    """
    if before is None or after is None:
        sign, text = ("+", after) if before is None else ("-", before)
        return _cut([(sign, _shown(line)) for line in (text or "").removesuffix("\n").split("\n")])
    if before.endswith("\n") and after.endswith("\n"):
        before, after = before[:-1], after[:-1]
    old, new = before.split("\n"), after.split("\n")
    if max(len(old), len(new)) > MOST_COMPARED:
        same = _shared(old, new)
        return (("~", f"the text differs from line {same + 1:,} on: {len(old):,} -> {len(new):,} lines"),)
    return _cut(list(_matched(old, new)))


def _shared(left: Sequence[object], right: Sequence[object]) -> int:
    """How many items, from the first on, are equal."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(left), len(right)))


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[Signed]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(1)):
        if number:
            yield " ", "…"
        for operation, first, last, start, end in group:
            if operation == "equal":
                yield from ((" ", _shown(line)) for line in old[first:last])
            else:
                yield from _replaced(old[first:last], new[start:end])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Signed]:
    """Long lines are shown around the place where they begin to differ from their partner."""
    starts = [
        max(0, _shared(left, right) - _BEFORE_DIFFERENCE) if left and right else 0
        for left, right in zip_longest(old, new, fillvalue="")
    ]
    yield from (("-", _shown(line, start)) for line, start in zip(old, starts, strict=False))
    yield from (("+", _shown(line, start)) for line, start in zip(new, starts, strict=False))


def _shown(line: str, start: int = 0) -> str:
    if len(line) <= WIDEST:
        return visible(line)
    start = min(start, len(line) - WIDEST)
    head, tail = "…" if start else "", "…" if start + WIDEST < len(line) else ""
    return f"{head}{visible(line[start : start + WIDEST])}{tail} ({len(line):,} characters)"


def _cut(lines: list[Signed]) -> tuple[Signed, ...]:
    if len(lines) <= MOST_SHOWN:
        return tuple(lines)
    rest = len(lines) - MOST_SHOWN
    return (*lines[:MOST_SHOWN], (" ", f"… {rest:,} more {'line' if rest == 1 else 'lines'}"))


def member_lines(before: Sequence[str], after: Sequence[str]) -> tuple[Signed, ...]:
    """What left and what joined a set or list, each already written as text; a list in another order says so."""
    old, new = set(before), set(after)
    lines = [("-", member) for member in before if member not in new]
    lines += [("+", member) for member in after if member not in old]
    return _cut(lines or [("~", "the same members in another order")])
