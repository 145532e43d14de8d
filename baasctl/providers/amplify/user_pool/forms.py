"""Forms of wire values: how one reads as an attribute, and back.

`read` takes a wire value that is not null and raises `Misread` when it is not what botocore's model says; `write`
takes an attribute that is not null.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from baasctl.model.field import Field, Shape
from baasctl.model.value import Value, freeze, thaw


class Misread(ValueError):
    """What was expected instead; never the value."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Form:
    """One form of values.

    Attributes:
        expects: What a user should write, for messages.
        member: Shape of a `native` member of this form.
        words: The only attribute values, where they differ from those on the wire.
    """

    expects: str
    read: Callable[[object], Value]
    write: Callable[[Value], object] = thaw
    member: Field = field(default_factory=Field)
    words: tuple[Value, ...] = ()

    def accepts(self, value: Value) -> bool:
        """Whether a value written in a spec is of this form."""
        if self.words:
            return value in self.words
        try:
            self.read(thaw(value))
        except Misread:
            return False
        return True


def _of_type(kind: type, expected: str) -> Callable[[object], Value]:
    def read(value: object) -> Value:
        if type(value) is not kind:
            raise Misread(f"expected {expected}")
        return freeze(value)

    return read


_text = _of_type(str, "text")


def _text_set(value: object) -> Value:
    if not isinstance(value, list | tuple):
        raise Misread("expected a list")
    return tuple(sorted({str(_text(member)) for member in value}))


def _text_map(value: object) -> Value:
    if not isinstance(value, Mapping):
        raise Misread("expected a map")
    return freeze({str(key): _text(member) for key, member in sorted(value.items())})


def _record_set(value: object) -> Value:
    """Records whose order means nothing, without members that hold nothing."""
    if not isinstance(value, list | tuple) or not all(isinstance(member, Mapping) for member in value):
        raise Misread("expected a list of maps")
    filled = [_without_nothing(member) for member in value]
    return freeze(sorted(filled, key=lambda member: json.dumps(member, sort_keys=True, default=str)))


def _without_nothing(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    return {key: _without_nothing(member) for key, member in value.items() if member not in (None, "", {}, [])}


def _any_map(value: object) -> Value:
    if not isinstance(value, Mapping):
        raise Misread("expected a map")
    return freeze(value)


TEXT = Form(expects="text", read=_text)
SWITCH = Form(expects="true or false", read=_of_type(bool, "a boolean"))
WHOLE = Form(expects="a whole number", read=_of_type(int, "a whole number"))
TEXT_SET = Form(expects="a list of texts", read=_text_set, member=Field(shape=Shape.SET, element=Field()))
TEXT_MAP = Form(expects="a map of texts", read=_text_map, member=Field(shape=Shape.MAP, element=Field()))
RECORD_SET = Form(
    expects="a list of maps", read=_record_set, member=Field(shape=Shape.SET, element=Field(shape=Shape.RECORD))
)
ANY_MAP = Form(expects="a map", read=_any_map, member=Field(shape=Shape.MAP, element=Field()))


def choice(words: Mapping[Value, object]) -> Form:
    """A word on the wire for each of some attribute values."""
    values = {wire: value for value, wire in words.items()}

    def read(value: object) -> Value:
        if value not in values:
            raise Misread(f"expected one of {', '.join(map(str, values))}")
        return values[value]

    return Form(
        expects=", ".join(str(word).lower() for word in words),
        read=read,
        write=lambda value: words.get(value, value),
        words=tuple(words),
    )
