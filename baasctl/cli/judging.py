"""The exit code of one target's plan, drift or apply."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.cli.exits import CANCELLED, CHANGES, DONE, ERROR, PARTLY, REFUSED, worst
from baasctl.model.errors import BaasctlError
from baasctl.model.plan import Plan
from baasctl.model.result import ApplyResult, Status


def of_plan(plan: Plan, unreadable: Mapping[str, BaasctlError], *, changes: int) -> int:
    """Of one target's plan.

    Args:
        plan: The plan.
        unreadable: Why declared kinds could not be read, where that is known.
        changes: The code for a plan that is not empty: 0, or 2 with `--detailed-exitcode`.
    """
    codes = [changes] if plan.changes else [DONE]
    if plan.refusals:
        codes.append(REFUSED)
    if plan.unreadable:
        codes.append(worst(unreadable[kind].exit_code for kind in plan.unreadable if kind in unreadable) or ERROR)
    return worst(codes)


def of_drift(plan: Plan, unreadable: Mapping[str, BaasctlError]) -> int:
    """Of one target's drift: live access that the spec does not list is drift too."""
    codes = [CHANGES if plan.changes or plan.refusals else DONE]
    if plan.unreadable:
        codes.append(worst(unreadable[kind].exit_code for kind in plan.unreadable if kind in unreadable) or ERROR)
    return worst(codes)


def of_result(result: ApplyResult) -> int:
    """Of one target's apply."""
    if result.cancelled:
        return CANCELLED
    states = {outcome.status for outcome in result.outcomes}
    if states <= {Status.APPLIED}:
        return DONE if result.is_converged else PARTLY
    if Status.APPLIED in states or Status.UNKNOWN in states:
        return PARTLY
    return worst(outcome.exit_code for outcome in result.outcomes if outcome.status is Status.FAILED) or ERROR
