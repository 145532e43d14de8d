"""Values of fields that put rules to the test: legal ones, and such as lie just outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from baasctl.access.portable.validity import fits
from baasctl.model.access import Comparator, Condition, FieldRule, FieldType, Filled, Literal
from baasctl.model.probe import Datum, Special

_LONGEST: Final = 5000
"""Longer texts are not tried: they would be most of what is sent."""
_THEN: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)
_TEXTS: Final = ("x", "abc", "Abc-1", "a1", "42", "a@b.example", "2026-01-01", "x" * 20, "https://a.example", "é😀", "")
_OF_TYPE: Final[dict[FieldType, tuple[Datum, ...]]] = {
    FieldType.STRING: _TEXTS,
    FieldType.USER: ("someone", "x"),
    FieldType.REF: ("r1", "r2"),
    FieldType.INT: (1, 2, 0, -1, 7),
    FieldType.FLOAT: (1.5, 2, 0, -0.5),
    FieldType.BOOL: (True, False),
    FieldType.TIMESTAMP: (_THEN, Special.NOW),
    FieldType.LIST: (("a",), (), (1, 2)),
    FieldType.MAP: ({"a": 1}, {}),
}
_OTHER_TYPES: Final[tuple[Datum, ...]] = (1.5, "text", True, _THEN, ("a",), {"a": 1}, None)


def tried(rule: FieldRule, *, written: bool) -> tuple[Datum, ...]:
    """Values for a field, legal ones first; `None` is a field that is not there.

    Args:
        written: For a write; else for a row that is there, where prescribed values are past.
    """
    if written and rule.filled is Filled.NOW:
        return (Special.NOW, _THEN, "text", None)
    found: list[Datum] = [*_edges(rule), *rule.one_of, *_OF_TYPE.get(rule.type or FieldType.STRING, ()), *_OTHER_TYPES]
    unique: list[Datum] = []
    for value in found if written else (each for each in found if each is not Special.NOW):
        if not any(type(value) is type(other) and value == other for other in unique):
            unique.append(value)
    return tuple(sorted(unique, key=lambda value: fits(rule, value) is not True or value is None))


def _edges(rule: FieldRule) -> Iterator[Datum]:
    """At the limits and one beyond."""
    for limit, beyond in ((rule.maximum, 1), (rule.minimum, -1)):
        if limit is None:
            continue
        if rule.type in (FieldType.INT, FieldType.FLOAT):
            whole = int(limit) if rule.type is FieldType.INT else limit
            yield from (whole, whole + beyond)
        elif rule.type is FieldType.LIST and limit <= _LONGEST:
            yield from (("a",) * size for size in (int(limit), int(limit) + beyond) if size >= 0)
        elif limit <= _LONGEST:
            yield from ("x" * size for size in (int(limit), int(limit) + beyond) if size >= 0)


def meeting(condition: Condition) -> tuple[Datum, ...]:
    """Values for which a condition holds."""
    operand = condition.values[0]
    match condition.comparator:
        case Comparator.EQUAL | Comparator.ONE_OF:
            return condition.values
        case Comparator.NOT_EQUAL:
            return (_another(operand),)
        case Comparator.LESS:
            return (_moved(operand, -1),)
        case Comparator.MORE:
            return (_moved(operand, 1),)
        case Comparator.AT_MOST:
            return (operand, _moved(operand, -1))
        case Comparator.AT_LEAST:
            return (operand, _moved(operand, 1))


def missing(condition: Condition) -> tuple[Datum, ...]:
    """Values for which it does not hold: beside the right one, of another type, and none."""
    operand = condition.values[0]
    match condition.comparator:
        case Comparator.NOT_EQUAL:
            return (operand, None)
        case Comparator.LESS:
            return (operand, _moved(operand, 1), "text", None)
        case Comparator.MORE:
            return (operand, _moved(operand, -1), "text", None)
        case Comparator.AT_MOST:
            return (_moved(operand, 1), "text", None)
        case Comparator.AT_LEAST:
            return (_moved(operand, -1), "text", None)
    return (_another(operand), 5 if isinstance(operand, str) else "text", None)


def _another(value: Literal) -> Datum:
    if isinstance(value, bool):
        return not value
    return f"{value}-not" if isinstance(value, str) else value + 1000


def _moved(value: Literal, by: int) -> Datum:
    return value if isinstance(value, str) else value + by
