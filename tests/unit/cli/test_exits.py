"""Exit codes of DESIGN §5."""

from __future__ import annotations

import pytest

from baasctl.cli import exits, judging
from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import AuthFailed, Forbidden, Unavailable
from baasctl.model.plan import Plan
from baasctl.model.result import ApplyResult, Outcome, Status
from baasctl.model.target import Target

TARGET = Target(name="t", provider="supabase", project="p")
CHANGE = Change(address=Address("t", "auth"), action=Action.UPDATE)
REASON = Diagnostic(code="READ113", summary="no")
EMPTY = Plan(target=TARGET)
CHANGED = Plan(target=TARGET, changes=(CHANGE,))
REFUSED = Plan(target=TARGET, changes=(CHANGE,), refusals=(REASON,))
PARTIAL = Plan(target=TARGET, changes=(CHANGE,), unreadable={"functions": REASON})


def test_the_first_of_the_list_wins() -> None:
    """Several targets: the first of 8, 4, 7, 6, 5, 3, 1, 2, 0."""
    order = [8, 4, 7, 6, 5, 3, 1, 2, 0]
    assert [exits.worst(order[position:]) for position in range(len(order))] == order
    assert exits.worst([]) == 0


def test_a_plan_with_changes_exits_0_unless_asked_for_details() -> None:
    """2 is for who asks with --detailed-exitcode."""
    assert judging.of_plan(CHANGED, {}, changes=exits.DONE) == 0
    assert judging.of_plan(CHANGED, {}, changes=exits.CHANGES) == 2
    assert judging.of_plan(EMPTY, {}, changes=exits.CHANGES) == 0


def test_a_refused_plan_exits_5() -> None:
    """Unlisted live access and broken guards make the plan itself refuse."""
    assert judging.of_plan(REFUSED, {}, changes=exits.CHANGES) == 5


@pytest.mark.parametrize(("error", "code"), [(AuthFailed(), 3), (Forbidden(), 3), (Unavailable(), 1), (None, 1)])
def test_an_unreadable_kind_never_exits_0(error: AuthFailed | None, code: int) -> None:
    """3 for a permission, 1 for anything else, also when nothing differs in what was read."""
    unreadable = {"functions": error} if error is not None else {}
    assert judging.of_plan(PARTIAL, unreadable, changes=exits.CHANGES) == code
    assert judging.of_drift(PARTIAL, unreadable) == code


def test_drift_exits_2_for_changes_and_for_unlisted_access() -> None:
    """A rule that somebody added live is drift, though the plan refuses to touch it."""
    assert judging.of_drift(CHANGED, {}) == 2
    assert judging.of_drift(Plan(target=TARGET, refusals=(REASON,)), {}) == 2
    assert judging.of_drift(EMPTY, {}) == 0


def result(*states: Status, remaining: Plan | None = EMPTY, cancelled: bool = False) -> ApplyResult:
    outcomes = tuple(Outcome(change=CHANGE, status=status) for status in states)
    return ApplyResult(plan=CHANGED, outcomes=outcomes, remaining=remaining, cancelled=cancelled)


@pytest.mark.parametrize(
    ("applied", "code"),
    [
        (result(Status.APPLIED), 0),
        (result(Status.APPLIED, remaining=CHANGED), 4),
        (result(Status.APPLIED, remaining=None), 4),
        (result(Status.APPLIED, Status.FAILED, remaining=CHANGED), 4),
        (result(Status.UNKNOWN, remaining=None), 4),
        (result(Status.FAILED, Status.DROPPED, remaining=CHANGED), 1),
        (result(Status.APPLIED, Status.DROPPED, remaining=CHANGED, cancelled=True), 8),
    ],
)
def test_apply_exits_by_what_became_of_the_changes(applied: ApplyResult, code: int) -> None:
    """0 converged, 4 partly applied or not converged, 1 nothing applied, 8 stopped by the user."""
    assert judging.of_result(applied) == code
