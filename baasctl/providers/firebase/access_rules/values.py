"""Comparisons with values of the spec.

`in` tells 1 and 1.0 apart, `==` does not (research of the language, measured): numbers are compared one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

from baasctl.model.access import Comparator, Literal
from baasctl.providers.firebase.access_rules.conditions import Condition, either, every
from baasctl.providers.firebase.access_rules.texts import constant, listed


def equal(left: str, right: str) -> str:
    """`==`, which is false between types, but for int and float."""
    return f"{left} == {right}"


def one_of(value: str, allowed: Sequence[Literal]) -> Condition:
    """Whether a value is one of these; an error where there is none, which denies."""
    if len(allowed) == 1:
        return equal(value, constant(allowed[0]))
    if any(isinstance(each, int | float) and not isinstance(each, bool) for each in allowed):
        return either(equal(value, constant(each)) for each in allowed)
    return f"{value} in {listed(allowed)}"


def compared(value: str, comparator: Comparator, operands: Sequence[Literal]) -> Condition:
    """A comparison of `when`: false or an error where the value is missing or null."""
    if comparator in (Comparator.EQUAL, Comparator.ONE_OF):
        return one_of(value, operands)
    text = f"{value} {comparator} {constant(operands[0])}"
    return every([f"{value} != null", text]) if comparator is Comparator.NOT_EQUAL else text
