"""The tree of a ruleset. Positions are offsets into the text and do not count for equality.

Where a node has `at`, that is the place of its operator or name, where Google's compiler speaks of it;
`TypeTest.behind` is the place of the token behind the type.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import unquote_plus


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A piece of a ruleset from `start` to behind its last character, `end`.

    Attributes:
        parentheses: From the first parenthesis around it to behind the last one; `None`: there is none.
    """

    start: int = field(compare=False, repr=False)
    end: int = field(compare=False, repr=False)
    parentheses: tuple[int, int] | None = field(default=None, compare=False, repr=False)

    @property
    def begin(self) -> int:
        """As `start`, with the parentheses around it."""
        return self.start if self.parentheses is None else self.parentheses[0]

    @property
    def finish(self) -> int:
        """As `end`, with the parentheses around it."""
        return self.end if self.parentheses is None else self.parentheses[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Node):
    """A number, a text, `true`, `false` or `null`."""

    value: bool | int | float | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BytesLiteral(Node):
    """`b'…'`: the UTF-8 of its characters; an escape in hexadecimal or octal digits is one byte."""

    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable(Node):
    """A name: a wildcard, parameter or `let` in scope, `request`, `resource`, or a namespace such as `math`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLiteral(Node):
    """`[a, b]`."""

    members: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLiteral(Node):
    """`{'a': b}`; keys are expressions."""

    entries: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Node):
    """`of.name`."""

    of: Expression
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Index(Node):
    """`of[key]`."""

    of: Expression
    key: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice(Node):
    """`of[first:last]`; either side may be left out."""

    of: Expression
    first: Expression | None
    last: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    """`name(…)`: a function of the ruleset, or a built-in one."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodCall(Node):
    """`of.name(…)`; where `of` is the variable `math`, `timestamp`, `firestore`…, a function of that namespace."""

    of: Expression
    name: str
    arguments: tuple[Expression, ...]
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation(Node):
    """`-operand`."""

    operand: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Node):
    """`!operand`."""

    operand: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary(Node):
    """`left operator right`: `* / % + - < <= > >= == != in && ||`."""

    operator: str
    left: Expression
    right: Expression
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeTest(Node):
    """`operand is type`."""

    operand: Expression
    type: str
    at: int = field(default=0, compare=False, repr=False)
    behind: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional(Node):
    """`condition ? then : otherwise`."""

    condition: Expression
    then: Expression
    otherwise: Expression
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteralSegment(Node):
    """`/users` or `/(default)`: the text behind the slash as written, parentheses and `%HH` included."""

    text: str

    @property
    def name(self) -> str:
        """What it stands for: `%HH` are bytes of UTF-8, and `+` is a blank (measured)."""
        return unquote_plus(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wildcard(Node):
    """`/{name}` for one segment, `/{name=**}` for any number of them."""

    name: str
    is_recursive: bool = False
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedSegment(Node):
    """`/$(value)`, in expressions only."""

    value: Expression


Segment: TypeAlias = LiteralSegment | Wildcard | ComputedSegment


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(Node):
    """`/users/$(uid)` as a value."""

    segments: tuple[Segment, ...]


Expression: TypeAlias = (
    Literal
    | BytesLiteral
    | Variable
    | ListLiteral
    | MapLiteral
    | Member
    | Index
    | Slice
    | Call
    | MethodCall
    | Negation
    | Not
    | Binary
    | TypeTest
    | Conditional
    | Path
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Let(Node):
    """`let name = value;`."""

    name: str
    value: Expression
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function(Node):
    """`function name(parameters) { lets return result; }`."""

    name: str
    parameters: tuple[str, ...]
    lets: tuple[Let, ...]
    result: Expression
    at: int = field(default=0, compare=False, repr=False)
    parameters_at: tuple[int, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allow(Node):
    """`allow methods: if condition;`. Without a condition it always allows."""

    methods: tuple[str, ...]
    condition: Expression | None
    methods_at: tuple[int, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Node):
    """`match /path { … }`: functions, permissions and inner matches, each in written order."""

    path: tuple[LiteralSegment | Wildcard, ...]
    functions: tuple[Function, ...]
    allows: tuple[Allow, ...]
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Node):
    """`service name { … }`."""

    name: str
    functions: tuple[Function, ...]
    matches: tuple[Match, ...]
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruleset(Node):
    """A whole file. *version* is 1 where none is written."""

    version: int
    functions: tuple[Function, ...]
    services: tuple[Service, ...]
