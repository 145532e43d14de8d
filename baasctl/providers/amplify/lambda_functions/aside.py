"""Settings of a function with documents of their own: asynchronous calls, recursion, runtime, signing; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from baasctl.model.value import ABSENT, Attributes, Side, at, freeze, thaw
from baasctl.providers.amplify.lambda_functions.native_fields import ASIDE, pointer_of

READS: Final = {
    "calls": "get_function_event_invoke_config",
    "recursion": "get_function_recursion_config",
    "runtime": "get_runtime_management_config",
    "signing": "get_function_code_signing_config",
}
"""Document to operation."""
PREFIXES: Final = {
    "calls": "EventInvokeConfig.",
    "recursion": "",
    "runtime": "RuntimeManagementConfig.",
    "signing": "",
}
_MEMBERS: Final = {
    part: tuple(
        path
        for path in ASIDE
        if (prefix and path.startswith(prefix))
        or path == {"recursion": "RecursiveLoop", "signing": "CodeSigningConfigArn"}.get(part)
    )
    for part, prefix in PREFIXES.items()
}


def parts_of(paths: Mapping[str, Side]) -> list[str]:
    """The documents that fields are in."""
    return [part for part, members in _MEMBERS.items() if any(pointer_of(each) in paths for each in members)]


def decoded(part: str, answer: Mapping[str, Any]) -> tuple[dict[str, object], set[str]]:
    """Values by pointer, and pointers of what is not set."""
    values: dict[str, object] = {}
    unset: set[str] = set()
    for path in _MEMBERS[part]:
        value: object = answer
        for name in path.removeprefix(PREFIXES[part]).split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        found = ASIDE[path].default if value in (None, "") else freeze(value)
        if found == ASIDE[path].default:
            unset.add(pointer_of(path))
        if found is not None:
            values[pointer_of(path)] = found
    return values, unset


def body(part: str, after: Attributes, live: Mapping[str, Any]) -> dict[str, Any]:
    """What the document is to be, whole: live members that the spec leaves out stay."""
    found: dict[str, Any] = {}
    for path in _MEMBERS[part]:
        names = path.removeprefix(PREFIXES[part]).split(".")
        value: object = live
        for name in names:
            value = value.get(name) if isinstance(value, Mapping) else None
        wanted = at(after, pointer_of(path))
        sent = value if wanted is ABSENT else ASIDE[path].default if wanted is None else thaw(wanted)  # type: ignore[arg-type]
        if sent in (None, ""):
            continue
        record = found
        for name in names[:-1]:
            record = record.setdefault(name, {})
        record[names[-1]] = sent
    return found
