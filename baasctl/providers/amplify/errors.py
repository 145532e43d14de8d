"""Errors of AWS and of botocore → `ProviderError`: one table.

By the error's code, where it has a meaning of its own, else by the HTTP status (botocore's service models).
"""

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
from baasctl.providers.visible_text import visible

_LONGEST_MESSAGE = 1000

_INVALID = ErrorCase(error=Invalid, summary="AWS refuses the request", read_code="READ310", apply_code="APPLY310")
_AUTH = ErrorCase(
    error=AuthFailed,
    summary="AWS does not accept the credential",
    read_code="READ311",
    apply_code="APPLY311",
    hint="`aws sts get-caller-identity` tells who you are; log in again, or make a new access key",
)
_FORBIDDEN = ErrorCase(
    error=Forbidden, summary="the credential lacks a permission", read_code="READ313", apply_code="APPLY313"
)
_MISSING = ErrorCase(
    error=NotFound, summary="AWS does not know this object", read_code="READ314", apply_code="APPLY314"
)
_CONFLICT = ErrorCase(
    error=Conflict,
    summary="another change was there first",
    read_code="READ315",
    apply_code="APPLY315",
    hint="make a new plan",
)
_LIMIT = ErrorCase(
    error=PlanLimit,
    summary="a quota of the account is used up",
    read_code="READ312",
    apply_code="APPLY312",
    hint="look at Service Quotas in the AWS console; some can be raised",
)
_THROTTLED = ErrorCase(
    error=RateLimited,
    summary="AWS asks to slow down",
    read_code="READ317",
    apply_code="APPLY317",
    hint="run the command again in a minute",
)
_FAILED = ErrorCase(error=Unavailable, summary="AWS failed", read_code="READ319", apply_code="APPLY319")
_UNEXPECTED = ErrorCase(
    error=UnexpectedAnswer,
    summary="AWS answered with a status that its API does not name",
    read_code="READ320",
    apply_code="APPLY320",
)
CODES: Mapping[str, ErrorCase] = {
    **dict.fromkeys(
        (
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
            "IncompleteSignature",
            "MissingAuthenticationToken",
            "ExpiredToken",
            "ExpiredTokenException",
            "RequestExpired",
            "TokenRefreshRequired",
        ),
        _AUTH,
    ),
    **dict.fromkeys(
        (
            "AccessDenied",
            "AccessDeniedException",
            "NotAuthorizedException",
            "UnauthorizedException",
            "AuthorizationError",
            "OptInRequired",
        ),
        _FORBIDDEN,
    ),
    **dict.fromkeys(
        ("LimitExceededException", "LimitExceeded", "ServiceQuotaExceededException", "TooManyBuckets"), _LIMIT
    ),
    **dict.fromkeys(
        (
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "RequestThrottled",
            "RequestThrottledException",
            "TooManyRequestsException",
            "RequestLimitExceeded",
            "SlowDown",
            "BandwidthLimitExceeded",
        ),
        _THROTTLED,
    ),
    **dict.fromkeys(
        (
            "ConcurrentModificationException",
            "ConcurrentModification",
            "ResourceConflictException",
            "ConflictException",
            "PreconditionFailedException",
            "PreconditionFailed",
            "OperationAborted",
            "EntityAlreadyExists",
            "BucketAlreadyExists",
            "BucketAlreadyOwnedByYou",
        ),
        _CONFLICT,
    ),
    **dict.fromkeys(
        (
            *("ResourceNotFoundException", "NotFoundException", "NoSuchEntity", "NoSuchBucket"),
            *("UserPoolNotFoundException", "ParameterNotFound"),
        ),
        _MISSING,
    ),
}
"""Error codes whose meaning the HTTP status does not tell, over all services."""
_BY_STATUS: Mapping[int, ErrorCase] = {
    400: _INVALID,
    401: _AUTH,
    403: _FORBIDDEN,
    404: _MISSING,
    408: _FAILED,
    409: _CONFLICT,
    412: _CONFLICT,
    429: _THROTTLED,
}


def error_of(code: str, status: int, message: str, request: str, subject: str, *, writes: bool) -> ProviderError:
    """The error that a refusal of AWS means.

    Args:
        code: Of the error, such as `InvalidParameterException`.
        message: AWS's words, without secrets.
        request: Service and operation: `cognito-idp UpdateUserPool`.
        subject: What it is about: "app `d2abc`".
    """
    case = CODES.get(code) or _BY_STATUS.get(status) or _by_class(status)
    said = visible(message)[:_LONGEST_MESSAGE]
    named = "" if code == str(status) else f" {visible(code)}"
    return case.error(
        Diagnostic(
            code=case.code(writes=writes),
            summary=case.summary,
            detail=f"{subject}: `{request}` answered {status}{named}: {said}",
            hint=case.hint,
        )
    )


def _by_class(status: int) -> ErrorCase:
    if status >= 500:
        return _FAILED
    return _INVALID if status >= 400 else _UNEXPECTED
