"""HTTP status and body → `ProviderError`: one table."""

from __future__ import annotations

from collections.abc import Mapping

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
from baasctl.providers.supabase.clients.operations import Operation
from baasctl.providers.visible_text import visible
from baasctl.transport import Response

_LONGEST_MESSAGE = 1000

_NOT_FOUND = ErrorCase(
    error=NotFound,
    summary="Supabase does not know this project or object",
    read_code="READ114",
    apply_code="APPLY114",
)
CASES: Mapping[int, ErrorCase] = {
    400: ErrorCase(error=Invalid, summary="Supabase refuses the request", read_code="READ110", apply_code="APPLY110"),
    401: ErrorCase(
        error=AuthFailed,
        summary="Supabase does not accept the access token",
        read_code="READ111",
        apply_code="APPLY111",
        hint="make a new token at https://supabase.com/dashboard/account/tokens: this one is wrong, expired or revoked",
    ),
    402: ErrorCase(
        error=PlanLimit,
        summary="the project's plan does not include this",
        read_code="READ112",
        apply_code="APPLY112",
        hint="raise the plan of the organization, or take the setting out of the spec",
    ),
    403: ErrorCase(
        error=Forbidden, summary="the access token lacks a permission", read_code="READ113", apply_code="APPLY113"
    ),
    404: _NOT_FOUND,
    406: _NOT_FOUND,
    409: ErrorCase(
        error=Conflict,
        summary="another change is under way",
        read_code="READ115",
        apply_code="APPLY115",
        hint="make a new plan when it is done",
    ),
    429: ErrorCase(
        error=RateLimited,
        summary="Supabase asks to slow down",
        read_code="READ116",
        apply_code="APPLY116",
        hint="run the command again in a minute",
    ),
}
_UNAVAILABLE = ErrorCase(
    error=Unavailable,
    summary="Supabase failed",
    read_code="READ117",
    apply_code="APPLY117",
    hint="run the command again later",
)
_UNEXPECTED = ErrorCase(
    error=UnexpectedAnswer,
    summary="Supabase answered with a status that its API does not name",
    read_code="READ118",
    apply_code="APPLY118",
)


def case_of(status: int) -> ErrorCase:
    """The row for an HTTP status that is no success."""
    return CASES.get(status, _UNAVAILABLE if status >= 500 else _UNEXPECTED)


def error_of(response: Response, operation: Operation, ref: str, subject: str = "") -> ProviderError:
    """The error that an answer means.

    Args:
        response: Any answer that is no success.
        operation: What was asked.
        ref: The project it was asked of.
        subject: The object inside the project (`function "hello"`), if it is about one.
    """
    case = case_of(response.status)
    about = subject or f"project `{ref}`"
    message = visible(response.message(_LONGEST_MESSAGE))
    said = f": {message}" if message else ""
    return case.error(
        Diagnostic(
            code=case.code(writes=operation.writes),
            summary=case.summary,
            detail=f"{about}: `{operation}` answered {response.status}{said}",
            hint=_hint(case, operation, subject),
        )
    )


def _hint(case: ErrorCase, operation: Operation, subject: str) -> str:
    if case.error is NotFound and not subject:
        return (
            "list the projects of this token with `supabase projects list` or at"
            " https://supabase.com/dashboard/projects, and correct `project` of the target"
        )
    if case.error is Forbidden:
        return _permission_hint(operation)
    return case.hint


def _permission_hint(operation: Operation) -> str:
    if not operation.scope:
        return "use a token of a member of the project's organization"
    return (
        f"the token needs the permission {operation.permission} (OAuth scope {operation.scope}),"
        " and its owner a role in the project's organization that includes it"
    )
