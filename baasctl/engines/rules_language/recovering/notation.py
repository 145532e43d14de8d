"""Reads the notation of `grammar`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from baasctl.engines.rules_language.recovering.grammar import TERMINALS

_PARTS: Final = re.compile(r"`([^`]*)`|('[^']+'|<EOF>|[A-Z][A-Z_]+)|@(\d)|([a-z_]+)(?:\((\d+)\))?|([][()|?*+:;])|\s+")
_NUMBERS: Final = {name: number for number, name in enumerate(TERMINALS)}


@dataclass(frozen=True, slots=True)
class OneOf:
    """A token of one of these kinds, by their places in `TERMINALS`."""

    tokens: frozenset[int]


@dataclass(frozen=True, slots=True)
class Call:
    """A rule is read, in which operators of less than *strength* may not stand."""

    rule: str
    strength: int


@dataclass(frozen=True, slots=True)
class Said:
    """A message of Google's where the text is wrong."""

    message: str


@dataclass(frozen=True, slots=True)
class Strength:
    """Passed only where operators of this strength may stand."""

    strength: int


@dataclass(frozen=True, slots=True)
class Block:
    """One of several sequences; *repeats* is empty, `?`, `*` or `+`."""

    alternatives: tuple[Sequence, ...]
    repeats: str = ""


Node: TypeAlias = OneOf | Call | Said | Strength | Block
Sequence: TypeAlias = tuple[Node, ...]


def rules_of(grammar: str) -> Mapping[str, Block]:
    """The rules of a grammar in its notation, by name."""
    parts = _Parts(grammar)
    found = {}
    while parts.is_left:
        name = parts.take()[4]
        parts.take()
        found[name] = Block(tuple(_alternatives(parts, ";")))
    return found


class _Parts:
    def __init__(self, grammar: str) -> None:
        self._all = [part for part in _PARTS.finditer(grammar) if not part[0].isspace()]
        self._next = 0

    @property
    def is_left(self) -> bool:
        return self._next < len(self._all)

    @property
    def here(self) -> re.Match[str]:
        return self._all[self._next]

    def take(self) -> re.Match[str]:
        self._next += 1
        return self._all[self._next - 1]


def _alternatives(parts: _Parts, end: str) -> Iterator[Sequence]:
    found: list[Node] = []
    while True:
        part = parts.take()
        if part[6] in ("|", end):
            yield tuple(found)
            found = []
            if part[6] == end:
                return
        else:
            found.append(_repeated(parts, _node(parts, part)))


def _node(parts: _Parts, part: re.Match[str]) -> Node:
    if part[1] is not None:
        return Said(part[1])
    if part[2]:
        return OneOf(frozenset({_NUMBERS[part[2]]}))
    if part[3]:
        return Strength(int(part[3]))
    if part[4]:
        return Call(part[4], int(part[5] or 0))
    if part[6] == "(":
        return Block(tuple(_alternatives(parts, ")")))
    several = set()
    while (each := parts.take())[6] != "]":
        several.add(_NUMBERS[each[2]])
    return OneOf(frozenset(several))


def _repeated(parts: _Parts, node: Node) -> Node:
    if parts.here[6] not in ("?", "*", "+"):
        return node
    alternatives = node.alternatives if isinstance(node, Block) else ((node,),)
    return Block(alternatives, parts.take()[6])
