"""Waiting for what Lambda is doing with a function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Invalid, Unavailable
from baasctl.providers.amplify.clients.lambda_functions import LambdaFunctions
from baasctl.providers.amplify.project import Project

_PAUSES_S: Final = (0.2, 0.5, 1.0, 1.0, 2.0, 2.0, *(5.0,) * 60)


def until_ready(project: Project, functions: LambdaFunctions, name: str) -> Mapping[str, Any]:
    """The configuration, once the function is active and no update of it is under way.

    Raises:
        Invalid: Lambda could not make or change it; its words say why.
        Unavailable: It is still at it.
    """
    for seconds in _PAUSES_S:
        live = functions.configuration(name)
        state, update = live.get("State", "Active"), live.get("LastUpdateStatus", "Successful")
        if "Failed" in (state, update):
            raise Invalid(_failed(name, live))
        if state != "Pending" and update != "InProgress":
            return live
        project.progress(f"function `{name}`: {live.get('StateReason') or 'being updated'}")
        project.pause(seconds)
    raise Unavailable(
        Diagnostic(
            code="APPLY370",
            summary="Lambda is still changing the function",
            detail=f"function `{name}` was not ready after {sum(_PAUSES_S):.0f} seconds",
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
