"""One row per setting outside of auth: its name in the spec, on the wire, and in the effective document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from baasctl.model.change import Change
from baasctl.model.value import ABSENT, Side, Value
from baasctl.providers.contract import Bounds, Yes
from baasctl.providers.strict import unexpected
from baasctl.providers.supabase.auth_settings.codecs import SET, Codec, Misread, parts_of
from baasctl.providers.supabase.auth_settings.rows import Row, declared


def _ordered(value: object) -> tuple[str, ...]:
    if not isinstance(value, str):
        raise Misread("expected text")
    return parts_of(value)


ORDERED = Codec(expects="a list of texts", read=_ordered, write=SET.write, accepts=SET.accepts)
"""Comma-separated text whose order means something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Row):
    """One setting; `wire` is its dotted place in the v1 document.

    Attributes:
        effective: Its dotted place in the block of the v2 document; left out, the same as `wire`.
        source: The operation that writes it, and the contract.
        whose: Whose limits the bounds are.
    """

    effective: str = ""
    source: str
    whose: str
    nullable: bool = False

    @property
    def answer(self) -> Yes:
        """The row of the support table."""
        bounds = self.bounds if self.bounds == Bounds() else replace(self.bounds, whose=self.whose)
        return Yes(wire=self.wire, bounds=bounds, unset=self.nullable, source=self.source, note=self.note)


def read(rows: Iterable[Setting], document: Mapping[str, object], name: str, *, effective: bool) -> dict[str, Value]:
    """The values that a document has, by pointer; `None` where it says null.

    Args:
        document: The v1 document, or the block of the v2 document if *effective*.
        name: Of the document, for messages.

    Raises:
        UnexpectedAnswer: A value has another type than the contract says.
    """
    found: dict[str, Value] = {}
    for row in rows:
        place = row.effective if effective and row.effective else row.wire
        raw = _at(document, place)
        if raw is ABSENT:
            continue
        try:
            found[row.pointer] = None if raw is None else row.codec.read(raw)
        except Misread as error:
            raise unexpected(name, f"/{place.replace('.', '/')}", str(error)) from None
    return found


def _at(document: Mapping[str, object], place: str) -> object:
    """Members inside members; a name that has a dot of its own is found as it is."""
    if place in document:
        return document[place]
    found: object = document
    for name in place.split("."):
        if not isinstance(found, Mapping) or name not in found:
            return ABSENT
        found = found[name]
    return found


def touched(rows: Iterable[Setting], change: Change) -> dict[Setting, Value]:
    """The settings that a change writes, with their new values; `None` unsets."""
    found: dict[Setting, Value] = {}
    for row in rows:
        value: Side = declared(change.after, row.pointer)
        if value is not ABSENT and any(row.is_touched_by(field) for field in change.fields):
            found[row] = value  # type: ignore[assignment]
    return found


def body_of(values: Mapping[Setting, Value]) -> dict[str, object]:
    """The request that sets these, nested as the wire has them."""
    body: dict[str, object] = {}
    for row, value in values.items():
        *records, last = row.wire.split(".")
        record = body
        for name in records:
            record = record.setdefault(name, {})  # type: ignore[assignment]
        record[last] = None if value is None else row.codec.write(value)
    return body
