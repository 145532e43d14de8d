"""Exceptions of botocore that are no answer of AWS → `ProviderError`, by the name of their class.

By name, because botocore is imported when AWS is first asked; a class that is not listed counts as the nearest of its
bases that is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import AuthFailed, Invalid, ProviderError, Unavailable, UnexpectedAnswer
from baasctl.providers.visible_text import visible

_PARAMETER: Final = re.compile(r'parameter (?:in [\w.\[\]]+: ")?([A-Za-z][\w.\[\]]*)')


def _no_credential(reason: str, request: str, about: str) -> ProviderError:
    del request
    return AuthFailed(
        Diagnostic(
            code="READ300",
            summary="there is no credential for AWS",
            detail=f"{about}: {visible(reason)}",
            hint="set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws configure`",
        )
    )


def _unreachable(reason: str, request: str, about: str) -> ProviderError:
    return Unavailable(
        Diagnostic(
            code="READ301",
            summary="AWS could not be reached",
            detail=f"{about}: `{request}`: {visible(reason)}",
            hint="run the command again later; after a write, make a new plan: it may have been carried out",
        )
    )


def _unsendable(reason: str, request: str, about: str) -> ProviderError:
    """A value that botocore itself does not send; what it says may quote the value, so only names are told."""
    names = ", ".join(f"`{name}`" for name in sorted(set(_PARAMETER.findall(reason)))) or "a parameter"
    return Invalid(
        Diagnostic(
            code="READ309",
            summary="a value cannot be sent to AWS",
            detail=f"{about}: `{request}` does not take what {names} would be",
            hint="look at these values in the spec; a newer boto3 may know newer parameters: `pip install -U boto3`",
        )
    )


def _broken(reason: str, request: str, about: str) -> ProviderError:
    return UnexpectedAnswer(
        Diagnostic(
            code="READ321",
            summary="an answer of AWS cannot be read",
            detail=f"{about}: `{request}`: {visible(reason)}",
            hint="run the command again; if it stays so, the API changed and baasctl needs an update",
        )
    )


def _late(reason: str, request: str, about: str) -> ProviderError:
    return Unavailable(
        Diagnostic(
            code="READ322",
            summary="AWS did not finish what was waited for",
            detail=f"{about}: `{request}`: {visible(reason)}",
            hint="look at the resource in the AWS console, then make a new plan",
        )
    )


def _set_up(reason: str, request: str, about: str) -> ProviderError:
    return Invalid(
        Diagnostic(
            code="READ323",
            summary="the settings of the AWS libraries cannot be used",
            detail=f"{about}: `{request}`: {visible(reason)}",
            hint="look at `region` and `profile` of the target, the AWS_ variables and ~/.aws/config",
        )
    )


Told = Callable[[str, str, str], ProviderError]
CLASSES: Final[Mapping[str, Told]] = {
    **dict.fromkeys(
        (
            *("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "UnknownCredentialError"),
            *("NoAuthTokenError", "TokenRetrievalError", "UnknownTokenProviderError", "SSOError", "LoginError"),
            *("ProfileNotFound", "MetadataRetrievalError", "RefreshWithMFAUnsupportedError"),
        ),
        _no_credential,
    ),
    **dict.fromkeys(
        ("ConnectionError", "HTTPClientError", "IncompleteReadError", "CapacityNotAvailableError"), _unreachable
    ),
    **dict.fromkeys(
        (
            *("ParamValidationError", "ValidationError", "MissingParametersError", "InvalidHostLabelError"),
            *("InvalidDNSNameError", "UnseekableStreamError", "AwsChunkedWrapperError", "MD5UnavailableError"),
            *("UnsupportedS3ArnError", "UnsupportedS3ControlArnError", "UnsupportedOutpostResourceError"),
            *("UnsupportedS3AccesspointConfigurationError", "UnsupportedS3ConfigurationError"),
            *("UnsupportedS3ControlConfigurationError", "UnknownParameterError", "AliasConflictParameterError"),
        ),
        _unsendable,
    ),
    **dict.fromkeys(
        ("ChecksumError", "FlexibleChecksumError", "PaginationError", "OperationNotPageableError", "EventStreamError"),
        _broken,
    ),
    "WaiterError": _late,
    "BotoCoreError": _set_up,
}
"""How each class is told; everything about files, regions and endpoints of the libraries is a `BotoCoreError` here."""


def told(error: Exception, request: str, about: str, redact: Callable[[str], str] = str) -> ProviderError:
    """The error that an exception of botocore means.

    Args:
        request: Service and operation: `cognito-idp UpdateUserPool`.
        about: "app `d2abc`, user pool `…`".
        redact: Takes secrets out of what botocore says.
    """
    how = next((CLASSES[base.__name__] for base in type(error).__mro__ if base.__name__ in CLASSES), _set_up)
    return how(redact(str(error)), request, about)
