"""Values of rows: equality, order, queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from baasctl.access.queries import KEY_IN_QUERIES, key_of
from baasctl.model.access import Comparator, Condition
from baasctl.model.probe import Comparing, Data, Datum, Filter, Special

_EARLIER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""What `Special.NOW` was for a row that was written before."""
_ORDERED: Final = {
    Comparing.LESS: Comparator.LESS,
    Comparing.AT_MOST: Comparator.AT_MOST,
    Comparing.MORE: Comparator.MORE,
    Comparing.AT_LEAST: Comparator.AT_LEAST,
}
_OF_SEVERAL: Final = (Comparing.IN, Comparing.NOT_IN)


def same(left: Datum, right: Datum) -> bool:
    """Equality: numbers by value, booleans are no numbers, other types are apart."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right
    return type(left) is type(right) and left == right


def is_less(left: Datum, right: Datum) -> bool | None:
    """Order of numbers and of times; `None`: the two have none, or each provider its own."""
    if isinstance(left, bool) or isinstance(right, bool):
        return None
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left < right
    if isinstance(left, datetime) and isinstance(right, datetime):
        return left < right
    return None


def compares(value: Datum, condition: Condition) -> bool:
    """Whether a comparison of `when` holds; never for what is missing, null or of another sort."""
    if value is None:
        return False
    operands = condition.values
    if condition.comparator in (Comparator.EQUAL, Comparator.ONE_OF):
        return any(same(value, operand) for operand in operands)
    operand = operands[0]
    if condition.comparator is Comparator.NOT_EQUAL:
        return not same(value, operand)
    return ordered(value, condition.comparator, operand) is True


def ordered(left: Datum, comparator: Comparator, right: Datum) -> bool | None:
    """`<`, `<=`, `>` or `>=`; `None`: the two have no order, or each provider its own."""
    less, more = is_less(left, right), is_less(right, left)
    if less is None or more is None:
        return None
    return {
        Comparator.LESS: less,
        Comparator.AT_MOST: not more,
        Comparator.MORE: more,
        Comparator.AT_LEAST: not less,
    }[comparator]


def meets(row: Data, key: str, condition: Filter) -> bool | None:
    """Whether a row is among what a query with this filter gives; `None`: providers differ."""
    about_key = condition.field == KEY_IN_QUERIES
    value = key if about_key else _at(row, condition.field)
    wanted = key_of(condition.value) if about_key else condition.value
    if value is None:
        return False if wanted is not None else None
    members = wanted if isinstance(wanted, tuple) else ()
    comparing = condition.comparing
    if comparing in _ORDERED:
        return ordered(value, _ORDERED[comparing], wanted)
    if comparing in (Comparing.CONTAINS, Comparing.CONTAINS_ANY):
        wished = (wanted,) if comparing is Comparing.CONTAINS else members
        return isinstance(value, tuple) and any(same(each, other) for each in value for other in wished)
    is_one = any(same(value, each) for each in (members if comparing in _OF_SEVERAL else (wanted,)))
    return is_one if comparing in (Comparing.EQUAL, Comparing.IN) else not is_one


def _at(row: Data, path: str) -> Datum:
    value: Datum = row
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def as_stored(row: Data | None) -> Data:
    """A row as it was before the request, without what is null."""
    return {
        name: _EARLIER if value is Special.NOW else value for name, value in (row or {}).items() if value is not None
    }


def after(stored: Data, written: Data, at: datetime | None) -> Data:
    """The row that a write leaves, without what is null or taken away."""
    merged = {**stored, **{name: at if value is Special.NOW and at else value for name, value in written.items()}}
    return {name: value for name, value in merged.items() if value is not None and value is not Special.REMOVED}


def changed(stored: Data, new: Data) -> frozenset[str]:
    """Names of the fields whose values differ."""
    names = stored.keys() | new.keys()
    return frozenset(name for name in names if not same(stored.get(name), new.get(name)))
