"""RE2 patterns as PostgreSQL's, of which the simple part means the same.

PostgreSQL's classes for digits and words follow the database's locale, RE2's are ASCII. `(?p)` keeps `.` from line ends
as in RE2, and classes of what is left out too, which RE2 does not: they get the line end as an alternative. A pattern
is of the whole text, so how greedy it is and what its groups are called changes nothing. What has no equal is refused,
so that no pattern ever matches more.
"""

from __future__ import annotations

import re
from typing import Final

_CLASSES: Final = {"d": "0-9", "w": "A-Za-z0-9_", "s": r"\t\n\f\r "}
_NOT_OF_CLASS: Final = {"D": r"(?:[^0-9]|\n)", "W": r"(?:[^A-Za-z0-9_]|\n)", "S": r"[^\t\n\f\r ]"}
_EDGES: Final = {"A": "^", "z": "$"}
_NAMED: Final = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r"\t ",
    "digit": "0-9",
    "lower": "a-z",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
"""Of RE2: ASCII, whatever the locale (github.com/google/re2/wiki/Syntax)."""
_GROUP: Final = re.compile(r"\(\?(?::|P?<[A-Za-z_][A-Za-z0-9_]*>)")
_NAMED_CLASS: Final = re.compile(r"\[:([a-z]+):\]")
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
        return _after_backslash(pattern, place + 1)
    if character == "[":
        return _bracket(pattern, place)
    if character == "{":
        return _count(pattern, place)
    if character == "(" and pattern.startswith("(?", place):
        found = _GROUP.match(pattern, place)
        if found is None:
            raise NotTranslatable(f"`{pattern[place : place + 3]}`")
        return "(?:", found.end()
    if character in "*+?":
        return character, _greedy(pattern, place + 1)
    if character in "^$":
        return character, _not_repeated(pattern, place + 1)
    return ("\\" + character if character in "}]" else character), place + 1


def _greedy(pattern: str, place: int) -> int:
    """Behind the mark of a lazy repetition.

    Raises:
        NotTranslatable: A repetition is repeated.
    """
    if pattern[place : place + 1] == "?":
        place += 1
    if pattern[place : place + 1] in tuple("*+?"):
        raise NotTranslatable(f"`{pattern[place - 1 : place + 1]}`")
    return place


def _not_repeated(pattern: str, place: int) -> int:
    if pattern[place : place + 1] in tuple("*+?{"):
        raise NotTranslatable(f"`{pattern[place - 1 : place + 1]}`")
    return place


def _after_backslash(pattern: str, place: int) -> tuple[str, int]:
    escaped = pattern[place : place + 1]
    if escaped in _EDGES and escaped:
        return _EDGES[escaped], _not_repeated(pattern, place + 1)
    if escaped in _CLASSES and escaped:
        return f"[{_CLASSES[escaped]}]", place + 1
    return _NOT_OF_CLASS.get(escaped) or _escaped(escaped), place + 1


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
    if largest > _LARGEST_COUNT:
        raise NotTranslatable(f"`{found[0]}`: it counts to {_LARGEST_COUNT} at most")
    return found[0], _greedy(pattern, found.end())


def _bracket(pattern: str, start: int) -> tuple[str, int]:
    place = start + 1
    is_rest = pattern[place : place + 1] == "^"
    place += is_rest
    inside = ""
    while place < len(pattern) and (pattern[place] != "]" or not inside):
        piece, place = _member(pattern, place)
        inside += piece
    if place >= len(pattern):
        raise NotTranslatable("a class without an end")
    if is_rest and r"\n" not in inside and "\n" not in inside:
        return f"(?:[^{inside}]|\\n)", place + 1
    return f"[{'^' if is_rest else ''}{inside}]", place + 1


def _member(pattern: str, place: int) -> tuple[str, int]:
    character = pattern[place]
    if character == "[":
        found = _NAMED_CLASS.match(pattern, place)
        if found is None or found[1] not in _NAMED:
            raise NotTranslatable("`[` inside a class")
        return _NAMED[found[1]], found.end()
    if character == "\\":
        escaped = pattern[place + 1 : place + 2]
        return (_CLASSES[escaped] if escaped in _CLASSES and escaped else _escaped(escaped)), place + 2
    return ("\\]" if character == "]" else character), place + 1
