"""Reads a text to its end whatever is wrong with it, and says so: ANTLR 4's parser and its default error strategy."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from baasctl.engines.rules_language.recovering.automaton import BEHIND, END_OF_FILE, Edge, Sort, State, automaton
from baasctl.engines.rules_language.recovering.grammar import TERMINALS, TYPE_NAME
from baasctl.engines.rules_language.recovering.places import TooMuch
from baasctl.engines.rules_language.recovering.prediction import NO_ALTERNATIVE, Prediction
from baasctl.engines.rules_language.recovering.stacks import Stack, Stacks
from baasctl.engines.rules_language.recovering.words import Word
from baasctl.engines.rules_language.standard_library import TESTED

_BEGINS_CHOICE: Final = frozenset({Sort.BLOCK, Sort.BLOCK_OF_LOOP, Sort.FIRST_OF_SEVERAL, Sort.LOOP})
_MOST_STEPS: Final = 200_000
"""Of all predictions of a text: about half a second."""
_DEEPEST: Final = 1_000
"""Rules inside each other, some for each bracket; Google's own parser dies of some more."""
_CONJURED: Final = "<missing IDENTIFIER>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A message of the parser about a word.

    Attributes:
        is_said_on_the_way: Of an alternative for mistakes, not of what does not fit.
    """

    word: Word
    message: str
    is_said_on_the_way: bool = False


class _Unfit(Exception):
    """No way on; the message is about a word, the next one."""

    def __init__(self, word: Word, message: str) -> None:
        super().__init__(message)
        self.word = word
        self.message = message


@dataclass(slots=True, eq=False)
class _Rule:
    """A rule that is being read.

    Attributes:
        call: How it was called; `None` of the first.
        first: The number of its first word.
        stack: Where it goes on, and the rules around it.
        behind: What can come next when it has been read.
        recovery: What can follow it or any of the rules around.
        depth: How many rules are around.
    """

    around: _Rule | None
    call: Edge | None
    called_in: State | None
    first: int
    stack: Stack
    behind: frozenset[int]
    recovery: frozenset[int]
    depth: int

    @property
    def strength(self) -> int:
        """What its operators must have at least."""
        return self.call.strength if self.call else 0


def read_all(words: Sequence[Word]) -> Sequence[Wrong]:
    """What is wrong, in the order in which it is noticed; not all of it where that would take too long."""
    reader = _Reader(words)
    with suppress(TooMuch):
        reader.read()
    return reader.wrong


class _Reader:
    def __init__(self, words: Sequence[Word]) -> None:
        self.wrong: list[Wrong] = []
        self._words = words
        self._next = 0
        self._stacks = Stacks()
        self._automaton = automaton()
        self._prediction = Prediction(self._automaton.states, self._stacks, _MOST_STEPS)
        self._rule = _Rule(None, None, None, 0, self._stacks.empty, frozenset({END_OF_FILE}), frozenset(), 0)
        self._at = self._automaton.start
        self._is_recovering = False
        self._is_conjured = False
        self._read = ""
        self._failed_at = -1
        self._failed_in: set[State] = set()
        self._expected_at: tuple[State, _Rule] | None = None

    def read(self) -> None:
        """To the end of the rule that the text is."""
        state: State | None = self._automaton.start
        while state is not None:
            if state.sort is Sort.RULE_END:
                state = self._return()
                continue
            try:
                state = self._step(state)
            except _Unfit as unfit:
                self._report(unfit.word, unfit.message)
                self._recover()
                state = self._return()

    @property
    def _here(self) -> Word:
        return self._words[self._next]

    def _kind(self, ahead: int = 0) -> int:
        return self._words[min(self._next + ahead, len(self._words) - 1)].kind

    def _take(self) -> None:
        if self._here.kind != END_OF_FILE:
            self._next += 1

    def _step(self, state: State) -> State:
        if state.sort in (Sort.LOOP_BACK, Sort.AGAIN_OR_ON):
            self._at = state
            self._synchronise(state)
            if state.sort is Sort.AGAIN_OR_ON:
                return self._again_or_on(state)
            return self._decide(state.edges[0].target)
        if len(state.edges) > 1:
            self._at = state
            self._synchronise(state)
            return self._decide(state)
        if state.sort is Sort.FIRST_OF_SEVERAL:
            self._at = state
            self._synchronise(state)
        return self._follow(state, state.edges[0])

    def _again_or_on(self, state: State) -> State:
        found = self._decide(state)
        # Only the first time the choice itself is a place where reading synchronises.
        is_again = found.sort is Sort.FIRST_OF_SEVERAL and found is state.edges[0].target
        return found.edges[0].target if is_again else found

    def _decide(self, state: State) -> State:
        kind = self._kind()
        if state.decides_by is None:
            number, ahead = self._prediction.predict(state, self._kind, self._rule.strength, self._rule.stack)
            if number == NO_ALTERNATIVE:
                word = self._words[min(self._next + ahead, len(self._words) - 1)]
                raise _Unfit(word, _unexpected(word))
            return state.edges[number - 1].target
        for edge, tokens in zip(state.edges, state.decides_by, strict=True):
            if kind in tokens:
                return edge.target
        if state.sort in (Sort.LOOP, Sort.AGAIN_OR_ON) or state.edges[-1].target is state.block_end:
            return state.edges[-1].target
        raise _Unfit(self._here, _unexpected(self._here))

    def _follow(self, state: State, edge: Edge) -> State:
        if edge.tokens:
            self._at = state
            self._match(edge)
        elif edge.behind is not None:
            self._at = state
            self._call(state, edge, edge.behind)
        elif edge.message:
            self._say(edge.message)
        return edge.target

    def _call(self, state: State, edge: Edge, behind: State) -> None:
        around = self._rule
        if around.depth > _DEEPEST:
            raise TooMuch
        self._rule = _Rule(
            around=around,
            call=edge,
            called_in=state,
            first=self._next,
            stack=self._stacks.pushed(behind.number, around.stack),
            behind=_expected(behind, around),
            recovery=around.recovery | (behind.next_tokens - {BEHIND}),
            depth=around.depth + 1,
        )
        self._is_conjured = False

    def _return(self) -> State | None:
        """Where the rule goes on in which the one that ends was called."""
        call, around = self._rule.call, self._rule.around
        if call is None or around is None:
            return None
        self._read = "".join(word.text for word in self._words[self._rule.first : self._next])
        self._at = self._rule.called_in or self._at
        self._rule = around
        return call.behind

    def _say(self, message: str) -> None:
        if TYPE_NAME in message:
            name = _CONJURED if self._is_conjured else self._read
            if name in TESTED:
                return
            message = f"{message.replace(TYPE_NAME, name)} Expected one of {','.join(TESTED)}"
        self.wrong.append(Wrong(word=self._here, message=message, is_said_on_the_way=True))

    def _match(self, edge: Edge) -> None:
        if self._kind() in edge.tokens:
            self._matched()
            self._take()
        elif self._is_deleted():
            self._take()
        elif not self._is_inserted(edge):
            where, rule = self._expected_at or (self._at, self._rule)
            raise _Unfit(self._here, _mismatched(self._here, _expected(where, rule)))

    def _matched(self) -> None:
        self._is_recovering = False
        self._failed_at = -1
        self._failed_in = set()

    def _is_deleted(self) -> bool:
        """Whether the next word is one too many: then it is gone."""
        if self._kind(1) not in _expected(self._at, self._rule):
            return False
        self._report(self._here, _unexpected(self._here))
        self._take()
        self._matched()
        return True

    def _is_inserted(self, edge: Edge) -> bool:
        """Whether a word is missing before the next one: then it is as if it were there."""
        if self._kind() not in _expected(edge.target, self._rule):
            return False
        self._is_conjured = True
        expected = _named(_expected(self._at, self._rule))
        self._report(self._here, f"missing {expected} at {self._here.quoted}")
        return True

    def _synchronise(self, state: State) -> None:
        if self._is_recovering:
            return
        kind = self._kind()
        if kind in state.next_tokens:
            self._expected_at = None
        elif BEHIND in state.next_tokens:
            self._expected_at = self._expected_at or (state, self._rule)
        elif state.sort in _BEGINS_CHOICE:
            if not self._is_deleted():
                raise _Unfit(self._here, _mismatched(self._here, _expected(state, self._rule)))
        else:
            # Unlike ANTLR's own strategy, Google's goes on to report what is wrong behind.
            self.wrong.append(Wrong(word=self._here, message=_unexpected(self._here)))
            self._skip_to(_expected(state, self._rule) | self._rule.recovery)

    def _report(self, word: Word, message: str) -> None:
        if not self._is_recovering:
            self._is_recovering = True
            self.wrong.append(Wrong(word=word, message=message))

    def _recover(self) -> None:
        if self._failed_at == self._next and self._at in self._failed_in:
            self._take()
        self._failed_at = self._next
        self._failed_in.add(self._at)
        self._skip_to(self._rule.recovery)

    def _skip_to(self, kinds: frozenset[int]) -> None:
        while self._kind() != END_OF_FILE and self._kind() not in kinds:
            self._take()


def _expected(state: State, rule: _Rule) -> frozenset[int]:
    """What can come next, also behind the rule."""
    following = state.next_tokens
    return (following - {BEHIND}) | rule.behind if BEHIND in following else following


def _unexpected(word: Word) -> str:
    return f"Unexpected {word.quoted}."


def _mismatched(word: Word, expected: frozenset[int]) -> str:
    return f"mismatched input {word.quoted} expecting {_named(expected)}"


def _named(kinds: frozenset[int]) -> str:
    names = [TERMINALS[kind] for kind in sorted(kinds)]
    return names[0] if len(names) == 1 else f"{{{', '.join(names)}}}"
