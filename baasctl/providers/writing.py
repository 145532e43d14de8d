"""What became of changes, from what became of their request: the same for every kind."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import BaasctlError, ProviderError, Unavailable, UnexpectedAnswer
from baasctl.model.result import Outcome, Status
from baasctl.transport.receive import was_never_sent
from baasctl.transport.retries import Failure

_GATEWAY_FAILURES = (502, 504)


def write_together(changes: Sequence[Change], write: Callable[[], object]) -> tuple[Outcome, ...]:
    """Carry out one request (sequence) that stands or falls as a whole; one outcome per change.

    Returns:
        All applied, or all failed with the provider's answer, or all unknown when the request was
        sent and no usable answer came back.

    Raises:
        PlanStale: And every other error that is not the provider's, as `write` raised it.
    """
    started = time.perf_counter()
    status, diagnostic, code = Status.APPLIED, None, 0
    try:
        write()
    except ProviderError as error:
        status, diagnostic, code = status_of(error), diagnostic_of(error), error.exit_code
    seconds = time.perf_counter() - started
    return tuple(
        Outcome(change=change, status=status, seconds=seconds, diagnostic=diagnostic, exit_code=code)
        for change in changes
    )


def dropped(changes: Sequence[Change], diagnostic: Diagnostic | None = None) -> tuple[Outcome, ...]:
    """Outcomes of changes that were not tried."""
    return tuple(Outcome(change=change, status=Status.DROPPED, diagnostic=diagnostic) for change in changes)


def status_of(error: BaasctlError) -> Status:
    """What a write that raised this did: nothing, or nobody knows.

    Nobody knows after a dropped connection, a garbled answer, or when a gateway in between waited in
    vain; but a connection that was never made did nothing, and a server that says that it failed is believed.
    """
    if not isinstance(error, Unavailable | UnexpectedAnswer):
        return Status.FAILED
    failure = error.__cause__
    if isinstance(failure, Failure) and failure.status is not None:
        return Status.UNKNOWN if failure.status in _GATEWAY_FAILURES else Status.FAILED
    return Status.FAILED if failure is not None and was_never_sent(failure.__cause__) else Status.UNKNOWN


def diagnostic_of(error: BaasctlError) -> Diagnostic | None:
    """What to tell about it: the first of its diagnostics."""
    return error.diagnostics[0] if error.diagnostics else None
