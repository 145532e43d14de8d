"""From changed settings to wire leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Invalid
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Value, pointer
from baasctl.providers.firebase.identity_toolkit.rows import Row, declared, touches

Reveal: TypeAlias = Callable[[Secret, str], str]
"""The text of a secret at a pointer; raises `Invalid` when nobody knows it."""


def leaves_of(rows: Iterable[Row], change: Change, reveal: Reveal) -> dict[str, object]:
    """The leaves of the settings that changed, `None` to clear; of a new resource all that is declared."""
    update: dict[str, object] = {}
    for row in rows:
        value = declared(change.after, row.pointer)
        if value is not ABSENT and is_touched(change, row.pointer):
            update[row.wire] = wire_value(row, value, reveal)  # type: ignore[arg-type]
    return update


def is_touched(change: Change, path: str) -> bool:
    """Whether a change writes the setting at a pointer."""
    return change.action is not Action.UPDATE or any(touches(field, path) for field in change.fields)


def wire_value(row: Row, value: Value, reveal: Reveal) -> object:
    """One value as the wire has it, secrets in clear."""
    return None if value is None else row.codec.write(_revealed(value, row.pointer, reveal))


def masked(secret: Secret, path: str) -> str:
    """For `describe`: no secret is shown."""
    del path
    return str(secret)


def refusal(change: Change, path: str, detail: str, hint: str) -> Invalid:
    """The error for a change that must not be sent."""
    return Invalid(
        Diagnostic(
            code="APPLY230",
            summary="baasctl does not send this change",
            detail=detail,
            hint=hint,
            span=next((field.span for field in change.fields if field.path == path), change.span),
            address=change.address,
        )
    )


def _revealed(value: Value, path: str, reveal: Reveal) -> Value:
    if isinstance(value, Secret):
        return reveal(value, path)
    if isinstance(value, Mapping):
        return {key: _revealed(member, path + pointer(key), reveal) for key, member in value.items()}
    return value
