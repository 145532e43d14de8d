"""What a query implies about the documents that it returns: rules judge a `list` by it, not by the documents.

A field that the query fixes (`==`, `in` with one value) is that value. One that it bounds is a `Constraint`: a
comparison with it is true or false where the query implies that, and else has no value (research/rules.md §1.7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from baasctl.access.rules.failure import Failure
from baasctl.access.rules.signatures import Methods, form
from baasctl.access.rules.values import Constraint, Duration, Timestamp, Value, contains, equal

Filter: TypeAlias = tuple[str, str, Value]
"""Field path with dots, operator of the query (`EQUAL`, `LESS_THAN`…), operand."""

_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_LOWER: Final = ("GREATER_THAN", "GREATER_THAN_OR_EQUAL")
_UPPER: Final = ("LESS_THAN", "LESS_THAN_OR_EQUAL")


def fields_of(filters: Iterable[Filter]) -> dict[str, Value]:
    """What is known of the fields, as a map of maps."""
    tests: dict[str, list[tuple[str, Value]]] = {}
    for field, operator, operand in filters:
        tests.setdefault(field, []).append((operator, operand))
    known: dict[str, Value] = {}
    for field, found in tests.items():
        _put(known, field.split("."), _known(found))
    return known


def _put(known: dict[str, Value], path: Sequence[str], value: Value) -> None:
    *outer, last = path
    for name in outer:
        below = known.setdefault(name, {})
        if not isinstance(below, dict):
            return
        known = below
    known[last] = value


def _known(tests: list[tuple[str, Value]]) -> Value:
    for operator, operand in tests:
        if operator == "EQUAL":
            return operand
        if operator == "IN" and isinstance(operand, tuple) and len(operand) == 1:
            return operand[0]
        if operator == "IS_NULL":
            return None
    return Constraint(tuple(tests))


def _unknown() -> Failure:
    return Failure("The query does not say enough about the field.")


def _order_key(value: Value) -> Value:
    return value.nanos if isinstance(value, Timestamp | Duration) else value


def _compare(left: Value, right: Value) -> int | None:
    """-1, 0 or 1; `None` for values that have no order."""
    first, second = _order_key(left), _order_key(right)
    numbers = (int, float)
    if not (
        (type(first) in numbers and type(second) in numbers)
        or (type(first) is type(second) and isinstance(first, str | bytes))
    ):
        return None
    return (first > second) - (first < second)  # type: ignore[operator]  # both have an order


def _options(constraint: Constraint) -> tuple[Value, ...] | None:
    """The only values that the field can have, where the query lists them."""
    for operator, operand in constraint.tests:
        if operator == "IN" and isinstance(operand, tuple):
            return operand
    return None


def _decided(options: tuple[Value, ...], holds: Callable[[Value], bool]) -> bool:
    answers = {holds(option) for option in options}
    if len(answers) == 1:
        return answers.pop()
    raise _unknown()


def implied_order(sign: str, left: Value, right: Value) -> bool:
    """`<`, `<=`, `>` or `>=` where one side is a constraint.

    Raises:
        Failure: The query implies neither.
    """
    if not isinstance(left, Constraint):
        return implied_order(_FLIPPED[sign], right, left)
    if isinstance(right, Constraint):
        raise _unknown()
    options = _options(left)
    if options is not None:
        return _decided(options, lambda option: _holds(sign, _compare(option, right)))
    for operator, bound in left.tests:
        place = _compare(bound, right)
        answer = None if place is None else _by_bound(sign, operator, place)
        if answer is not None:
            return answer
    raise _unknown()


def _holds(sign: str, place: int | None) -> bool:
    if place is None:
        raise _unknown()
    return {"<": place < 0, "<=": place <= 0, ">": place > 0, ">=": place >= 0}[sign]


def _by_bound(sign: str, operator: str, place: int) -> bool | None:
    """Whether a field bounded by a value is in that order to another; *place* compares bound and other."""
    if operator in _LOWER:
        above = place > 0 or (place == 0 and operator == "GREATER_THAN")
        at_least = place >= 0
        return {">": True if above else None, ">=": True if at_least else None,
                "<": False if at_least else None, "<=": False if above else None}[sign]  # fmt: skip
    if operator in _UPPER:
        below = place < 0 or (place == 0 and operator == "LESS_THAN")
        at_most = place <= 0
        return {"<": True if below else None, "<=": True if at_most else None,
                ">": False if at_most else None, ">=": False if below else None}[sign]  # fmt: skip
    return None


def implied_equal(left: Value, right: Value) -> bool:
    """`==` where one side is a constraint.

    Raises:
        Failure: The query implies neither.
    """
    constraint, other = (left, right) if isinstance(left, Constraint) else (right, left)
    if isinstance(other, Constraint) or not isinstance(constraint, Constraint):
        raise _unknown()
    options = _options(constraint)
    if options is not None:
        return _decided(options, lambda option: equal(option, other))
    if any(_excludes(operator, operand, other) for operator, operand in constraint.tests):
        return False
    raise _unknown()


def implied_different(left: Value, right: Value) -> bool:
    """`!=` where one side is a constraint."""
    return not implied_equal(left, right)


def _excludes(operator: str, operand: Value, other: Value) -> bool:
    if operator == "NOT_EQUAL":
        return equal(operand, other)
    if operator == "NOT_IN" and isinstance(operand, tuple):
        return contains(operand, other)
    if operator == "IS_NOT_NULL":
        return other is None
    place = _compare(operand, other)
    if place is None:
        return False
    return (
        (operator in _LOWER and (place > 0 or (place == 0 and operator == "GREATER_THAN")))
        or (operator in _UPPER and (place < 0 or (place == 0 and operator == "LESS_THAN")))
    )  # fmt: skip


def implied_member(wanted: Value, constraint: Constraint) -> bool:
    """`wanted in constraint`.

    Raises:
        Failure: The query does not imply it.
    """
    return _has_all(constraint, (wanted,))


def _has_all(constraint: Constraint, wanted: tuple[Value, ...]) -> bool:
    sure = [operand for operator, operand in constraint.tests if operator == "ARRAY_CONTAINS"]
    if all(contains(sure, each) for each in wanted):
        return True
    raise _unknown()


def _has_any(constraint: Constraint, wanted: tuple[Value, ...]) -> bool:
    for operator, operand in constraint.tests:
        if operator == "ARRAY_CONTAINS" and contains(wanted, operand):
            return True
        is_any = operator == "ARRAY_CONTAINS_ANY" and isinstance(operand, tuple)
        if is_any and all(contains(wanted, each) for each in operand):  # type: ignore[union-attr]  # a list
            return True
    raise _unknown()


CONSTRAINT_METHODS: Final[Methods] = {
    ("constraint", "hasAll"): (form("list")(_has_all),),
    ("constraint", "hasAny"): (form("list")(_has_any),),
}
