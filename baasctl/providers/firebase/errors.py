"""Answers of Google's APIs that are no success → `ProviderError`: one table.

Envelope: `{error: {code, message, status, details: [...]}}` (research/firebase.md §2.4; google.rpc.Status,
github.com/googleapis/googleapis google/rpc/status.proto). A switched-off API is told by its ErrorInfo.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import (
    AuthFailed,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    PlanLimit,
    ProviderError,
    RateLimited,
    Unavailable,
    UnexpectedAnswer,
)
from baasctl.providers.error_case import ErrorCase
from baasctl.providers.visible_text import visible
from baasctl.transport import Response

_LONGEST_MESSAGE = 1000
_DELAY = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,9})?)s")
_RATE_WAIT_S = 20.0

CASES: Mapping[int, ErrorCase] = {
    400: ErrorCase(error=Invalid, summary="Google refuses the request", read_code="READ210", apply_code="APPLY210"),
    401: ErrorCase(
        error=AuthFailed,
        summary="Google does not accept the credential",
        read_code="READ211",
        apply_code="APPLY211",
        hint="log in again (`gcloud auth application-default login`), or make a new key of the service account",
    ),
    403: ErrorCase(
        error=Forbidden,
        summary="the credential lacks a permission",
        read_code="READ213",
        apply_code="APPLY213",
        hint="give the account a role that includes it, such as Firebase Admin, and check that the project id is right:"
        " Google answers the same for a project that does not exist",
    ),
    404: ErrorCase(
        error=NotFound, summary="Google does not know this object", read_code="READ214", apply_code="APPLY214"
    ),
    409: ErrorCase(
        error=Conflict,
        summary="another change was there first",
        read_code="READ215",
        apply_code="APPLY215",
        hint="make a new plan",
    ),
    412: ErrorCase(
        error=Conflict,
        summary="the object was changed since it was read",
        read_code="READ216",
        apply_code="APPLY216",
        hint="make a new plan",
    ),
    429: ErrorCase(
        error=RateLimited,
        summary="a quota is used up",
        read_code="READ217",
        apply_code="APPLY217",
        hint="run the command again in a minute",
    ),
}
_OFF = ErrorCase(
    error=Forbidden, summary="an API is switched off in this project", read_code="READ218", apply_code="APPLY218"
)
_NO_QUOTA_PROJECT = ErrorCase(
    error=Forbidden,
    summary="the login needs a project that its requests are counted for",
    read_code="READ206",
    apply_code="APPLY206",
    hint="set GOOGLE_CLOUD_QUOTA_PROJECT to the project's id, or run"
    " `gcloud auth application-default set-quota-project <project>`",
)
"""A person's own login counts for gcloud's project, whose APIs are off: the answer calls that SERVICE_DISABLED too."""
_NO_BILLING = ErrorCase(
    error=PlanLimit,
    summary="the project's plan does not include this",
    read_code="READ212",
    apply_code="APPLY212",
    hint="connect the project to a billing account (the Blaze plan), or take the setting out of the spec",
)
_UNAVAILABLE = ErrorCase(error=Unavailable, summary="Google failed", read_code="READ219", apply_code="APPLY219")
_UNEXPECTED = ErrorCase(
    error=UnexpectedAnswer,
    summary="Google answered with a status that its API does not name",
    read_code="READ220",
    apply_code="APPLY220",
)


def error_of(response: Response, request: str, subject: str, *, writes: bool) -> ProviderError:
    """The error that an answer means.

    Args:
        response: Any answer that is no success.
        request: Method, host and path, as the message names it.
        subject: What it is about: "project `acme`".
        writes: It would have changed something.
    """
    failure = _error_object(response)
    reason, metadata = _error_info(failure)
    case = _case(response.status, reason, failure)
    message = visible(response.redact(str(failure.get("message", "")))[:_LONGEST_MESSAGE])
    said = f": {message}" if message else ""
    return case.error(
        Diagnostic(
            code=case.code(writes=writes),
            summary=case.summary,
            detail=f"{subject}: `{request}` answered {response.status}{said}",
            hint=_hint(case, failure, metadata),
        )
    )


def asked_wait_s(response: Response) -> float | None:
    """Seconds to wait after a 429: what its RetryInfo says, or a part of the minute that most quotas are counted for.

    `None`: it speaks of no rate; how many objects there may be does not change by waiting.
    """
    failure = _error_object(response)
    for detail in _details(failure):
        found = _DELAY.fullmatch(str(detail.get("retryDelay", "")))
        if found is not None:
            return float(found[1])
    return _RATE_WAIT_S if _error_info(failure)[0] == "RATE_LIMIT_EXCEEDED" else None


def reason_of(response: Response) -> str:
    """The reason that the answer's ErrorInfo names, such as `SERVICE_DISABLED`; empty without one."""
    return _error_info(_error_object(response))[0]


def _case(status: int, reason: str, failure: Mapping[str, object]) -> ErrorCase:
    if reason == "SERVICE_DISABLED":
        return _NO_QUOTA_PROJECT if "quota project" in str(failure.get("message", "")) else _OFF
    if "BILLING_NOT_ENABLED" in str(failure.get("message", "")) or reason == "BILLING_DISABLED":
        return _NO_BILLING
    return CASES.get(status, _UNAVAILABLE if status >= 500 else _UNEXPECTED)


def _hint(case: ErrorCase, failure: Mapping[str, object], metadata: Mapping[str, object]) -> str:
    if case is not _OFF:
        return case.hint
    service = visible(str(metadata.get("service", "the API")))
    link = next(_links(failure), f"https://console.cloud.google.com/apis/library/{service}")
    return f"switch on {service} at {visible(link)}, or take the kind out of the spec or into `skip`"


def _error_object(response: Response) -> Mapping[str, object]:
    try:
        found = response.json_object().get("error")
    except UnexpectedAnswer:
        return {}
    if isinstance(found, str):
        return {"message": f"{found}: {response.json_object().get('error_description', '')}"}
    return found if isinstance(found, dict) else {}


def _details(failure: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    details = failure.get("details")
    for each in details if isinstance(details, list) else ():
        if isinstance(each, dict):
            yield each


def _error_info(failure: Mapping[str, object]) -> tuple[str, Mapping[str, object]]:
    for detail in _details(failure):
        if str(detail.get("@type", "")).endswith("google.rpc.ErrorInfo"):
            metadata = detail.get("metadata")
            return str(detail.get("reason", "")), metadata if isinstance(metadata, dict) else {}
    return "", {}


def _links(failure: Mapping[str, object]) -> Iterator[str]:
    for detail in _details(failure):
        links = detail.get("links")
        for link in links if isinstance(links, list) else ():
            if isinstance(link, dict) and str(link.get("url", "")).startswith("https://"):
                yield str(link["url"])
