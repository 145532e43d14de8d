"""What the platform does in the background is waited for, visibly and not for ever."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Cancelled, Forbidden, Unavailable
from baasctl.model.result import Status
from baasctl.model.target import Target
from baasctl.providers.supabase.clients.management import ManagementApi
from baasctl.providers.supabase.project import Project
from baasctl.providers.supabase.waiting import LIMIT_S, wait_until
from baasctl.providers.writing import status_of

AWAY = Unavailable(Diagnostic(code="READ117", summary="away"))


def project(pauses: list[float], told: list[str], pause: Callable[[float], None] | None = None) -> Project:
    return Project(
        target=Target(name="prod", provider="supabase", project="abcdefghijklmnopqrst"),
        api=cast(ManagementApi, None),
        root=Path(),
        pause=pause or pauses.append,
        progress=told.append,
    )


def answers(*given: bool | Exception) -> Callable[[], bool]:
    left = list(given)

    def ask() -> bool:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return ask


def test_it_waits_until_it_is_done_and_says_so() -> None:
    """Each pause is announced with what is waited for and for how long."""
    pauses: list[float] = []
    told: list[str] = []
    wait_until(project(pauses, told), answers(False, AWAY, False, False, True), "the database has restarted")
    assert pauses == [1, 2, 3, 5]
    assert told[0] == "prod: waiting until the database has restarted, 0 s"
    assert told[-1] == "prod: waiting until the database has restarted, 6 s"


def test_what_is_done_at_once_is_not_waited_for() -> None:
    """No pause, no word."""
    pauses: list[float] = []
    wait_until(project(pauses, []), answers(True), "it is done")
    assert pauses == []


@pytest.mark.parametrize("answer", [False, AWAY])
def test_time_is_limited_and_the_outcome_unknown(answer: Any) -> None:
    """After the limit nobody knows: neither applied nor failed."""
    pauses: list[float] = []
    with pytest.raises(Unavailable) as unsettled:
        wait_until(project(pauses, []), answers(answer), "it is done")
    assert LIMIT_S <= sum(pauses) < LIMIT_S + 10
    assert status_of(unsettled.value) is Status.UNKNOWN
    assert "not within 600 s" in str(unsettled.value)


def test_a_stopped_run_leaves_the_outcome_unknown() -> None:
    """The change was sent, so Ctrl-C does not make it failed."""

    def stopped(_: float) -> None:
        raise Cancelled(Diagnostic(code="READ920", summary="stopped"))

    with pytest.raises(Unavailable) as unsettled:
        wait_until(project([], [], stopped), answers(False), "it is done")
    assert status_of(unsettled.value) is Status.UNKNOWN


def test_an_answer_that_says_no_ends_the_wait() -> None:
    """A token that may not look is no reason to look again."""
    no = Forbidden(Diagnostic(code="READ113", summary="no"))
    with pytest.raises(Forbidden):
        wait_until(project([], []), answers(no), "it is done")
