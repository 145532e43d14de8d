"""How one auth setting stands on the wire and how it reads as an attribute.

A codec's `read` takes a wire value that is not null and raises `Misread` when it is not what the
contract promises; `write` takes an attribute that is neither null nor a secret reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from baasctl.model.field import Field, Shape
from baasctl.model.secret import Secret
from baasctl.model.value import Value, freeze
from baasctl.providers.contract import Bounds

_SECONDS_PER_HOUR = 3600
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_SYMBOLS = "!@#$%^&*()_+-=[]{};'\\\\:\"|<>?,./`~"

CHARACTER_SETS: Mapping[tuple[str, ...], str] = {
    (): "",
    ("digit", "letter"): f"{_LETTERS}{_LETTERS.upper()}:{_DIGITS}",
    ("digit", "lowercase", "uppercase"): f"{_LETTERS}:{_LETTERS.upper()}:{_DIGITS}",
    ("digit", "lowercase", "symbol", "uppercase"): f"{_LETTERS}:{_LETTERS.upper()}:{_DIGITS}:{_SYMBOLS}",
}
"""The four values of `password_required_characters` (contract of 2026-11-09), by the classes they ask for."""


class Misread(ValueError):
    """What was expected instead; never the value."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Codec:
    """One form of values; each is itself only.

    Attributes:
        expects: What a user should write, for messages ("a whole number").
        accepts: Whether a value written under `native` is of this form.
        member: Shape and sensitivity of such a `native` member.
        bounds: Limits that every field of this form has.
        empty: Wire values besides null that say that nothing is set.
        masked: The wire shows `hex(HMAC-SHA256(ref, text))` instead of the text.
    """

    expects: str
    read: Callable[[object], Value]
    write: Callable[[Value], object]
    accepts: Callable[[Value], bool]
    member: Field = field(default_factory=Field)
    bounds: Bounds = field(default_factory=Bounds)
    empty: tuple[object, ...] = ()
    masked: bool = False


def parts_of(text: str) -> tuple[str, ...]:
    """The members of a comma-separated text, each once, without the spaces that the server adds, in order."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Misread("expected text")
    return value


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise Misread("expected a boolean")
    return value


def _number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Misread("expected a number")
    return int(value) if value == int(value) else value


def _whole(value: object) -> int:
    number = _number(value)
    if not isinstance(number, int):
        raise Misread("expected a whole number")
    return number


def _seconds(hours: object) -> int | float:
    """Float hours in seconds, a whole number where it is one but for the rounding of the division."""
    seconds = _number(hours) * _SECONDS_PER_HOUR
    return round(seconds) if abs(seconds - round(seconds)) < 1e-3 else seconds


def _hours(seconds: Value) -> int | float:
    return _number(_number(seconds) / _SECONDS_PER_HOUR)


def _port(value: object) -> int | str:
    text = _text(value).strip()
    return int(text) if text.isascii() and text.isdecimal() else text


def _members(value: object) -> tuple[str, ...]:
    return tuple(sorted(parts_of(_text(value))))


def _joined(value: Value) -> str:
    return ",".join(_texts(value))


def _texts(value: Value) -> Iterable[str]:
    if not isinstance(value, tuple):
        raise Misread("expected a list")
    return [_text(member) for member in value]


def _classes(value: object) -> tuple[str, ...]:
    """The classes that a colon-separated list of characters asks for; the symbols hold a colon themselves."""
    found: set[str] = set()
    for part in _text(value).split(":"):
        lower, upper = part.startswith(_LETTERS), _LETTERS.upper() in part
        if lower or upper:
            found.add("letter" if lower and upper else "lowercase" if lower else "uppercase")
        elif part == _DIGITS:
            found.add("digit")
        elif part.startswith("!"):
            found.add("symbol")
    return tuple(sorted(found))


def _characters(value: Value) -> str:
    return CHARACTER_SETS[tuple(sorted(_texts(value)))]


def _codes(value: object) -> Mapping[str, Value]:
    """`4915…=123456,…` as E.164 number to code."""
    pairs = [pair.partition("=") for pair in parts_of(_text(value))]
    return {f"+{number.strip().removeprefix('+')}": code.strip() for number, _, code in pairs}


def _pairs(value: Value) -> str:
    if not isinstance(value, Mapping):
        raise Misread("expected a map")
    return ",".join(f"{number.removeprefix('+')}={_text(code)}" for number, code in sorted(value.items()))


def instant(value: object) -> str:
    """A date-time of RFC 3339 in UTC, as the shortest text for it.

    Raises:
        Misread: It is none, or does not say its offset.
    """
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        raise Misread("expected a date-time") from None
    if moment.tzinfo is None:
        raise Misread("expected a date-time with its offset")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _is_instant(value: Value) -> bool:
    try:
        instant(value)
    except Misread:
        return False
    return True


_DIGEST = re.compile(r"[0-9a-f]{64}")


def _masked(value: object) -> Secret:
    """The digest, or a secret that compares with nothing when the server shows another mask."""
    text = _text(value)
    return Secret(digest=text if _DIGEST.fullmatch(text) else None)


def _is_whole(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _is_texts(value: Value) -> bool:
    return isinstance(value, tuple) and all(isinstance(member, str) for member in value)


TEXT = Codec(expects="text", read=_text, write=_text, accepts=_is_text)
ADDRESS = Codec(expects="text", read=_text, write=_text, accepts=_is_text, empty=("",))
SWITCH = Codec(expects="true or false", read=_switch, write=_switch, accepts=lambda value: isinstance(value, bool))
INVERTED = Codec(
    expects="true or false",
    read=lambda value: not _switch(value),
    write=lambda value: not _switch(value),
    accepts=lambda value: isinstance(value, bool),
)
WHOLE = Codec(expects="a whole number", read=_whole, write=_whole, accepts=_is_whole)
NUMBER = Codec(expects="a number", read=_number, write=_number, accepts=_is_number, empty=(0,))
HOURS = Codec(expects="a duration", read=_seconds, write=_hours, accepts=_is_number, empty=(0,))
PORT = Codec(expects="a whole number", read=_port, write=str, accepts=_is_whole, empty=("",))
SET = Codec(
    expects="a list of texts",
    read=_members,
    write=_joined,
    accepts=_is_texts,
    member=Field(shape=Shape.SET, element=Field()),
    empty=("",),
)
CHARACTER_CLASSES = Codec(
    expects="a list of character classes",
    read=_classes,
    write=_characters,
    accepts=_is_texts,
    bounds=Bounds(sets=tuple(CHARACTER_SETS), whose="Supabase Auth"),
    empty=("",),
)
TEST_CODES = Codec(
    expects="a map from number to code",
    read=lambda value: freeze(_codes(value)),
    write=_pairs,
    accepts=lambda value: isinstance(value, Mapping),
    member=Field(shape=Shape.MAP, element=Field(sensitive=True)),
    empty=("",),
)
INSTANT = Codec(expects="a date-time such as 2027-01-31T00:00:00Z", read=instant, write=instant, accepts=_is_instant)
SECRET = Codec(
    expects="a secret reference",
    read=_masked,
    write=_text,
    accepts=lambda value: isinstance(value, Secret),
    member=Field(sensitive=True),
    empty=("",),
    masked=True,
)
