"""How one setting of Identity Toolkit stands on the wire and how it reads as an attribute.

A codec's `read` takes a wire value that is not null and raises `Misread` when it is not what the discovery document
promises; `write` takes an attribute that is neither null nor a secret reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from baasctl.model.field import Field, Shape
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Side, Value, freeze, thaw


class Misread(ValueError):
    """What was expected instead; never the value."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Codec:
    """One form of values; each is itself only.

    Attributes:
        expects: What a user should write, for messages ("a whole number").
        accepts: Whether a value written under `native` is of this form.
        absent: What a missing member amounts to; `ABSENT` where only the server knows.
        member: Shape and sensitivity of such a `native` member.
        normal: The normal form of a desired value.
    """

    expects: str
    read: Callable[[object], Value]
    write: Callable[[Value], object]
    accepts: Callable[[Value], bool]
    absent: Side = ABSENT
    member: Field = field(default_factory=Field)
    normal: Callable[[Value], Value] = lambda value: value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Misread("expected text")
    return value


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise Misread("expected a boolean")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
        raise Misread("expected a whole number")
    return int(value)


def _int64(value: object) -> int:
    """An int64, which proto3 JSON writes as text."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,19}", value):
        return int(value)
    return _whole(value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise Misread("expected a list")
    return tuple(sorted({_text(member) for member in value}))


def _records(value: object) -> Value:
    """Messages whose order means nothing, without what proto3 leaves out."""
    if not isinstance(value, list | tuple) or not all(isinstance(member, Mapping) for member in value):
        raise Misread("expected a list of maps")
    filled = [{name: each for name, each in member.items() if each not in (None, 0, "")} for member in value]
    return freeze(sorted(filled, key=lambda member: json.dumps(member, sort_keys=True, default=str)))


def _codes(value: object) -> Value:
    """E.164 number to the digest that the client puts in the place of its code."""
    if not isinstance(value, Mapping):
        raise Misread("expected a map")
    return freeze({_number(number): Secret(digest=_text(code)) for number, code in value.items()})


def _number(number: object) -> str:
    return "+" + re.sub(r"[^0-9]", "", _text(number))


def _pairs(value: Value) -> object:
    if not isinstance(value, Mapping):
        raise Misread("expected a map")
    return {number: _text(code) for number, code in sorted(value.items())}


def _instant(value: object) -> str:
    try:
        moment = datetime.fromisoformat(_text(value))
        in_utc = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Misread("expected a date-time") from None
    if moment.tzinfo is None:
        raise Misread("expected a date-time with its offset")
    return in_utc.isoformat().replace("+00:00", "Z")


def _seconds(value: object) -> str:
    """`3600s`, `3600.500s` and so on, the shortest text for it."""
    found = re.fullmatch(r"([0-9]{1,12})(?:\.([0-9]{1,9}))?s", _text(value))
    if found is None:
        raise Misread("expected seconds such as 3600s")
    fraction = (found[2] or "").rstrip("0")
    return f"{int(found[1])}{'.' + fraction if fraction else ''}s"


def _accepted_by(read: Callable[[object], Value]) -> Callable[[Value], bool]:
    def accepts(value: Value) -> bool:
        try:
            read(value)
        except Misread:
            return False
        return True

    return accepts


def _is_whole(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


TEXT = Codec(
    expects="text that is not empty",
    read=_text,
    write=_text,
    accepts=lambda value: isinstance(value, str) and value != "",
)
SWITCH = Codec(
    expects="true or false", read=_switch, write=_switch, accepts=lambda value: isinstance(value, bool), absent=False
)
INVERTED = Codec(
    expects="true or false",
    read=lambda value: not _switch(value),
    write=lambda value: not _switch(value),
    accepts=lambda value: isinstance(value, bool),
    absent=True,
)
WHOLE = Codec(expects="a whole number", read=_whole, write=_whole, accepts=_is_whole)
INT64 = Codec(expects="a whole number", read=_int64, write=str, accepts=_is_whole)
SET = Codec(
    expects="a list of texts",
    read=_texts,
    write=lambda value: list(_texts(value)),
    accepts=_accepted_by(_texts),
    absent=(),
    member=Field(shape=Shape.SET, element=Field()),
    normal=_texts,
)
RECORDS = Codec(
    expects="a list of maps",
    read=_records,
    write=thaw,
    accepts=_accepted_by(_records),
    absent=(),
    member=Field(shape=Shape.SET, element=Field(shape=Shape.RECORD)),
    normal=_records,
)
INSTANT = Codec(
    expects="a date-time such as 2027-01-31T00:00:00Z",
    read=_instant,
    write=_instant,
    accepts=_accepted_by(_instant),
    normal=_instant,
)
SECONDS = Codec(
    expects="seconds such as 3600s", read=_seconds, write=_seconds, accepts=_accepted_by(_seconds), normal=_seconds
)
SECRET = Codec(
    expects="a secret reference",
    read=lambda value: Secret(digest=_text(value)),
    write=_text,
    accepts=lambda value: isinstance(value, Secret),
    member=Field(sensitive=True),
)
TEST_CODES = Codec(
    expects="a map from number to code",
    read=_codes,
    write=_pairs,
    accepts=lambda value: isinstance(value, Mapping),
    absent=freeze({}),
    member=Field(shape=Shape.MAP, element=Field(sensitive=True)),
)
