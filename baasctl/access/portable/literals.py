"""Values that the section compares with."""

from __future__ import annotations

import math
from typing import Final

from baasctl.access.portable.written import Written
from baasctl.model.access import FieldType, Literal
from baasctl.model.problems import Problems
from baasctl.model.value import Value

_LARGEST: Final = 2**63 - 1
_TEXT: Final = (FieldType.STRING, FieldType.USER, FieldType.REF)
NUMBERS: Final = (FieldType.INT, FieldType.FLOAT)


def literal(node: Written, problems: Problems) -> Literal:
    """One value; a number must be one that every provider can hold: finite, of 64 bits."""
    value = node.value
    assert isinstance(value, bool | int | float | str)
    if isinstance(value, float) and not math.isfinite(value):
        problems.add("RENDER845", "this cannot be compared", node.span, f"`{value}` is no finite number")
    elif isinstance(value, int) and not -_LARGEST - 1 <= value <= _LARGEST:
        problems.add("RENDER845", "this cannot be compared", node.span, f"{value:,} needs more than 64 bits")
    elif isinstance(value, str) and "\0" in value:
        problems.add("RENDER845", "this cannot be compared", node.span, "no provider takes the character NUL")
    return value


def literals(node: Written, problems: Problems) -> tuple[Literal, ...]:
    """The members of a list, each once."""
    members = (Written(value, f"{node.path}/{index}", node.origins) for index, value in enumerate(_tuple(node)))
    found: list[Literal] = []
    for member in members:
        value = literal(member, problems)
        if not any(type(value) is type(other) and value == other for other in found):
            found.append(value)
    return tuple(found)


def _tuple(node: Written) -> tuple[Value, ...]:
    return node.value if isinstance(node.value, tuple) else (node.value,)


def misfit(value: Literal, expected: FieldType | None) -> str:
    """Why a field of this type never has the value; empty when it may."""
    if expected is None:
        return ""
    if expected in _TEXT:
        return "" if isinstance(value, str) else f"`{value}` is no text"
    if expected is FieldType.BOOL:
        return "" if isinstance(value, bool) else f"`{value}` is neither true nor false"
    if expected is FieldType.INT:
        fits = isinstance(value, int) and not isinstance(value, bool)
        return "" if fits else f"`{value}` is no whole number"
    if expected is FieldType.FLOAT:
        return "" if isinstance(value, int | float) and not isinstance(value, bool) else f"`{value}` is no number"
    return f"a field of type {expected} cannot be compared with a value that is written in the spec"
