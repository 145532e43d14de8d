"""Attribute values as a person reads them, in one line."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.kinds.types import write_duration, write_size
from baasctl.model.field import Field, Unit
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Side, Value
from baasctl.report.escaping import quoted, visible

LONGEST = 100
"""Characters of a value that fit beside its path; a longer one gets lines of its own or is cut."""

SENSITIVE = "(sensitive)"


def write_value(value: Side, field: Field | None = None) -> str:
    """A value in the user's units, without control characters and without the text of a secret."""
    if value is None:
        return "(unset)"
    if isinstance(value, Secret) or (field is not None and field.sensitive and value is not ABSENT):
        return SENSITIVE
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value, field.unit if field else Unit.NONE)
    if isinstance(value, Mapping):
        return shorten(_record(value, field))
    if isinstance(value, tuple):
        element = field.element if field else None
        return shorten("[" + ", ".join(write_value(member, element) for member in value) + "]")
    return "(not set)"


def shorten(shown: str, limit: int = LONGEST) -> str:
    """The beginning of a line that is too long, and how long it is."""
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}… ({len(shown):,} characters)"


def _text(text: str) -> str:
    if len(text) <= LONGEST:
        return quoted(text)
    return f'{quoted(text[: LONGEST - 1])[:-1]}…" ({len(text):,} characters)'


def _number(value: float, unit: Unit) -> str:
    if unit is Unit.SECONDS:
        return write_duration(value)
    if unit is Unit.BYTES:
        return write_size(value)
    return str(int(value)) if value == int(value) else str(value)


def _record(value: Mapping[str, Value], field: Field | None) -> str:
    members = (
        f"{_key(key)}: {write_value(member, field.member(key) if field else None)}" for key, member in value.items()
    )
    return "{" + ", ".join(members) + "}"


def _key(key: str) -> str:
    return visible(key) if key.replace("_", "").replace("-", "").isalnum() else quoted(key)
