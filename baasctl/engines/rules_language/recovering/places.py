"""Where the alternatives of a choice may be after some tokens: the configurations of ANTLR 4's prediction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias

from baasctl.engines.rules_language.recovering.automaton import END_OF_FILE, Sort, State
from baasctl.engines.rules_language.recovering.stacks import NOWHERE, Stack, Stacks

Place: TypeAlias = tuple[Stack, bool]
"""Where it goes on behind the rule; and whether it is behind the rule of the choice already."""
Places: TypeAlias = dict[tuple[int, int], Place]
"""By the state's number and the alternative's."""
_Spread: TypeAlias = tuple[int, Stack, bool]
_ANY: Final = -1
"""Operators of every strength."""
_SEVERAL: Final = 2


class TooMuch(Exception):
    """A text would take too long to read."""


class _Walk(NamedTuple):
    """A place on the way.

    Attributes:
        depth: How many rules deeper than the choice.
        is_kept: It stays in a choice though an operator that binds more may stand there, too.
    """

    state: State
    stack: Stack
    depth: int = 0
    is_outside: bool = False
    is_kept: bool = False


class Steps:
    """From places to places, with the rules around a choice (*is_exact*) or whatever they are.

    Each method raises `TooMuch` once no steps are left, some microseconds each.
    """

    def __init__(self, states: tuple[State, ...], stacks: Stacks, *, is_exact: bool) -> None:
        self.left = 0
        self._stacks = stacks
        self._states = states
        self._is_exact = is_exact
        self._spread: dict[tuple[int, int], tuple[_Spread, ...]] = {}

    def first(self, choice: State, strength: int, around: Stack | None) -> Places:
        """Where a choice begins, for operators of a strength."""
        stack = around or self._stacks.empty
        found: Places = {}
        kept: set[tuple[int, int]] = set()
        for alternative, edge in enumerate(choice.edges, 1):
            for there in self._reach(edge.target, stack, strength, choice.rule):
                self._add(found, there.state.number, alternative, there.stack, is_outside=there.is_outside)
                if there.is_kept:
                    kept.add((there.state.number, alternative))
        if choice.is_of_operators and not self._is_exact:
            return _without_weaker(found, kept)
        return found

    def after(self, places: Places, token: int) -> Places:
        """Where they are when a token has been taken; empty: it fits nowhere."""
        taken, ended = self._taken(places, token)
        if not ended and token != END_OF_FILE and len(alternatives_of(taken)) < _SEVERAL:
            return taken
        found: Places = {}
        for (number, alternative), (stack, is_outside) in taken.items():
            for behind, below, is_behind in self._spread_from(number, stack):
                self._add(found, behind, alternative, below, is_outside=is_outside or is_behind)
        if token == END_OF_FILE:
            found = {key: place for key, place in found.items() if self.is_end(key[0])}
        if not (self._is_exact and any(self.is_end(number) for number, _ in found)):
            for (number, alternative), (stack, is_outside) in ended.items():
                self._add(found, number, alternative, stack, is_outside=is_outside)
        return found

    def _taken(self, places: Places, token: int) -> tuple[Places, Places]:
        """Where a token leads at once; and places behind everything, which stay."""
        taken: Places = {}
        ended: Places = {}
        for (number, alternative), (stack, is_outside) in places.items():
            state = self._states[number]
            if state.sort is Sort.RULE_END:
                if self._is_exact or token == END_OF_FILE:
                    ended[number, alternative] = stack, is_outside
            elif token in state.edges[0].tokens:
                self._add(taken, state.edges[0].target.number, alternative, stack, is_outside=is_outside)
        return taken, ended

    def is_end(self, number: int) -> bool:
        """Whether the state is the end of a rule."""
        return self._states[number].sort is Sort.RULE_END

    def _add(self, places: Places, number: int, alternative: int, stack: Stack, *, is_outside: bool) -> None:
        key = (number, alternative)
        there = places.get(key)
        if there is not None:
            stack = self._stacks.merged(there[0], stack, is_exact=self._is_exact)
            is_outside = is_outside or there[1]
        places[key] = stack, is_outside

    def _spread_from(self, number: int, stack: Stack) -> tuple[_Spread, ...]:
        key = (number, id(stack))
        found = self._spread.get(key)
        if found is None:
            walked = self._reach(self._states[number], stack, _ANY, "")
            found = tuple((each.state.number, each.stack, each.is_outside) for each in walked)
            self._spread[key] = found
        self.left -= len(found)
        return found

    def _reach(self, start: State, stack: Stack, strength: int, rule: str) -> Iterator[_Walk]:
        """Every place that is reached without a token.

        Args:
            rule: That of the choice.
        """
        seen: set[tuple[int, bool]] = set()
        waiting = [_Walk(start, stack)]
        while waiting:
            here = waiting.pop()
            self.left -= 1
            if self.left < 0:
                raise TooMuch
            if here.state.sort is not Sort.RULE_END:
                if here.state.edges[0].tokens:
                    yield here
                else:
                    waiting.extend(self._on(here, strength))
                continue
            for number, rest in here.stack.entries:
                if rest is not None:
                    waiting.append(here._replace(state=self._states[number], stack=rest, depth=here.depth - 1))
                elif self._is_exact or not here.state.edges:
                    yield here._replace(stack=self._stacks.empty)
                else:
                    for there in self._anywhere(here, rule):
                        if (there.state.number, there.is_kept) not in seen:
                            seen.add((there.state.number, there.is_kept))
                            waiting.append(there)

    def _on(self, here: _Walk, strength: int) -> Iterator[_Walk]:
        """Along the edges of a state that take no token."""
        edges = here.state.edges
        for edge in edges[1:] if self._is_repetition(here.state, here.stack) else edges:
            if edge.behind is not None:
                pushed = self._stacks.pushed(edge.behind.number, here.stack)
                yield here._replace(state=edge.target, stack=pushed, depth=here.depth + (here.depth >= 0))
            elif here.depth or not 0 <= edge.strength < strength:
                yield here._replace(state=edge.target)

    def _anywhere(self, here: _Walk, rule: str) -> Iterator[_Walk]:
        """Behind the end of a rule, wherever that may have been called."""
        for edge in here.state.edges:
            is_kept = here.is_kept or (edge.is_outermost and here.state.rule == rule)
            yield _Walk(edge.target, self._stacks.empty, here.depth - 1, is_outside=True, is_kept=is_kept)

    def _is_repetition(self, loop: State, stack: Stack) -> bool:
        """Whether another operator here is one of a rule around, which reads on behind it anyway."""
        if not loop.is_of_operators or stack.entries[-1][0] == NOWHERE:
            return False
        block = loop.edges[0].target
        return all(_leads_to(self._states[number], loop, block) for number, _ in stack.entries)


def alternatives_of(places: Places) -> set[int]:
    """Those that are still possible."""
    return {alternative for _, alternative in places}


def same_places(places: Places) -> Iterable[set[int]]:
    """The alternatives that are at one place, for each place."""
    found: dict[tuple[int, int], set[int]] = {}
    for (number, alternative), (stack, _) in places.items():
        found.setdefault((number, id(stack)), set()).add(alternative)
    return found.values()


def _without_weaker(places: Places, kept: set[tuple[int, int]]) -> Places:
    """Of an operator that may stand here and also in a rule around, only the first."""
    here = {number: stack for (number, alternative), (stack, _) in places.items() if alternative == 1}
    return {
        key: place for key, place in places.items() if key[1] == 1 or key in kept or here.get(key[0]) is not place[0]
    }


def _leads_to(state: State, loop: State, block: State) -> bool:
    """Whether nothing but the loop comes next."""
    if state.rule != loop.rule or len(state.edges) != 1 or not state.edges[0].is_free:
        return False
    target = state.edges[0].target
    if block.block_end in (state, target) or (state.sort is Sort.BLOCK_END and target is loop):
        return True
    is_end = target.sort is Sort.BLOCK_END and len(target.edges) == 1
    return is_end and target.edges[0].is_free and target.edges[0].target is loop
