"""Operators between two values, and the words for those that do not fit."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Final

from baasctl.access.rules.constraints import implied_different, implied_equal, implied_member, implied_order
from baasctl.access.rules.failure import Failure, no_function, null_value, unsupported
from baasctl.access.rules.times import valid_duration, valid_timestamp
from baasctl.access.rules.values import (
    LARGEST_INT,
    SMALLEST_INT,
    Constraint,
    Duration,
    RulesSet,
    Timestamp,
    Value,
    contains,
    equal,
    holds,
    is_open,
    type_of,
)

Operator = Callable[[Value, Value], Value]

_PLUS: Final = (
    "int + int, float + float, string + string, duration + duration, duration + timestamp, timestamp + duration"
)
_MINUS: Final = "int - int, float - float, duration - duration, timestamp - timestamp, timestamp - duration"
_ORDER: Final = ("string", "bytes", "int", "float", "duration", "timestamp")
_COMPARE: Final = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def checked(number: int) -> int:
    """The number, if it has 64 bits.

    Raises:
        Failure: It has more.
    """
    if SMALLEST_INT <= number <= LARGEST_INT:
        return number
    raise Failure(f"Integer value is out of the [{SMALLEST_INT}, {LARGEST_INT}] range.")


def are_numbers(left: Value, right: Value) -> bool:
    """Whether both are whole numbers or floats, in any mixture."""
    return type(left) in (int, float) and type(right) in (int, float)


def add(left: Value, right: Value) -> Value:
    """`+`."""
    if type(left) is int and type(right) is int:
        return checked(left + right)
    if are_numbers(left, right):
        return float(left) + float(right)  # type: ignore[arg-type]  # both are numbers
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, Duration) and isinstance(right, Duration):
        return valid_duration(left.nanos + right.nanos)
    if isinstance(left, Duration) and isinstance(right, Timestamp):
        return valid_timestamp(left.nanos + right.nanos)
    if isinstance(left, Timestamp) and isinstance(right, Duration):
        return valid_timestamp(left.nanos + right.nanos)
    raise unsupported(f"{type_of(left)} + {type_of(right)}", _PLUS)


def subtract(left: Value, right: Value) -> Value:
    """`-`."""
    if type(left) is int and type(right) is int:
        return checked(left - right)
    if are_numbers(left, right):
        return float(left) - float(right)  # type: ignore[arg-type]  # both are numbers
    if isinstance(left, Duration) and isinstance(right, Duration):
        return valid_duration(left.nanos - right.nanos)
    if isinstance(left, Timestamp) and isinstance(right, Timestamp):
        return valid_duration(left.nanos - right.nanos)
    if isinstance(left, Timestamp) and isinstance(right, Duration):
        return valid_timestamp(left.nanos - right.nanos)
    raise unsupported(f"{type_of(left)} - {type_of(right)}", _MINUS)


def multiply(left: Value, right: Value) -> Value:
    """`*`."""
    if type(left) is int and type(right) is int:
        return checked(left * right)
    if are_numbers(left, right):
        return float(left) * float(right)  # type: ignore[arg-type]  # both are numbers
    raise unsupported(f"{type_of(left)} * {type_of(right)}", "int * int, float * float")


def divide(left: Value, right: Value) -> Value:
    """`/`; of whole numbers towards zero, of others as IEEE 754 has it."""
    if type(left) is int and type(right) is int:
        if right == 0:
            raise Failure("Divide by zero error.")
        quotient = abs(left) // abs(right)
        return checked(quotient if (left < 0) == (right < 0) else -quotient)
    if are_numbers(left, right):
        return _float_quotient(float(left), float(right))  # type: ignore[arg-type]  # both are numbers
    raise unsupported(f"{type_of(left)} / {type_of(right)}", "int / int, float / float")


def remainder(left: Value, right: Value) -> Value:
    """`%`, with the sign of the left side."""
    if type(left) is int and type(right) is int:
        if right == 0:
            raise Failure("Divide by zero error.")
        rest = abs(left) % abs(right)
        return rest if left >= 0 else -rest
    if are_numbers(left, right):
        first, second = float(left), float(right)  # type: ignore[arg-type]  # both are numbers
        return math.nan if second == 0 or math.isinf(first) else math.fmod(first, second)
    raise unsupported(f"{type_of(left)} % {type_of(right)}", "int % int, float % float")


def _float_quotient(left: float, right: float) -> float:
    if right:
        return left / right
    if not left or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def ordering(sign: str) -> Operator:
    """`<`, `<=`, `>` or `>=`."""
    compare = _COMPARE[sign]
    expected = ", ".join(f"{name} {sign} {name}" for name in _ORDER)
    expected = f"{expected}, constraint {sign} any, any {sign} constraint"

    def ordered(left: Value, right: Value) -> Value:
        if are_numbers(left, right) or (type(left) is type(right) and isinstance(left, str | bytes)):
            return bool(compare(left, right))  # type: ignore[arg-type]  # both have an order
        if type(left) is type(right) and isinstance(left, Duration | Timestamp):
            return bool(compare(left.nanos, right.nanos))  # type: ignore[union-attr]  # of the same type
        if isinstance(left, Constraint) or isinstance(right, Constraint):
            return implied_order(sign, left, right)
        raise unsupported(f"{type_of(left)} {sign} {type_of(right)}", expected)

    return ordered


def equals(left: Value, right: Value) -> Value:
    """`==`."""
    if isinstance(left, Constraint) or isinstance(right, Constraint):
        return implied_equal(left, right)
    return not is_open(left) and not is_open(right) and equal(left, right)


def differs(left: Value, right: Value) -> Value:
    """`!=`."""
    if isinstance(left, Constraint) or isinstance(right, Constraint):
        return implied_different(left, right)
    return is_open(left) or is_open(right) or not equal(left, right)


def is_in(left: Value, right: Value) -> Value:
    """`in`."""
    if isinstance(right, tuple):
        return contains(right, left)
    if isinstance(right, RulesSet):
        return holds(right, left)
    if isinstance(right, dict):
        if not isinstance(left, str):
            raise unsupported(f"map.in({type_of(left)})", "map.in(string)")
        return left in right
    if isinstance(right, Constraint):
        return implied_member(left, right)
    if right is None:
        raise null_value()
    raise no_function("in")


OPERATORS: Final[dict[str, Operator]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": remainder,
    "==": equals,
    "!=": differs,
    "in": is_in,
    **{sign: ordering(sign) for sign in _COMPARE},
}
