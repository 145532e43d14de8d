"""The states of a parser of the grammar, as ANTLR 4 makes them, and which tokens can come next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from typing import Final

from baasctl.engines.rules_language.recovering.grammar import GRAMMAR, START
from baasctl.engines.rules_language.recovering.notation import Block, Call, Node, OneOf, Said, Sequence, rules_of
from baasctl.engines.rules_language.recovering.notation import Strength as StrengthNode

END_OF_FILE: Final = 0
BEHIND: Final = -1
"""In a set of tokens: the rule can end here."""


class Sort(Enum):
    """What is done in a state beside following an edge."""

    PLAIN = auto()
    BLOCK = auto()
    BLOCK_OF_LOOP = auto()
    BLOCK_END = auto()
    FIRST_OF_SEVERAL = auto()
    AGAIN_OR_ON = auto()
    LOOP = auto()
    LOOP_BACK = auto()
    RULE_END = auto()


@dataclass(slots=True, eq=False)
class State:
    """A place in a rule.

    Attributes:
        edges: Ways on; of a choice one for each alternative, in order. Behind the end of a rule: to wherever it may
            have been read.
        is_of_operators: A loop over operators, each of which has a strength.
        block_end: Where the block ends that begins here.
        next_tokens: What can come next in this rule; `BEHIND` where the rule can end.
        decides_by: Of a choice that one token always decides, its tokens by alternative.
    """

    number: int
    rule: str
    sort: Sort = Sort.PLAIN
    edges: list[Edge] = field(default_factory=list)
    is_of_operators: bool = False
    block_end: State | None = None
    next_tokens: frozenset[int] = frozenset()
    decides_by: tuple[frozenset[int], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Edge:
    """A way from one state to another.

    Attributes:
        target: The state; of a call the first one of the rule that is called.
        tokens: One of these is taken on the way; empty: none.
        behind: Of a call, where it goes on when the rule has been read.
        strength: Of a call, what operators in it must have at least; else what the way needs; -1: nothing.
        message: Said on the way.
        is_outermost: From the end of a rule with operators to behind a call of it that takes all of them.
    """

    target: State
    tokens: frozenset[int] = frozenset()
    behind: State | None = None
    strength: int = -1
    message: str = ""
    is_outermost: bool = False

    @property
    def is_free(self) -> bool:
        """Whether nothing is taken or called on this way."""
        return not self.tokens and self.behind is None


@dataclass(frozen=True, slots=True)
class Automaton:
    """All states, and where reading begins."""

    start: State
    states: tuple[State, ...]


@cache
def automaton() -> Automaton:
    """That of Google's grammar."""
    return _Builder(rules_of(GRAMMAR)).built(START)


class _Builder:
    def __init__(self, rules: Mapping[str, Block]) -> None:
        self._rules = rules
        self._states: list[State] = []
        self._rule = ""
        self._starts = {name: self._state(Sort.PLAIN, name) for name in rules}
        self._ends = {name: self._state(Sort.RULE_END, name) for name in rules}
        self._calls: list[tuple[str, Edge]] = []

    def built(self, start: str) -> Automaton:
        for name, block in self._rules.items():
            self._rule = name
            self._starts[name].edges.append(Edge(target=self._block(block, self._ends[name])))
        with_operators = {state.rule for state in self._states if state.is_of_operators}
        for name, call in self._calls:
            if call.behind is not None:
                is_outermost = name in with_operators and call.strength == 0
                self._ends[name].edges.append(Edge(target=call.behind, is_outermost=is_outermost))
        for state in self._states:
            state.next_tokens = frozenset(_next_tokens(state))
        for state in self._states:
            state.decides_by = _decides_by(state)
        return Automaton(self._starts[start], tuple(self._states))

    def _state(self, sort: Sort = Sort.PLAIN, rule: str = "") -> State:
        state = State(len(self._states), rule or self._rule, sort)
        self._states.append(state)
        return state

    def _sequence(self, nodes: Sequence, behind: State) -> State:
        """The state in which a sequence begins that ends in *behind*."""
        for node in reversed(nodes):
            behind = self._node(node, behind)
        return behind

    def _node(self, node: Node, behind: State) -> State:
        if isinstance(node, Block):
            return self._block(node, behind)
        state = self._state()
        match node:
            case OneOf(tokens):
                edge = Edge(target=behind, tokens=tokens)
            case Call(rule, strength):
                edge = Edge(target=self._starts[rule], behind=behind, strength=strength)
                self._calls.append((rule, edge))
            case Said(message):
                edge = Edge(target=behind, message=message)
            case StrengthNode(strength):
                edge = Edge(target=behind, strength=strength)
        state.edges.append(edge)
        return state

    def _block(self, block: Block, behind: State) -> State:
        match block.repeats:
            case "+":
                return self._once_or_more(block, behind)
            case "*":
                return self._loop(block, behind)
        if len(block.alternatives) == 1 and not block.repeats:
            return self._sequence(block.alternatives[0], behind)
        start = self._alternatives(block, Sort.BLOCK)
        if block.repeats and start.block_end:
            start.edges.append(Edge(target=start.block_end))
        return _before(start, behind)

    def _alternatives(self, block: Block, sort: Sort) -> State:
        start, end = self._state(sort), self._state(Sort.BLOCK_END)
        start.block_end = end
        start.edges.extend(Edge(target=self._sequence(each, end)) for each in block.alternatives)
        return start

    def _once_or_more(self, block: Block, behind: State) -> State:
        start, back = self._alternatives(block, Sort.FIRST_OF_SEVERAL), self._state(Sort.AGAIN_OR_ON)
        back.edges.extend((Edge(target=start), Edge(target=behind)))
        return _before(start, back)

    def _loop(self, block: Block, behind: State) -> State:
        loop, back = self._state(Sort.LOOP), self._state(Sort.LOOP_BACK)
        loop.is_of_operators = isinstance(block.alternatives[0][0], StrengthNode)
        start = self._alternatives(block, Sort.BLOCK_OF_LOOP)
        loop.edges.extend((Edge(target=start), Edge(target=behind)))
        back.edges.append(Edge(target=loop))
        _before(start, back)
        return loop


def _before(start: State, behind: State) -> State:
    """*start*, the block of which ends before *behind*."""
    if start.block_end:
        start.block_end.edges.append(Edge(target=behind))
    return start


def _next_tokens(start: State) -> Iterable[int]:
    """What can come next in a rule and in those that it calls, none of which can be empty."""
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        place = waiting.pop()
        if place.number in seen:
            continue
        seen.add(place.number)
        if place.sort is Sort.RULE_END:
            yield BEHIND
            continue
        for edge in place.edges:
            yield from edge.tokens
            if not edge.tokens:
                waiting.append(edge.target)


def _decides_by(state: State) -> tuple[frozenset[int], ...] | None:
    """The tokens of each alternative where they differ; `None`: more than one token is needed, or a strength."""
    if len(state.edges) < 2 or state.sort is Sort.RULE_END:
        return None
    found = [_anywhere(edge.target) for edge in state.edges]
    if any(each is None for each in found):
        return None
    sets = [each for each in found if each is not None]
    is_disjoint = len(frozenset().union(*sets)) == sum(len(each) for each in sets)
    return tuple(sets) if is_disjoint else None


def _anywhere(start: State) -> frozenset[int] | None:
    """What can come next wherever the rule may have been called; `None`: that depends on a strength."""
    seen: set[int] = set()
    found: set[int] = set()
    waiting = [start]
    while waiting:
        place = waiting.pop()
        if place.number in seen:
            continue
        seen.add(place.number)
        for edge in place.edges:
            if edge.strength >= 0 and edge.behind is None:
                return None
            found |= edge.tokens
            if not edge.tokens:
                waiting.append(edge.target)
    return frozenset(found)
