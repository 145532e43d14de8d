"""Texts: lengths and places count UTF-16 units; regular expressions are RE2's."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase, ascii_uppercase
from typing import Any, Final

from baasctl.access.rules.failure import Failure
from baasctl.engines.rules_language import patterns

_LOWER: Final = str.maketrans(ascii_uppercase, ascii_lowercase)
_UPPER: Final = str.maketrans(ascii_lowercase, ascii_uppercase)
_UNITS: Final = "utf-16-le"
_ONE_UNIT: Final = "\uffff"
_DIGITS: Final = "0123456789"
_HALVES: Final = {0xD800 + each: 0xF000 + each for each in range(0x800)}
"""Halves of surrogate pairs by characters for private use: Google's engine matches halves, our RE2 whole characters."""


def size(text: str) -> int:
    """UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def piece(text: str, first: int, last: int) -> str:
    """From unit *first* up to *last*."""
    if text.isascii():
        return text[first:last]
    units = text.encode("utf-16-le", "surrogatepass")
    return units[first * 2 : last * 2].decode("utf-16-le", "surrogatepass")


def lower(text: str) -> str:
    """Only ASCII letters change."""
    return text.translate(_LOWER)


def upper(text: str) -> str:
    """Only ASCII letters change (measured)."""
    return text.translate(_UPPER)


def matches(text: str, pattern: str) -> bool:
    """Whether the whole text matches."""
    return compiled(pattern).fullmatch(_of_characters(text)) is not None


def split(text: str, pattern: str) -> tuple[str, ...]:
    """The pieces between the matches, without empty ones at the end; of nothing, one empty piece (measured)."""
    found, end, units = [], 0, text.encode(_UNITS, "surrogatepass")
    for first, last, _ in _matches(compiled(pattern), text):
        found.append(_decoded(units[end:first]))
        end = last
    found.append(_decoded(units[end:]))
    while len(found) > 1 and not found[-1]:
        found.pop()
    return tuple(found)


def replace(text: str, pattern: str, by: str) -> str:
    """Every match replaced; `$1` in *by* is a group, and a backslash takes what follows as it is (measured)."""
    expression = compiled(pattern)
    parts = [*_replacement(by, expression.groups)]
    found, end, units = [], 0, text.encode(_UNITS, "surrogatepass")
    for first, last, match in _matches(expression, text):
        found.append(_decoded(units[end:first]))
        found += (_filled(match, text, part) for part in parts)
        end = last
    whole = "".join([*found, _decoded(units[end:])])
    return _decoded(whole.encode(_UNITS, "surrogatepass"))


def _matches(expression: Any, text: str) -> Iterator[tuple[int, int, Any]]:
    """Byte places in UTF-16, and the match: an empty one is between the two units of a character, too (measured)."""
    before = first = 0
    for match in expression.finditer(_of_characters(text)):
        first += 2 * size(text[before : match.start()])
        last = first + 2 * size(match.group())
        yield first, last, match
        if first == last and text[match.start() : match.start() + 1] > _ONE_UNIT:
            yield first + 2, first + 2, match
        before, first = match.end(), last


def _decoded(units: bytes) -> str:
    return units.decode(_UNITS, "surrogatepass")


def _of_characters(text: str) -> str:
    return text if text.isascii() else text.translate(_HALVES)


def _filled(match: Any, text: str, part: str | int) -> str:
    return part if isinstance(part, str) else text[match.start(part) : match.end(part)]


def _replacement(by: str, groups: int) -> Iterator[str | int]:
    place = 0
    while place < len(by):
        character, behind = by[place], by[place + 1 : place + 2]
        if character == "\\" and behind:
            yield behind
            place += 2
        elif character == "$" and behind in _DIGITS and behind:
            number, place = int(behind), place + 2
            while by[place : place + 1] in _DIGITS and by[place : place + 1] and number * 10 + int(by[place]) <= groups:
                number, place = number * 10 + int(by[place]), place + 1
            if number > groups:
                raise Failure(f"Invalid regular expression pattern. Pattern: {by}.")
            yield number
        else:
            yield character
            place += 1


def compiled(pattern: str) -> Any:
    """A pattern of RE2.

    Raises:
        Failure: It is none.
        MissingExtra: google-re2 is not installed.
    """
    try:
        return patterns.compiled(_of_characters(pattern))
    except patterns.PatternRefused as error:
        raise Failure(f"Invalid regular expression pattern. Pattern: {pattern}.") from error
