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
from baasctl.plan.edges import Before, constraints


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
        edges = constraints(changes)
        order, stuck = _sorted(parts, edges, owner)
        if not stuck:
            return tuple(_sorted_inside(parts[index]) for index in order)
        split = next((halves for index in stuck if (halves := _split(index, parts, edges, owner, stuck))), None)
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


def _sorted(parts: Sequence[Batch], edges: Sequence[Before], owner: list[int]) -> tuple[list[int], list[int]]:
    """Kahn's algorithm; among batches that may go, the lowest rank. Returns (order, those in or behind a cycle)."""
    after: dict[int, set[int]] = defaultdict(set)
    waiting: dict[int, int] = dict.fromkeys(range(len(parts)), 0)
    for edge in edges:
        first, second = owner[edge.first], owner[edge.second]
        if first != second and second not in after[first]:
            after[first].add(second)
            waiting[second] += 1
    ready = [(_rank(parts[index]), index) for index, count in waiting.items() if not count]
    heapq.heapify(ready)
    order: list[int] = []
    while ready:
        _, index = heapq.heappop(ready)
        order.append(index)
        for second in after[index]:
            waiting[second] -= 1
            if not waiting[second]:
                heapq.heappush(ready, (_rank(parts[second]), second))
    return order, [index for index, count in waiting.items() if count]


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
    """Changes of one batch in an order that respects the edges among them."""
    changes = sorted(batch.changes, key=lambda change: (_change_rank(change), change.address))
    edges = constraints(changes)
    if not edges:
        return replace(batch, changes=tuple(changes))
    singles = [Batch(key=batch.key, changes=(change,)) for change in changes]
    order, stuck = _sorted(singles, edges, list(range(len(changes))))
    return replace(batch, changes=tuple(changes[index] for index in (*order, *stuck)))


def _split(
    index: int, parts: Sequence[Batch], edges: Sequence[Before], owner: list[int], stuck: Sequence[int]
) -> tuple[int, Batch, Batch] | None:
    """Divide a batch of the cycle into what others wait for and what waits; `None` when that divides nothing."""
    start = owner.index(index)
    first: list[Change] = []
    second: list[Change] = []
    for position, change in enumerate(parts[index].changes, start):
        ahead = [edge for edge in edges if edge.first == position and owner[edge.second] in stuck]
        if any(owner[edge.second] == index for edge in ahead) or not ahead:
            second.append(change)
            continue
        paths = frozenset(edge.first_path for edge in ahead)
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
