"""Event source mappings between wire and attributes; pure. The source's ARN is their name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from baasctl.model.value import ABSENT, Attributes, at, freeze, pointer, thaw
from baasctl.providers.amplify.lambda_functions.event_source_fields import ALL, CREATED, NAME, UPDATABLE
from baasctl.providers.amplify.lambda_functions.native_fields import pointer_of

MAPPINGS: Final = pointer_of(NAME)
_PAUSED: Final = ("Disabled", "Disabling")


def place_of(arn: str) -> str:
    """The pointer of one mapping."""
    return f"{MAPPINGS}{pointer(arn)}"


def decoded(found: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Values by pointer."""
    values: dict[str, object] = {}
    for mapping in found:
        arn = mapping.get("EventSourceArn")
        if not isinstance(arn, str) or mapping.get("State") == "Deleting":
            continue
        values[f"{place_of(arn)}/Enabled"] = mapping.get("State") not in _PAUSED
        for path in ALL:
            value: object = mapping
            for name in path.split("."):
                value = value.get(name) if isinstance(value, Mapping) else None
            if value not in (None, "", []):
                values[f"{place_of(arn)}/{path.replace('.', '/')}"] = freeze(value)
    return values


def wanted(declared: Attributes) -> dict[str, Attributes | None]:
    """By ARN what the spec says; `None`: it is to go."""
    found = at(declared, MAPPINGS)
    if not isinstance(found, Mapping):
        return {}
    return {str(arn): each if isinstance(each, Mapping) else None for arn, each in found.items()}


def body(declared: Attributes, *, creates: bool) -> dict[str, object]:
    """Members of CreateEventSourceMapping or UpdateEventSourceMapping; nothing that the spec leaves out."""
    body: dict[str, object] = {}
    for path in {**UPDATABLE, **CREATED} if creates else UPDATABLE:
        value = at(declared, "/" + path.replace(".", "/"))
        if value is ABSENT or value is None:
            continue
        record = body
        *above, last = path.split(".")
        for name in above:
            inner = record.setdefault(name, {})
            assert isinstance(inner, dict)
            record = inner
        record[last] = thaw(value) if isinstance(value, tuple | Mapping) else value
    return body
