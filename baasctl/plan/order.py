"""The order of writing: batches sorted by the edges of kinds, narrowing first, widening last."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from baasctl.model.change import Access, Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import PlanRefused
from baasctl.model.plan import Batch
from baasctl.plan.edges import Rule, rules


def ordered(batches: Sequence[Batch]) -> tuple[Batch, ...]:
    """Sort batches, and the changes inside each, so that every edge points forward.

    A batch that would have to come both before and after another is split: the fields that others
    wait for are written first.

    Raises:
        PlanRefused: A cycle is left; the message prints it.
    """
    parts = list(batches)
    while True:
        changes, owner = _flatten(parts)
        found = rules(changes)
        order, stuck = _sorted([_rank(part) for part in parts], _between(found, owner))
        if not stuck:
            return tuple(_sorted_inside(parts[index]) for index in order)
        split = next((halves for index in stuck if (halves := _split(index, parts, found, owner))), None)
        if split is None:
            raise PlanRefused(_cycle(parts, stuck))
        index, first, second = split
        parts[index : index + 1] = [first, second]


def _flatten(parts: Sequence[Batch]) -> tuple[list[Change], list[int]]:
    changes: list[Change] = []
    owner: list[int] = []
    for index, batch in enumerate(parts):
        changes.extend(batch.changes)
        owner.extend([index] * len(batch.changes))
    return changes, owner


def _between(found: Sequence[Rule], owner: Sequence[int]) -> set[tuple[int, int]]:
    """Which batch comes before which."""
    return {
        (first, second)
        for rule in found
        for first in {owner[index] for index in rule.firsts}
        for second in {owner[index] for index in rule.seconds}
        if first != second
    }


def _sorted(ranks: Sequence[int], pairs: set[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Kahn's algorithm; of the nodes that may go, the lowest rank. Returns (order, those in or behind a cycle)."""
    after: dict[int, list[int]] = defaultdict(list)
    waiting = [0] * len(ranks)
    for first, second in pairs:
        after[first].append(second)
        waiting[second] += 1
    ready = [(rank, index) for index, rank in enumerate(ranks) if not waiting[index]]
    heapq.heapify(ready)
    order: list[int] = []
    while ready:
        _, index = heapq.heappop(ready)
        order.append(index)
        for second in after[index]:
            waiting[second] -= 1
            if not waiting[second]:
                heapq.heappush(ready, (ranks[second], second))
    return order, [index for index, count in enumerate(waiting) if count]


def _rank(batch: Batch) -> int:
    """Narrowing first, then what is neutral, then deletes, then what widens."""
    return max(_change_rank(change) for change in batch.changes)


def _change_rank(change: Change) -> int:
    if change.access is Access.NARROWS:
        return 0
    if change.access is Access.WIDENS:
        return 3
    return 2 if change.action is Action.DELETE else 1


def _sorted_inside(batch: Batch) -> Batch:
    """Changes of one batch in an order that respects the rules among them."""
    changes = sorted(batch.changes, key=lambda change: (_change_rank(change), change.address))
    found = rules(changes)
    # A gate for each rule stands between its two sides, so that many changes on both do not make many pairs.
    gates = range(len(changes), len(changes) + len(found))
    into = {(first, gate) for gate, rule in zip(gates, found, strict=True) for first in rule.firsts}
    out = {(gate, second) for gate, rule in zip(gates, found, strict=True) for second in rule.seconds}
    ranks = [*map(_change_rank, changes), *[-1] * len(found)]
    order, stuck = _sorted(ranks, into | out)
    return replace(batch, changes=tuple(changes[index] for index in (*order, *stuck) if index < len(changes)))


def _split(
    index: int, parts: Sequence[Batch], found: Sequence[Rule], owner: Sequence[int]
) -> tuple[int, Batch, Batch] | None:
    """Divide a batch of a cycle into what others wait for and what waits; `None` when that divides nothing."""
    start = owner.index(index)
    first: list[Change] = []
    second: list[Change] = []
    for position, change in enumerate(parts[index].changes, start):
        ahead = [rule for rule in found if position in rule.firsts]
        others = [rule for rule in ahead if any(owner[other] != index for other in rule.seconds)]
        if not others or len(others) < len(ahead):
            second.append(change)
            continue
        paths = frozenset(rule.first_path for rule in others)
        rest = frozenset(field.path for field in change.fields) - paths
        if "" in paths or not rest or change.action is not Action.UPDATE:
            first.append(change)
        else:
            first.append(change.only(paths))
            second.append(change.only(rest))
    if not first or not second:
        return None
    key = parts[index].key
    return index, Batch(key=key, changes=tuple(first)), Batch(key=key, changes=tuple(second))


def _cycle(parts: Sequence[Batch], stuck: Sequence[int]) -> Diagnostic:
    names = " -> ".join(
        f"{parts[index].key} ({', '.join(change.address.local for change in parts[index].changes[:3])})"
        for index in (*stuck, stuck[0])
    )
    return Diagnostic(
        code="PLAN001",
        summary="changes wait for each other",
        detail=names,
        hint="apply one of them first, by leaving the others out of the spec",
    )
