"""RE2 patterns as PostgreSQL's, of which the simple part means the same.

PostgreSQL's classes for digits and words follow the database's locale, RE2's are ASCII; its `.` matches a line end,
RE2's does not. What has no equal is refused, so that no pattern ever matches more.
"""

from __future__ import annotations

import re
from typing import Final

_CLASSES: Final = {"d": "0-9", "w": "A-Za-z0-9_", "s": r"\t\n\f\r "}
_ESCAPES: Final = {"t": r"\t", "n": r"\n", "r": r"\r", "f": r"\f"}
_LITERAL: Final = re.compile(r"[!-/:-@\[-`{-~]")
_COUNT: Final = re.compile(r"\{(\d+)(,(\d*))?\}")
_LARGEST_COUNT: Final = 255
"""Of PostgreSQL's `{m,n}` (manual, 9.7.3.1)."""


class NotTranslatable(Exception):
    """A part of a pattern that PostgreSQL reads otherwise, or not at all."""


def posix_pattern(pattern: str) -> str:
    """An advanced regular expression of PostgreSQL for the whole text.

    Raises:
        NotTranslatable: The pattern goes beyond the part that both read alike.
    """
    return "(?p)^(?:" + "".join(_pieces(pattern)) + ")$"


def _pieces(pattern: str) -> list[str]:
    pieces = []
    place = 0
    while place < len(pattern):
        piece, place = _piece(pattern, place)
        pieces.append(piece)
    return pieces


def _piece(pattern: str, place: int) -> tuple[str, int]:
    character = pattern[place]
    if character == "\\":
        escaped = pattern[place + 1 : place + 2]
        if escaped in _CLASSES and escaped:
            return f"[{_CLASSES[escaped]}]", place + 2
        return _escaped(escaped), place + 2
    if character == "[":
        return _bracket(pattern, place)
    if character == "{":
        return _count(pattern, place)
    if character == "(" and pattern.startswith("(?", place):
        if not pattern.startswith("(?:", place):
            raise NotTranslatable(f"`{pattern[place : place + 3]}`")
        return "(?:", place + 3
    if character in "*+?" and pattern[place + 1 : place + 2] in ("?", "+"):
        raise NotTranslatable(f"`{pattern[place : place + 2]}`")
    if character in "^$":
        raise NotTranslatable(f"`{character}` (a pattern is of the whole text anyway)")
    return ("\\" + character if character in "}]" else character), place + 1


def _escaped(character: str) -> str:
    if character in _ESCAPES and character:
        return _ESCAPES[character]
    if not _LITERAL.fullmatch(character):
        raise NotTranslatable(f"`\\{character}`")
    return "\\" + character


def _count(pattern: str, place: int) -> tuple[str, int]:
    found = _COUNT.match(pattern, place)
    if found is None:
        return "\\{", place + 1
    largest = max(int(each) for each in (found[1], found[3] or "0"))
    if largest > _LARGEST_COUNT or pattern[found.end() : found.end() + 1] in ("?", "+"):
        raise NotTranslatable(f"`{found[0]}`: it counts to {_LARGEST_COUNT} at most")
    return found[0], found.end()


def _bracket(pattern: str, start: int) -> tuple[str, int]:
    place = start + 1
    inside = ""
    if pattern[place : place + 1] == "^":
        inside, place = "^", place + 1
    first = True
    while place < len(pattern) and (pattern[place] != "]" or first):
        character = pattern[place]
        if character == "[":
            raise NotTranslatable("`[` inside a class")
        if character == "\\":
            escaped = pattern[place + 1 : place + 2]
            inside += _CLASSES[escaped] if escaped in _CLASSES and escaped else _escaped(escaped)
            place += 2
        else:
            inside += "\\]" if character == "]" else character
            place += 1
        first = False
    if place >= len(pattern):
        raise NotTranslatable("a class without an end")
    return f"[{inside}]", place + 1
