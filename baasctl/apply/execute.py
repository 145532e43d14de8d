"""Write a plan, batch after batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ParamSpec

from baasctl.apply.journal import Journal
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import BaasctlError, StoreError
from baasctl.model.plan import Batch, Plan
from baasctl.model.plan_document import plan_digest
from baasctl.model.result import ApplyResult, Outcome, Status
from baasctl.model.secret import Vault
from baasctl.providers.contract import Provider
from baasctl.workers import Stop

Noted = ParamSpec("Noted")


def execute(
    plan: Plan,
    provider: Provider,
    vault: Vault,
    *,
    journal: Journal,
    stop: Stop,
    progress: Callable[[str], None],
) -> ApplyResult:
    """Carry out the batches in order; stop at the first one that does not wholly succeed.

    A stop is heard between batches: the one in flight is finished. What was not begun is reported as
    dropped. What the journal cannot note is not written.

    Raises:
        StoreError: The journal cannot be begun; nothing was written.
    """
    outcomes: list[Outcome] = []
    unnoted: list[Diagnostic] = []
    journal.began(plan.target.name, plan_digest(plan), len(plan.batches))
    cancelled = failed = False
    for index, batch in enumerate(plan.batches):
        cancelled = cancelled or stop.is_requested
        if failed or cancelled:
            outcomes.extend(Outcome(change=change, status=Status.DROPPED) for change in batch.changes)
            continue
        progress(f"{plan.target.name}: writing {batch.key}, {index + 1} of {len(plan.batches)}")
        lost = _noted(journal.writing, index, batch)
        found = _all_failed(batch, lost) if lost else _written(provider, batch, vault)
        outcomes.extend(found)
        lost = lost or _noted(journal.wrote, index, found)
        unnoted.extend([lost] if lost else [])
        failed = lost is not None or any(outcome.status is not Status.APPLIED for outcome in found)
    lost = _noted(journal.ended, "failed" if failed else "cancelled" if cancelled else "done")
    unnoted.extend([lost] if lost else [])
    return ApplyResult(
        plan=plan,
        outcomes=tuple(outcomes),
        diagnostics=tuple(dict.fromkeys((*_first_of_each(outcomes), *unnoted))),
        cancelled=cancelled,
    )


def _written(provider: Provider, batch: Batch, vault: Vault) -> Sequence[Outcome]:
    try:
        return provider.execute(batch, vault)
    except BaasctlError as error:
        return _all_failed(batch, error.diagnostics[0] if error.diagnostics else None, error.exit_code)


def _all_failed(batch: Batch, reason: Diagnostic | None, exit_code: int = 1) -> Sequence[Outcome]:
    return [
        Outcome(change=change, status=Status.FAILED, diagnostic=reason, exit_code=exit_code) for change in batch.changes
    ]


def _noted(note: Callable[Noted, None], *arguments: Noted.args, **named: Noted.kwargs) -> Diagnostic | None:
    """Write to the journal; what is wrong with it, if anything."""
    try:
        note(*arguments, **named)
    except StoreError as error:
        return error.diagnostics[0]
    return None


def _first_of_each(outcomes: Sequence[Outcome]) -> list[Diagnostic]:
    """Each reason once, though a batch reports it for every change."""
    found = dict.fromkeys(outcome.diagnostic for outcome in outcomes if outcome.diagnostic is not None)
    return list(found)
