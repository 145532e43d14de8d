"""Whether a row may be written: the rules of its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from baasctl.access.portable.data import same
from baasctl.access.portable.logic import every
from baasctl.access.portable.sight import Sight
from baasctl.access.rules import texts
from baasctl.model.access import FieldRule, FieldType, Filled
from baasctl.model.errors import MissingExtra
from baasctl.model.probe import Datum, Special

_TYPES: Final[Mapping[FieldType, Callable[[Datum], bool]]] = {
    FieldType.STRING: lambda value: isinstance(value, str),
    FieldType.USER: lambda value: isinstance(value, str),
    FieldType.REF: lambda value: isinstance(value, str),
    FieldType.INT: lambda value: isinstance(value, int) and not isinstance(value, bool),
    FieldType.FLOAT: lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    FieldType.BOOL: lambda value: isinstance(value, bool),
    FieldType.TIMESTAMP: lambda value: isinstance(value, datetime) or value is Special.NOW,
    FieldType.LIST: lambda value: isinstance(value, tuple),
    FieldType.MAP: lambda value: isinstance(value, Mapping),
}
_NUMBERS: Final = (FieldType.INT, FieldType.FLOAT)


def is_valid(row: Sight, *, is_created: bool) -> bool | None:
    """Whether every field of a new row is what its rule says, and no other field is there.

    Args:
        is_created: The provider fills in fields whose value is prescribed.
    """
    resource = row.resource
    known = {*(rule.stored_as for rule in resource.fields), resource.key.name}
    if not resource.extra_fields and not row.data.keys() <= known:
        return False
    values = ((rule, row.value(rule.name)) for rule in resource.fields)
    return every(fits(rule, value) for rule, value in values if not (is_created and rule.filled and value is None))


def fits(rule: FieldRule, value: Datum) -> bool | None:
    """Whether a value is what a field may hold; `None` is a field that is not there."""
    if value is None:
        return not rule.required
    if rule.type is not None and not _TYPES[rule.type](value):
        return False
    return every(_limits(rule, value))


def _limits(rule: FieldRule, value: Datum) -> Iterator[bool | None]:
    if rule.minimum is not None or rule.maximum is not None:
        within = {_is_within(rule, size) for size in _sizes(rule, value)}
        yield None if len(within) > 1 else within != {False}
    if rule.one_of:
        yield any(same(value, each) for each in rule.one_of)
    if rule.pattern:
        yield _matches(value, rule.pattern)


def _sizes(rule: FieldRule, value: Datum) -> tuple[float, ...]:
    """What is measured; of text both lengths, since providers count characters or UTF-16 units."""
    if isinstance(value, str):
        return len(value), texts.size(value)
    if rule.type in _NUMBERS:
        return (value,) if isinstance(value, int | float) else ()
    return (len(value),) if isinstance(value, tuple) else ()


def _is_within(rule: FieldRule, size: float) -> bool:
    least, most = rule.minimum, rule.maximum
    return (least is None or size >= least) and (most is None or size <= most)


def _matches(value: Datum, pattern: str) -> bool | None:
    try:
        return isinstance(value, str) and texts.matches(value, pattern)
    except MissingExtra:
        return None


def is_filled(row: Sight, written: frozenset[str], uid: str, at: datetime | None) -> bool:
    """Whether fields whose value is prescribed have it wherever they are written.

    Args:
        written: The provider's names of the fields that are set or changed.
    """
    for rule in row.resource.fields:
        if rule.filled is None or rule.stored_as not in written:
            continue
        value = row.value(rule.name)
        if rule.filled is Filled.UID and not same(value, uid):
            return False
        if rule.filled is Filled.NOW and value is not Special.NOW and (at is None or value != at):
            return False
    return True
