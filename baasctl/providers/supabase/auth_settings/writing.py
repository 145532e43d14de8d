"""From changed fields to fields of `PATCH /v1/projects/{ref}/config/auth`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Invalid
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Value, pointer
from baasctl.providers.supabase.auth_settings.rows import Row, declared

Reveal: TypeAlias = Callable[[Secret, str], str]
"""The text of a secret at a pointer; raises `Invalid` when nobody knows it."""


def written(rows: Iterable[Row], change: Change, reveal: Reveal) -> dict[str, object]:
    """The wire fields of the settings that changed, `None` to unset; of a new name all that is declared."""
    body: dict[str, object] = {}
    is_new = change.action is not Action.UPDATE
    for row in rows:
        value = declared(change.after, row.pointer)
        if value is not ABSENT and (is_new or any(row.is_touched_by(field) for field in change.fields)):
            body[row.wire] = wire_value(row, value, reveal)  # type: ignore[arg-type]
    return body


def wire_value(row: Row, value: Value, reveal: Reveal) -> object:
    """One value as the wire has it, secrets in clear."""
    return None if value is None else row.codec.write(_revealed(value, row.pointer, reveal))


def masked(secret: Secret, path: str) -> str:
    """For `describe`: no secret is shown."""
    del path
    return str(secret)


def refuse(change: Change, path: str, detail: str, hint: str) -> Invalid:
    """The error for a change that must not be sent."""
    return Invalid(
        Diagnostic(
            code="APPLY130",
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
