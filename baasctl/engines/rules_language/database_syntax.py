"""The tree of a condition of the Realtime Database.

Positions are offsets into its text and do not count for equality.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a condition; `start` is the place of its first character, or of its operator."""

    start: int = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Part):
    """A number, a text, `true`, `false` or `null`."""

    value: bool | float | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern(Part):
    """`/pattern/flags`."""

    pattern: str
    flags: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Part):
    """`auth`, `now`, `root`, `data`, `newData`, `query` or a wildcard with its dollar."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Property(Part):
    """`of.name`, or `of['name']`."""

    of: Expression
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Element(Part):
    """`of[key]` where the key is no text that is written there."""

    of: Expression
    key: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation(Part):
    """`function(arguments)`."""

    function: Expression
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts(Part):
    """`['a', 'b']`, an argument of `hasChildren`."""

    members: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefixed(Part):
    """`!operand` or `-operand`."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Part):
    """Two or more conditions with `&&`, or with `||`, between them."""

    operator: str
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Part):
    """`left operator right`: `== === != !== < <= > >= + - * / %`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Part):
    """`condition ? then : otherwise`."""

    condition: Expression
    then: Expression
    otherwise: Expression


Expression: TypeAlias = (
    Constant | Pattern | Name | Property | Element | Invocation | Texts | Prefixed | Joined | Operation | Choice
)


_PARTS: Final[Mapping[type, tuple[str, ...]]] = {
    Property: ("of",),
    Element: ("of", "key"),
    Invocation: ("function", "arguments"),
    Texts: ("members",),
    Prefixed: ("operand",),
    Joined: ("operands",),
    Operation: ("left", "right"),
    Choice: ("condition", "then", "otherwise"),
}


def parts_of(node: Expression) -> Iterator[Expression]:
    """What an expression is made of, in written order."""
    for name in _PARTS.get(type(node), ()):
        part = getattr(node, name)
        if isinstance(part, tuple):
            yield from part
        else:
            yield part


def walk(node: Expression) -> Iterator[Expression]:
    """The expression and everything in it, in written order."""
    yield node
    for part in parts_of(node):
        yield from walk(part)
