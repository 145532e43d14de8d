"""`trigger.http`: the URL of a function and who may call it, between wire and attributes; pure.

    none   AuthType NONE, and everybody is allowed to call by two statements of the function's policy
    iam    AuthType AWS_IAM, and no such statement

New URLs need both statements since October 2025 (docs.aws.amazon.com/lambda/latest/dg/urls-auth.html). A URL without
authentication whose policy lets nobody in is called by nobody: it reads as if `auth` were not set, so that what a
write left half done shows in the next plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from baasctl.model.value import freeze
from baasctl.providers.amplify.lambda_functions.native_fields import ASIDE, pointer_of

HTTP: Final = "/trigger/http"
CALLERS: Final = "/trigger/http/auth"
URL: Final = "/native/amplify/FunctionUrlConfig"
AUTH: Final = {"none": "NONE", "iam": "AWS_IAM"}
CALL_URL: Final = "lambda:InvokeFunctionUrl"
CALL: Final = "lambda:InvokeFunction"
STATEMENTS: Final[Mapping[str, Mapping[str, object]]] = {
    "FunctionURLAllowInvokeAction": {"Action": CALL, "Principal": "*", "InvokedViaFunctionUrl": True},
    "FunctionURLAllowPublicAccess": {"Action": CALL_URL, "Principal": "*", "FunctionUrlAuthType": "NONE"},
}
"""Statement ids as the console names them, to the members of AddPermission; the second one opens the door."""
_PREFIX: Final = "FunctionUrlConfig."
_NAMES: Final = {value: name for name, value in AUTH.items()}


def is_of_url(path: str) -> bool:
    """Whether a field is written in the URL or its statements."""
    return path in ("/trigger", HTTP, CALLERS) or path.startswith(URL)


def decoded(
    url: Mapping[str, object] | None, statements: Iterable[Mapping[str, object]]
) -> tuple[dict[str, object], set[str]]:
    """Values by pointer, and pointers of what is not set.

    Args:
        url: As GetFunctionUrlConfig answers it; `None`: the function has none.
        statements: Of the function's policy.
    """
    natives = {path: native for path, native in ASIDE.items() if path.startswith(_PREFIX)}
    if url is None:
        return {}, {HTTP, CALLERS, *map(pointer_of, natives)}
    values: dict[str, object] = {}
    unset: set[str] = set()
    auth = _NAMES.get(str(url.get("AuthType")), "iam")
    if auth == "none" and not any(is_public(each, CALL_URL) for each in statements):
        unset |= {HTTP, CALLERS}
    else:
        values[CALLERS] = auth
    for path, native in natives.items():
        value: object = url
        for name in path.removeprefix(_PREFIX).split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        if isinstance(value, list):
            value = sorted(map(str, value))
        found = native.default if value is None else freeze(value)
        if found == native.default:
            unset.add(pointer_of(path))
        values[pointer_of(path)] = found
    return values, unset


def is_public(statement: Mapping[str, object], action: str) -> bool:
    """Whether a statement lets everybody do it."""
    principal = statement.get("Principal")
    everybody = principal == "*" or (isinstance(principal, Mapping) and principal.get("AWS") == "*")
    return bool(everybody and statement.get("Effect") == "Allow" and action in _texts(statement.get("Action")))


def opens_url(statement: Mapping[str, object]) -> bool:
    """Whether it lets everybody in through the URL: what goes when the URL is no longer open."""
    if is_public(statement, CALL_URL):
        return True
    condition = statement.get("Condition")
    via_url = isinstance(condition, Mapping) and "lambda:InvokedViaFunctionUrl" in str(condition)
    return is_public(statement, CALL) and (via_url or statement.get("Sid") in STATEMENTS)


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
