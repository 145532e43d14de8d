"""Which alternative comes next, decided by as many tokens as that takes: ANTLR 4's adaptive prediction.

First whatever the rules around are; where that is not enough, with them. What is found is kept: the same tokens lead
to the same places.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from baasctl.engines.rules_language.recovering.automaton import END_OF_FILE, State
from baasctl.engines.rules_language.recovering.places import Places, Steps, alternatives_of, same_places
from baasctl.engines.rules_language.recovering.stacks import NOWHERE, Stack, Stacks

NO_ALTERNATIVE: Final = 0
_UNDECIDED: Final = -1
_DEPENDS_ON_AROUND: Final = -2
_MOST_KNOWN: Final = 2_000
"""Sets of places, a few KB each."""
_OF_THREAD: Final = threading.local()
Tokens: TypeAlias = Callable[[int], int]
"""The kind of the token so many behind the next one."""


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is known once some tokens have been read.

    Attributes:
        alternative: The one that it is, `_UNDECIDED` or `_DEPENDS_ON_AROUND`.
        behind: Where the next token leads; `None` when it fits nowhere.
    """

    places: Places
    alternative: int = _UNDECIDED
    behind: dict[int, _Known | None] = field(default_factory=dict)


class Prediction:
    """Predicts for one text.

    Its method raises `TooMuch` once there have been too many steps.
    """

    def __init__(self, states: tuple[State, ...], stacks: Stacks, most_steps: int) -> None:
        self._anywhere = _anywhere(states)
        self._anywhere.steps.left = most_steps
        self._here = _Predictor(Steps(states, stacks, is_exact=True), is_exact=True)
        self._here.steps.left = most_steps

    def predict(self, choice: State, tokens: Tokens, strength: int, around: Stack) -> tuple[int, int]:
        """The number of an alternative, from 1 or `NO_ALTERNATIVE`, and how many tokens ahead that was clear.

        Args:
            strength: What operators must have here.
            around: Where the rules that are being read go on.
        """
        found, ahead = self._anywhere.predict(choice, tokens, strength, None)
        return self._here.predict(choice, tokens, strength, around) if found == _DEPENDS_ON_AROUND else (found, ahead)


class _Predictor:
    def __init__(self, steps: Steps, *, is_exact: bool) -> None:
        self.steps = steps
        self._is_exact = is_exact
        self._first: dict[tuple[int, int, int], _Known] = {}
        self._all: dict[frozenset[tuple[tuple[int, int], int, bool]], _Known] = {}

    def predict(self, choice: State, tokens: Tokens, strength: int, around: Stack | None) -> tuple[int, int]:
        key = (choice.number, strength, id(around))
        known = self._first.get(key)
        if known is None:
            known = self._first[key] = _Known(self.steps.first(choice, strength, around))
        ahead = 0
        while True:
            token = tokens(ahead)
            if token not in known.behind:
                places = self.steps.after(known.places, token)
                known.behind[token] = self._known(places) if places else None
            following = known.behind[token]
            if following is None:
                return self._finished(known.places), ahead
            if following.alternative != _UNDECIDED:
                return following.alternative, ahead
            known = following
            ahead += token != END_OF_FILE

    @property
    def size(self) -> int:
        """How many places are kept."""
        return len(self._all)

    def _known(self, places: Places) -> _Known:
        """The same object for the same places."""
        key = frozenset((place, id(stack), is_outside) for place, (stack, is_outside) in places.items())
        found = self._all.get(key)
        if found is None:
            found = self._all[key] = _Known(places, self._alternative(places))
        return found

    def _alternative(self, places: Places) -> int:
        alternatives = alternatives_of(places)
        if len(alternatives) == 1:
            return alternatives.pop()
        if self._is_exact:
            first = {min(each) for each in same_places(places)}
            return first.pop() if len(first) == 1 else _UNDECIDED
        return _DEPENDS_ON_AROUND if self._is_ambiguous(places) else _UNDECIDED

    def _is_ambiguous(self, places: Places) -> bool:
        """Whether nothing more can be learned without the rules around."""
        if all(self.steps.is_end(number) for number, _ in places):
            return True
        states = [number for number, _ in places]
        return all(states.count(number) > 1 for number in set(states)) and any(
            len(each) > 1 for each in same_places(places)
        )

    def _finished(self, places: Places) -> int:
        """The first alternative that had been read to the end of its rule when a token fitted none."""
        ended = (
            alternative
            for (number, alternative), (stack, is_outside) in places.items()
            if is_outside or (self.steps.is_end(number) and stack.entries[-1][0] == NOWHERE)
        )
        return min(ended, default=NO_ALTERNATIVE)


def _anywhere(states: tuple[State, ...]) -> _Predictor:
    """What this thread knows of all texts, until that is much."""
    known: _Predictor | None = getattr(_OF_THREAD, "known", None)
    if known is None or known.size > _MOST_KNOWN:
        known = _OF_THREAD.known = _Predictor(Steps(states, Stacks(), is_exact=False), is_exact=False)
    return known
