"""Write a plan, batch after batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from baasctl.apply.journal import Journal
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import BaasctlError
from baasctl.model.plan import Batch, Plan
from baasctl.model.plan_document import plan_digest
from baasctl.model.result import ApplyResult, Outcome, Status
from baasctl.model.secret import Vault
from baasctl.providers.contract import Provider
from baasctl.workers import Stop


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
    dropped.
    """
    outcomes: list[Outcome] = []
    journal.began(plan.target.name, plan_digest(plan), len(plan.batches))
    cancelled = failed = False
    for index, batch in enumerate(plan.batches):
        cancelled = cancelled or stop.is_requested
        if failed or cancelled:
            outcomes.extend(Outcome(change=change, status=Status.DROPPED) for change in batch.changes)
            continue
        progress(f"{plan.target.name}: writing {batch.key}, {index + 1} of {len(plan.batches)}")
        journal.writing(index, batch)
        found = _written(provider, batch, vault)
        journal.wrote(index, found)
        outcomes.extend(found)
        failed = any(outcome.status is not Status.APPLIED for outcome in found)
    journal.ended("failed" if failed else "cancelled" if cancelled else "done")
    return ApplyResult(
        plan=plan,
        outcomes=tuple(outcomes),
        diagnostics=tuple(_first_of_each(outcomes)),
        cancelled=cancelled,
    )


def _written(provider: Provider, batch: Batch, vault: Vault) -> Sequence[Outcome]:
    try:
        return provider.execute(batch, vault)
    except BaasctlError as error:
        reason = error.diagnostics[0] if error.diagnostics else None
        return [Outcome(change=change, status=Status.FAILED, diagnostic=reason) for change in batch.changes]


def _first_of_each(outcomes: Sequence[Outcome]) -> list[Diagnostic]:
    """Each reason once, though a batch reports it for every change."""
    found = dict.fromkeys(outcome.diagnostic for outcome in outcomes if outcome.diagnostic is not None)
    return list(found)
