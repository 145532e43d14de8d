"""Operations that Google finishes later (`google.longrunning`): poll until done.

Answer: `{name, done, error | response, metadata}` (research/firebase.md §2.4).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import (
    Cancelled,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    ProviderError,
    RateLimited,
    Unavailable,
)
from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.strict import expect
from baasctl.providers.visible_text import visible

LIMIT_S: Final = 1500
"""25 minutes: what the Firebase CLI waits for a function."""
_FIRST_PAUSE_S: Final = 0.25
_LONGEST_PAUSE_S: Final = 5.0
_LONGEST_MESSAGE: Final = 1000
_ERRORS: Mapping[int, type[ProviderError]] = {
    3: Invalid,
    5: NotFound,
    6: Conflict,
    7: Forbidden,
    8: RateLimited,
    9: Conflict,
    10: Conflict,
    14: Unavailable,
}
"""By google.rpc.Code; another code is `Invalid`."""


def finished(
    google: GoogleApis,
    host: str,
    version: str,
    operation: Mapping[str, object],
    *,
    subject: str,
    pause: Callable[[float], None],
    progress: Callable[[str], None],
    limit_s: float = LIMIT_S,
) -> dict[str, object]:
    """The `response` of an operation, once it is done; empty when it has none.

    Args:
        host: That answered with the operation.
        version: Of its API, as in the path: `v2`.
        operation: As it was answered; may be done already.
        subject: For messages and progress: 'function "resize"'.

    Raises:
        ProviderError: The operation failed, or nobody knows: time is up, or the user stopped the run (`Unavailable`).
    """
    began, waited, rest = time.monotonic(), 0.0, _FIRST_PAUSE_S
    try:
        while not operation.get("done"):
            if waited >= limit_s:
                raise _unknown(subject, f"it is not done after {limit_s:.0f} s")
            progress(f"waiting for {subject}, {waited:.0f} s")
            pause(rest)
            waited = max(waited + rest, time.monotonic() - began)
            rest = min(rest * 1.5, _LONGEST_PAUSE_S)
            name = expect(operation.get("name"), str, "operation", "/name")
            operation = google.ask(
                host, "GET", f"/{version}/{quote(name, errors='replace')}", subject=subject
            ).json_object()
    except Cancelled:
        raise _unknown(subject, f"the run was stopped after {waited:.0f} s") from None
    failure = operation.get("error")
    if isinstance(failure, dict):
        raise _failed(subject, failure)
    response = operation.get("response")
    return response if isinstance(response, dict) else {}


def _failed(subject: str, failure: Mapping[str, object]) -> ProviderError:
    code = failure.get("code")
    kind = _ERRORS.get(code, Invalid) if isinstance(code, int) else Invalid
    return kind(
        Diagnostic(
            code="APPLY221",
            summary="Google began the change and then gave it up",
            detail=f"{subject}: {visible(str(failure.get('message', 'no reason was given')))[:_LONGEST_MESSAGE]}",
            hint="read the reason, and make a new plan",
        )
    )


def _unknown(subject: str, why: str) -> Unavailable:
    return Unavailable(
        Diagnostic(
            code="APPLY222",
            summary="the change was accepted, but is not done yet",
            detail=f"{subject}: {why}",
            hint="it goes on at Google; plan again in some minutes",
        )
    )
