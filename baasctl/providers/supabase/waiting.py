"""Waiting until the platform has done what it said that it would do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Cancelled, RateLimited, Unavailable
from baasctl.providers.supabase.project import Project

LIMIT_S: Final = 600
_FIRST_PAUSES_S: Final = (1, 2, 3)
_PAUSE_S: Final = 5


def wait_until(project: Project, is_done: Callable[[], bool], subject: str) -> None:
    """Ask again and again, up to 10 minutes; the API may be away meanwhile.

    Args:
        is_done: Asks once; raises `Unavailable` where there is no answer, for example while the database restarts.
        subject: What is waited for, as a clause: "the database enforces encryption".

    Raises:
        Unavailable: Nobody knows whether it will be done: time is up, or the user stopped the run.
    """
    began, waited = time.monotonic(), 0
    pauses = iter(_FIRST_PAUSES_S)
    try:
        while not _answered(is_done):
            if waited >= LIMIT_S:
                raise _unsettled(subject, f"not within {LIMIT_S} s")
            pause = next(pauses, _PAUSE_S)
            project.progress(f"{project.target.name}: waiting until {subject}, {waited} s")
            project.pause(pause)
            waited = max(waited + pause, int(time.monotonic() - began))
    except Cancelled:
        raise _unsettled(subject, f"the run was stopped after {waited} s") from None


def _answered(is_done: Callable[[], bool]) -> bool:
    try:
        return is_done()
    except (Unavailable, RateLimited):
        return False


def _unsettled(subject: str, why: str) -> Unavailable:
    return Unavailable(
        Diagnostic(
            code="APPLY190",
            summary="the change was accepted, but is not in force yet",
            detail=f"waited until {subject}: {why}",
            hint="it goes on at Supabase; plan again in some minutes, and look at the project's dashboard",
        )
    )
