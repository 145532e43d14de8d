"""Sends the transaction of access rules, and says what became of each change."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from baasctl.engines.postgres.lexer import NotLexical
from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import ProviderError
from baasctl.model.result import Outcome, Status
from baasctl.providers.supabase.database_access.transaction import (
    LOCK_TIMEOUT,
    NOT_LIVE,
    STALE,
    Failure,
    Reveal,
    masked,
    read_failure,
    script,
    statements,
)
from baasctl.providers.writing import diagnostic_of, dropped, status_of

TRIES = 5
FIRST_PAUSE_S = 0.5
_BUSY = frozenset({"55P03", "40P01", "40001"})
"""A lock was not to be had, a deadlock, a serialisation failure: the same statement may succeed later."""

_UNDONE = "all changes of the database were undone with it: nothing was changed"


def write(
    changes: Sequence[Change],
    query: Callable[[str], object],
    *,
    pause: Callable[[float], None] = time.sleep,
    reveal: Reveal = masked,
) -> tuple[Outcome, ...]:
    """Make all *changes* or none; a lock that others hold is waited for with growing pauses.

    Args:
        changes: In the order of writing.
        query: Sends SQL as `postgres`.
        pause: Waits so many seconds; may raise `Cancelled`, when nothing was changed.
        reveal: The text of a secret.
    """
    started = time.perf_counter()
    try:
        sql = script(changes, reveal)
    except NotLexical as error:
        return _outcomes(changes, _culprit(changes), _refused(error), 0.0)
    for attempt in range(TRIES):
        try:
            query(sql)
        except ProviderError as error:
            failure = read_failure(str(error))
            if failure and failure.sqlstate in _BUSY and attempt < TRIES - 1:
                pause(FIRST_PAUSE_S * 2**attempt * random.uniform(0.75, 1.25))  # noqa: S311  spreads retries, no secret
                continue
            return _failed(changes, error, failure, time.perf_counter() - started)
        break
    seconds = time.perf_counter() - started
    return tuple(Outcome(change=change, status=Status.APPLIED, seconds=seconds) for change in changes)


def _failed(
    changes: Sequence[Change], error: ProviderError, failure: Failure | None, seconds: float
) -> tuple[Outcome, ...]:
    if failure is None:
        status, diagnostic = status_of(error), diagnostic_of(error)
        return tuple(
            Outcome(change=change, status=status, seconds=seconds, diagnostic=diagnostic) for change in changes
        )
    culprits = frozenset(failure.stale) if failure.sqlstate == STALE else frozenset({failure.index})
    return _outcomes(changes, culprits, _diagnostic(failure), seconds)


def _diagnostic(failure: Failure) -> Diagnostic:
    if failure.sqlstate == STALE:
        return Diagnostic(
            code="APPLY150",
            summary="live has changed since the plan was made",
            detail=f"another writer was there first; {_UNDONE}",
            hint="make a new plan and review it",
        )
    if failure.sqlstate == NOT_LIVE:
        return Diagnostic(
            code="APPLY151",
            summary="the plan rests on migrations that are not live yet",
            detail=f"not live: {failure.message}; nothing was changed",
            hint="apply the migrations, for example with `supabase db push`, then make a new plan",
        )
    if failure.sqlstate in _BUSY:
        return Diagnostic(
            code="APPLY152",
            summary="the tables are in use",
            detail=f"{TRIES} times a lock was not given within {LOCK_TIMEOUT} ({failure.sqlstate}:"
            f" {failure.message}); {_UNDONE}",
            hint="look for long transactions in pg_stat_activity, and apply again when they are done",
        )
    return Diagnostic(
        code="APPLY153",
        summary="PostgreSQL refuses the change",
        detail=f"{failure.sqlstate}: {failure.message}; {_UNDONE}",
        hint="make the change possible, or take it out of the spec, and apply again",
    )


def _outcomes(
    changes: Sequence[Change], culprits: frozenset[int | None], diagnostic: Diagnostic, seconds: float
) -> tuple[Outcome, ...]:
    """The culprits have failed and the others were dropped; all have failed when nobody in particular is to blame."""
    if not culprits & frozenset(range(len(changes))):
        return tuple(
            Outcome(change=change, status=Status.FAILED, seconds=seconds, diagnostic=diagnostic) for change in changes
        )
    return tuple(
        Outcome(
            change=change,
            status=Status.FAILED,
            seconds=seconds,
            diagnostic=replace(diagnostic, address=change.address, span=change.span),
        )
        if index in culprits
        else dropped((change,))[0]
        for index, change in enumerate(changes)
    )


def _culprit(changes: Sequence[Change]) -> frozenset[int | None]:
    found: set[int | None] = set()
    for index, change in enumerate(changes):
        try:
            statements(change)
        except NotLexical:
            found.add(index)
    return frozenset(found)


def _refused(error: NotLexical) -> Diagnostic:
    return Diagnostic(
        code="APPLY154",
        summary="the change cannot be written as SQL",
        detail=f"{error.reason}; nothing was sent",
        hint="make a new plan",
    )
