"""Conditions of rules as trees, so that they are simplified, and laid out as one would by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

WIDTH: Final = 100
"""Columns of a line before it is broken at `&&` or `||`."""
_STEP: Final = "  "


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; no parts: always true."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds; no parts: never."""

    parts: tuple[Condition, ...] = ()


Condition: TypeAlias = str | All | Some
"""A text is one comparison, call or negation: it binds more strongly than `&&`."""

ALWAYS: Final = All()
NEVER: Final = Some()


def every(parts: Iterable[Condition]) -> Condition:
    """`&&`, without repetition."""
    flat: list[Condition] = []
    for part in parts:
        if part == NEVER:
            return NEVER
        flat.extend(part.parts if isinstance(part, All) else (part,))
    found = tuple(dict.fromkeys(flat))
    return found[0] if len(found) == 1 else All(found)


def either(parts: Iterable[Condition]) -> Condition:
    """`||`, without repetition and without alternatives that another one includes."""
    flat: list[Condition] = []
    for part in parts:
        if part == ALWAYS:
            return ALWAYS
        flat.extend(part.parts if isinstance(part, Some) else (part,))
    unique = tuple(dict.fromkeys(flat))
    found = tuple(each for each in unique if not any(_needs_more(each, other) for other in unique))
    return found[0] if len(found) == 1 else Some(found)


def _needs_more(left: Condition, right: Condition) -> bool:
    """Whether *left* is *right* and something else: `a && b` beside `a`."""
    if left == right or not isinstance(left, All):
        return False
    wanted = right.parts if isinstance(right, All) else (right,)
    return all(part in left.parts for part in wanted)


def written(condition: Condition, indent: str, used: int = 0) -> str:
    """The text of a condition.

    Args:
        indent: Of the line that it begins in; further lines stand one step deeper.
        used: Columns that are taken on the first line.
    """
    if isinstance(condition, str):
        return condition
    if not condition.parts:
        return "true" if isinstance(condition, All) else "false"
    operator = " && " if isinstance(condition, All) else " || "
    line = operator.join(_part(each, condition, indent, 0) for each in condition.parts)
    if len(line) + max(used, len(indent)) <= WIDTH and "\n" not in line:
        return line
    deeper = indent + _STEP
    parts = [_part(each, condition, deeper, len(deeper) + len(operator)) for each in condition.parts]
    return f"\n{deeper}{operator.lstrip()}".join(parts)


def _part(part: Condition, of: All | Some, indent: str, used: int) -> str:
    text = written(part, indent, used)
    return f"({text})" if isinstance(part, Some) and isinstance(of, All) else text
