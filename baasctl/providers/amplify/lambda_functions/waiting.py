"""Waiting for what Lambda is doing with a function."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Invalid, Unavailable
from baasctl.providers.amplify.clients.lambda_functions import LambdaFunctions
from baasctl.providers.amplify.project import Project

_FIRST_PAUSE_S: Final = 0.25
_LONGEST_PAUSE_S: Final = 4.0
_PATIENCE_S: Final = 600.0
"""A function in a network of its own takes minutes."""


def until_ready(project: Project, functions: LambdaFunctions, name: str) -> Mapping[str, Any]:
    """The configuration, once the function is active and no update of it is under way.

    Raises:
        Invalid: Lambda could not make or change it; its words say why.
        Unavailable: It is still at it.
    """
    began, pause_s = time.monotonic(), _FIRST_PAUSE_S
    while time.monotonic() - began < _PATIENCE_S:
        live = functions.configuration(name)
        state, update = live.get("State", "Active"), live.get("LastUpdateStatus", "Successful")
        if "Failed" in (state, update):
            raise Invalid(_failed(name, live))
        if state != "Pending" and update != "InProgress":
            return live
        project.progress(f"function `{name}`: {live.get('StateReason') or 'being updated'}")
        project.pause(pause_s)
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
    raise Unavailable(
        Diagnostic(
            code="APPLY370",
            summary="Lambda is still changing the function",
            detail=f"function `{name}` was not ready after {_PATIENCE_S:.0f} seconds",
            hint="make a new plan later",
        )
    )


def _failed(name: str, live: Mapping[str, Any]) -> Diagnostic:
    reason = live.get("LastUpdateStatusReason") or live.get("StateReason") or "no reason was told"
    return Diagnostic(
        code="APPLY371",
        summary="Lambda could not make or change the function",
        detail=f"function `{name}`: {reason}",
        hint="change what the reason names, and apply again",
    )
