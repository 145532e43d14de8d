"""Where a prediction goes on when it has read a rule: stacks of states, many of them in one graph, as in ANTLR 4.

Stacks that end alike are one object, so equality is identity.
"""

from __future__ import annotations

from typing import Final, TypeAlias

NOWHERE: Final = 1 << 30
"""The state to go on in where a stack ends."""
_Entries: TypeAlias = tuple[tuple[int, "Stack | None"], ...]


class Stack:
    """One or more stacks.

    Attributes:
        entries: The state on top and what is below it, in the order of the states' numbers.
    """

    __slots__ = ("entries",)

    def __init__(self, entries: _Entries) -> None:
        self.entries = entries


class Stacks:
    """Makes the stacks of one text."""

    def __init__(self) -> None:
        self._made: dict[tuple[tuple[int, int], ...], Stack] = {}
        self._merged: dict[tuple[int, int, bool], Stack] = {}
        self.empty = self._stack(((NOWHERE, None),))

    def pushed(self, state: int, below: Stack) -> Stack:
        """A stack with one more state."""
        return self._stack(((state, below),))

    def merged(self, one: Stack, other: Stack, *, is_exact: bool) -> Stack:
        """The stacks of both; the empty one stands for every stack unless *is_exact*."""
        if one is other:
            return one
        if not is_exact and self.empty in (one, other):
            return self.empty
        key = (id(one), id(other), is_exact)
        found = self._merged.get(key)
        if found is None:
            entries = dict(one.entries)
            for state, below in other.entries:
                there = entries.get(state)
                both = self.merged(there, below, is_exact=is_exact) if there and below else below
                entries[state] = both
            found = self._merged[key] = self._stack(tuple(sorted(entries.items(), key=lambda entry: entry[0])))
        return found

    def _stack(self, entries: _Entries) -> Stack:
        key = tuple((state, id(below)) for state, below in entries)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = Stack(entries)
        return found
