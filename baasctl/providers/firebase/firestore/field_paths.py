"""Spelling of field paths: `address.city`, odd names in back quotes.

Source: Firestore's own refusal of a malformed path, and its discovery document (`Field.name`).
"""

from __future__ import annotations

import re
from typing import Final

NAME: Final = "__name__"
WILDCARD: Final = "*"
_SIMPLE: Final = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_SEGMENT: Final = re.compile(r"([A-Za-z_][A-Za-z_0-9]*)|`((?:[^`\\]|\\.)+)`", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


def canonical(path: str) -> str:
    """The one spelling of a path: names are quoted only where they have to be.

    Raises:
        ValueError: Firestore would not take it.
    """
    if path == WILDCARD:
        return path
    return ".".join(map(_spelled, _names(path)))


def canonical_or_same(path: str) -> str:
    """`canonical`; what the server spells in a way that it would refuse stays as it is."""
    try:
        return canonical(path)
    except ValueError:
        return path


def _names(path: str) -> list[str]:
    names: list[str] = []
    position = 0
    while True:
        match = _SEGMENT.match(path, position)
        if match is None:
            message = f"`{path}` is no field path: plain names are letters, digits and `_`, others stand in back quotes"
            raise ValueError(message)
        names.append(match[1] or _ESCAPED.sub(r"\1", match[2]))
        position = match.end()
        if position == len(path):
            return names
        if path[position] != ".":
            message = f"`{path}` is no field path: names are separated by dots, and odd ones stand in back quotes"
            raise ValueError(message)
        position += 1


def _spelled(name: str) -> str:
    if _SIMPLE.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"
