"""Where each native field of a function stands in the requests that write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.providers.amplify.bounds import operations_of, shape_at
from baasctl.providers.amplify.lambda_functions import event_source_fields, native_fields

_OPERATIONS: Final = (
    ("lambda", "CreateFunction"),
    ("lambda", "PutFunctionRecursionConfig"),
    ("lambda", "PutFunctionCodeSigningConfig"),
    ("lambda", "PutFunctionConcurrency"),
    ("lambda", "UpdateFunctionCode"),
)
_UNDER_A_PREFIX: Final[Mapping[str, tuple[str, str]]] = {
    "EventInvokeConfig": ("lambda", "PutFunctionEventInvokeConfig"),
    "FunctionUrlConfig": ("lambda", "CreateFunctionUrlConfig"),
    "RuntimeManagementConfig": ("lambda", "PutRuntimeManagementConfig"),
    "Schedule": ("scheduler", "CreateSchedule"),
}


def places() -> Mapping[str, tuple[str, str, str]]:
    """Pointer below `native.amplify` to service, operation and member, of every field that is one."""
    found = {path.replace(".", "/"): place for path in native_fields.ALL if (place := _place(path)) is not None}
    return found | {
        f"{event_source_fields.NAME}/*/{path.replace('.', '/')}": ("lambda", "CreateEventSourceMapping", path)
        for path in event_source_fields.ALL
    }


def _place(path: str) -> tuple[str, str, str] | None:
    prefix, _, member = path.partition(".")
    if prefix in _UNDER_A_PREFIX:
        return (*_UNDER_A_PREFIX[prefix], member)
    for service, operation in _OPERATIONS:
        if operation in operations_of(service) and _is_there(service, operation, path):
            return service, operation, path
    return None


def _is_there(service: str, operation: str, path: str) -> bool:
    try:
        shape_at(service, operation, path)
    except KeyError:
        return False
    return True
