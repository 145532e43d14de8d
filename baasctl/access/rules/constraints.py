"""What a query implies about the documents that it returns: rules judge a `list` by it, not by the documents.

A field that the query fixes (`==`, `in` with one value) is that value. One that it bounds is a `Constraint`: a
comparison with it is true or false where the query implies that, and else has no value (research/rules.md §1.7).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import nan, prod
from typing import Final, TypeAlias

from baasctl.access.rules.failure import Failure
from baasctl.access.rules.signatures import Methods, form
from baasctl.access.rules.values import Constraint, Duration, Timestamp, Value, contains, equal, identical

Filter: TypeAlias = tuple[str, str, Value]
"""Field path with dots, operator of the query (`EQUAL`, `LESS_THAN`…), operand."""

MOST_DISJUNCTS: Final = 30
"""Queries that one query may be made of: Firestore refuses more
(https://firebase.google.com/docs/firestore/query-data/queries#limits_on_or_queries)."""
_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_LOWER: Final = ("GREATER_THAN", "GREATER_THAN_OR_EQUAL")
_UPPER: Final = ("LESS_THAN", "LESS_THAN_OR_EQUAL")
_OF_ONE: Final = {"IN": "EQUAL", "ARRAY_CONTAINS_ANY": "ARRAY_CONTAINS"}
_ORDERED: Final = (int, float, str, bytes, Timestamp, Duration)
_SINGLE: Final[Mapping[str, Value]] = {"IS_NULL": None, "IS_NAN": nan}
_STRICT: Final = ("GREATER_THAN", "LESS_THAN")


def fields_of(filters: Iterable[Filter], *, is_loose: bool = False) -> dict[str, Value]:
    """What is known of the fields, as a map of maps.

    Args:
        is_loose: See `Constraint`.
    """
    tests: dict[str, list[tuple[str, Value]]] = {}
    for field, operator, operand in filters:
        found = tests.setdefault(field, [])
        if not any(operator == earlier and identical(operand, same) for earlier, same in found):
            found.append((operator, operand))
    known: dict[str, Value] = {}
    whole: set[tuple[str, ...]] = set()
    for field, found in tests.items():
        path = tuple(field.split("."))
        if not any(path[:length] in whole for length in range(1, len(path))):
            _put(known, path, _known(found, is_loose=is_loose))
            whole.add(path)
    return known


def _put(known: dict[str, Value], path: Sequence[str], value: Value) -> None:
    """Beside what is said of members of a map, only another map counts (measured)."""
    *outer, last = path
    for name in outer:
        known = known.setdefault(name, {})  # type: ignore[assignment]  # what is no map is in nobody's path
    said = known.get(last)
    if not isinstance(said, dict):
        known[last] = value
    elif isinstance(value, dict):
        known[last] = {**said, **value}


def _known(tests: list[tuple[str, Value]], *, is_loose: bool) -> Value:
    """A field with one test is known, if by that; null only by a test that names no value (measured)."""
    (operator, operand), *more = tests
    if not more and operator == "EQUAL" and operand is not None:
        return operand
    if not more and operator in _SINGLE:
        return _SINGLE[operator]
    return Constraint(tuple(tests), is_loose)


def disjuncts(filters: Sequence[Filter]) -> Iterator[tuple[Filter, ...]]:
    """The queries that one with `IN` and `ARRAY_CONTAINS_ANY` is made of: rules must allow each (measured)."""
    return product(*map(_alternatives, filters))


def count_of_disjuncts(filters: Iterable[Filter]) -> int:
    """How many queries that are."""
    return prod(len(_alternatives(each)) for each in filters)


def _alternatives(test: Filter) -> tuple[Filter, ...]:
    field, operator, operand = test
    single = _OF_ONE.get(operator)
    if single is None or not isinstance(operand, tuple):
        return (test,)
    return tuple((field, single, each) for each in operand)


def _unknown() -> Failure:
    return Failure("The query does not say enough about the field.")


def _order_key(value: Value) -> Value:
    return value.nanos if isinstance(value, Timestamp | Duration) else value


def _compare(left: Value, right: Value) -> int | None:
    """-1, 0 or 1; `None` for values that have no order."""
    first, second = _order_key(left), _order_key(right)
    if type(left) is float and type(right) is int:
        return None
    is_same = type(left) is type(right) and type(left) in _ORDERED
    if not is_same and not (type(left) is int and type(right) is float):
        return None
    return (first > second) - (first < second)  # type: ignore[operator]  # both have an order


def implied_order(sign: str, left: Value, right: Value) -> bool:
    """`<`, `<=`, `>` or `>=` where one side is a constraint.

    Raises:
        Failure: The query implies neither.
    """
    if not isinstance(left, Constraint):
        return implied_order(_FLIPPED[sign], right, left)
    if isinstance(right, Constraint):
        raise _unknown()
    for operator, bound in left.tests:
        place = _compare(bound, right)
        if place is not None and sign in _implied_signs(operator, place):
            return True
    raise _unknown()


def _implied_signs(operator: str, place: int) -> tuple[str, ...]:
    """How a bounded field surely compares to another value; *place* compares bound and other."""
    if operator == "EQUAL":
        return ("<", "<=") if place < 0 else (">", ">=") if place > 0 else ("<=", ">=")
    if operator in _LOWER:
        return (">", ">=") if _is_beyond(operator, place) else (">=",) if place == 0 else ()
    if operator in _UPPER:
        return ("<", "<=") if _is_beyond(operator, place) else ("<=",) if place == 0 else ()
    return ()


def _is_taken_for_anything(constraint: Constraint, other: Value) -> bool:
    """A field that is bounded by null is taken to be, and not to be, true and false (measured with the emulator)."""
    return (
        constraint.is_loose
        and isinstance(other, bool)
        and any(
            (operand is None and not operator.startswith("IS_"))
            or (operator == "NOT_IN" and isinstance(operand, tuple) and None in operand)
            for operator, operand in constraint.tests
        )
    )


def _is_beyond(operator: str, place: int) -> bool:
    """Whether a bounded field is never the value that its bound compares to so."""
    side = place if operator in _LOWER else -place
    return side > 0 or (side == 0 and operator in _STRICT)


def implied_equal(left: Value, right: Value) -> bool:
    """`==` where one side is a constraint: never false.

    Raises:
        Failure: The query does not imply it. That it implies the contrary is a failure, too (measured).
    """
    constraint, other = _sides(left, right)
    is_equal = any(operator == "EQUAL" and _is_same(operand, other) for operator, operand in constraint.tests)
    if (is_equal and other is not None) or _is_taken_for_anything(constraint, other):
        return True
    raise _unknown()


def implied_different(left: Value, right: Value) -> bool:
    """`!=` where one side is a constraint: never false.

    Raises:
        Failure: As `implied_equal`.
    """
    constraint, other = _sides(left, right)
    if _is_taken_for_anything(constraint, other):
        return True
    if any(_excludes(operator, operand, other) for operator, operand in constraint.tests):
        return True
    raise _unknown()


def _sides(left: Value, right: Value) -> tuple[Constraint, Value]:
    constraint, other = (left, right) if isinstance(left, Constraint) else (right, left)
    if isinstance(other, Constraint) or not isinstance(constraint, Constraint):
        raise _unknown()
    return constraint, other


def _excludes(operator: str, operand: Value, other: Value) -> bool:
    if other is None:
        has_order = operand is None or _compare(operand, operand) is not None
        return has_order or operator not in (*_LOWER, *_UPPER)
    if operator == "EQUAL":
        return type(operand) is type(other) and not equal(operand, other)
    if operator == "NOT_EQUAL":
        return _is_same(operand, other)
    if operator == "NOT_IN" and isinstance(operand, tuple):
        return any(_is_same(each, other) for each in operand)
    if operator not in (*_LOWER, *_UPPER):
        return False
    place = _compare(operand, other)
    return place is not None and _is_beyond(operator, place)


def _is_same(operand: Value, other: Value) -> bool:
    """`==`, but a whole number is never a float of the query (measured)."""
    return equal(operand, other) and not (type(operand) is float and type(other) is int)


def implied_member(wanted: Value, constraint: Constraint) -> bool:
    """`wanted in constraint`.

    Raises:
        Failure: The query does not imply it.
    """
    if _has_any(constraint, (wanted,)):
        return True
    raise _unknown()


def _has_any(constraint: Constraint, wanted: tuple[Value, ...]) -> bool:
    return any(operator == "ARRAY_CONTAINS" and contains(wanted, operand) for operator, operand in constraint.tests)


CONSTRAINT_METHODS: Final[Methods] = {("constraint", "hasAny"): (form("list")(_has_any),)}
