"""Types of attribute fields: what a user may write, and the normal form it becomes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from baasctl.model.field import Shape, Unit
from baasctl.model.secret import Secret

_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_DURATION_UNITS = (86400, 3600, 60, 1)
_SIZE = re.compile(r"(\d+)(B|KiB|MiB|GiB|TiB)")
_SIZE_UNITS = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


@dataclass(frozen=True, slots=True)
class Meta:
    """What `field_tree` reads from an annotation and pydantic does not need."""

    shape: Shape | None = None
    unit: Unit = Unit.NONE
    sensitive: bool = False
    immutable: bool = False
    informative: bool = False
    names_are_free: bool = False


IMMUTABLE = Meta(immutable=True)


def read_duration(value: object) -> int:
    """`90s`, `15m`, `1h30m`, `30d` in whole seconds.

    Raises:
        ValueError: Anything else, plain numbers included: they do not say their unit.
    """
    match = _DURATION.fullmatch(value) if isinstance(value, str) and value else None
    if match is None:
        message = f"`{value}` is not a duration; write a number with its unit: 90s, 15m, 1h30m or 30d"
        raise ValueError(message)
    return sum(int(part) * unit for part, unit in zip(match.groups(), _DURATION_UNITS, strict=True) if part)


def write_duration(seconds: float) -> str:
    """The shortest text that `read_duration` reads as this many seconds."""
    if seconds != int(seconds):
        return f"{seconds:g}s"
    rest, text = int(seconds), ""
    for unit, letter in zip(_DURATION_UNITS, "dhms", strict=True):
        count, rest = divmod(rest, unit)
        text += f"{count}{letter}" if count else ""
    return text or "0s"


def read_size(value: object) -> int:
    """`512MiB`, `10GiB` in bytes; binary units only.

    Raises:
        ValueError: Anything else, plain numbers included.
    """
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        message = f"`{value}` is not a size; write a number with a binary unit: 512KiB, 10MiB or 2GiB"
        raise ValueError(message)
    return int(match[1]) * _SIZE_UNITS[match[2]]


def write_size(size_bytes: float) -> str:
    """The text in the largest unit that divides it."""
    for unit in reversed(_SIZE_UNITS):
        if size_bytes and size_bytes % _SIZE_UNITS[unit] == 0:
            return f"{int(size_bytes // _SIZE_UNITS[unit])}{unit}"
    return f"{int(size_bytes)}B"


def _secret(value: object) -> Secret:
    if isinstance(value, Secret):
        return value
    message = 'a secret may not stand here as plain text; write a reference such as "${secret:env:NAME}"'
    raise ValueError(message)


def _text(value: object) -> object:
    if isinstance(value, Secret):
        message = "a secret may not be used here: this field is not sensitive and would be shown"
        raise ValueError(message)  # noqa: TRY004 - pydantic collects ValueError only
    if isinstance(value, bool | int | float):
        message = f"`{str(value).lower() if isinstance(value, bool) else value}` is not text; put it in quotes"
        raise ValueError(message)  # noqa: TRY004 - pydantic collects ValueError only
    return value


def _json(value: object) -> object:
    if isinstance(value, dict):
        return {key: _json(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_json(member) for member in value)
    return _text(value) if isinstance(value, Secret) else value


def _unique(value: object) -> object:
    if not isinstance(value, list | tuple):
        message = "this is a set; write a list"
        raise ValueError(message)  # noqa: TRY004 - pydantic collects ValueError only
    seen: list[object] = []
    for member in value:
        if member in seen:
            message = f"`{member}` stands here twice"
            raise ValueError(message)
        seen.append(member)
    return tuple(sorted(value, key=str))


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


T = TypeVar("T")
Text = Annotated[str, BeforeValidator(_text)]
Duration = Annotated[
    int,
    BeforeValidator(read_duration),
    WithJsonSchema(
        {"type": "string", "pattern": r"^(?=\d)(\d+d)?(\d+h)?(\d+m)?(\d+s)?$", "examples": ["90s", "1h", "30d"]}
    ),
    Meta(unit=Unit.SECONDS),
]
Size = Annotated[
    int,
    BeforeValidator(read_size),
    WithJsonSchema({"type": "string", "pattern": r"^\d+(B|KiB|MiB|GiB|TiB)$", "examples": ["512KiB", "10MiB"]}),
    Meta(unit=Unit.BYTES),
]
SecretText = Annotated[
    Secret,
    PlainValidator(_secret),
    WithJsonSchema({"type": "string", "pattern": r"\$\{secret:[^}]+\}"}),
    Meta(sensitive=True),
]
SetOf = Annotated[tuple[T, ...], BeforeValidator(_unique), Meta(shape=Shape.SET)]
ListOf = Annotated[tuple[T, ...], BeforeValidator(_tuple), Meta(shape=Shape.LIST)]
MapOf = Annotated[dict[str, T], Meta(shape=Shape.MAP)]
EntriesOf = Annotated[dict[str, T], Meta(shape=Shape.RECORD, names_are_free=True)]
"""A map whose entries are compared one by one; what an entry that the spec leaves out means is the provider's word."""


Json = Annotated[
    object,
    BeforeValidator(_json),
    WithJsonSchema({"type": ["string", "number", "boolean", "object", "array", "null"]}),
]
"""Any data without secrets."""

Native = Annotated[
    dict[str, dict[str, object]],
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "object"}}),
    Meta(shape=Shape.RECORD),
]
"""Provider to wire name to value; `support.py` of the provider says which names there are and checks the values."""
