"""Begin several things that Google finishes later, then wait for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from baasctl.model.change import Change
from baasctl.model.result import Outcome, Status
from baasctl.providers.writing import dropped, write_together

Begin = Callable[[Change], Mapping[str, object] | None]
"""Begins one change; the operation to wait for, `None` when there is nothing to wait for."""
Wait = Callable[[Change, Mapping[str, object]], None]


def begin_then_wait(changes: Sequence[Change], begin: Begin, wait: Wait) -> tuple[Outcome, ...]:
    """One outcome a change, in order. After one that cannot begin none begins; what has begun is waited for."""
    operations: dict[int, Mapping[str, object]] = {}
    outcomes: list[Outcome] = []

    def start(index: int) -> None:
        found = begin(changes[index])
        if found is not None:
            operations[index] = found

    for index, change in enumerate(changes):
        if any(outcome.status is not Status.APPLIED for outcome in outcomes):
            outcomes += dropped((change,))
        else:
            outcomes += write_together((change,), partial(start, index))
    for index, operation in operations.items():
        outcomes[index : index + 1] = write_together((changes[index],), partial(wait, changes[index], operation))
    return tuple(outcomes)


def one_after_another(changes: Sequence[Change], write: Callable[[Change], object]) -> tuple[Outcome, ...]:
    """Write each by itself; after one that did not succeed no other is tried."""
    outcomes: list[Outcome] = []
    for change in changes:
        if any(outcome.status is not Status.APPLIED for outcome in outcomes):
            outcomes += dropped((change,))
        else:
            outcomes += write_together((change,), partial(write, change))
    return tuple(outcomes)
