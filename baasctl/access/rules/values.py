"""Values of the rules language as Python values, their types and their equality.

null None · bool bool · int int (64 bit) · float float · string str · bytes bytes · list tuple · map dict
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from baasctl.access.rules.failure import Failure


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A moment, in nanoseconds since 1970-01-01T00:00:00Z."""

    nanos: int


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in nanoseconds."""

    nanos: int


@dataclass(frozen=True, slots=True)
class LatLng:
    """A place on the globe, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Capture:
    """`{name}` in a path that is a value; `bind` gives it its text."""

    name: str
    bound: str | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """A path: of a document, or a template with captures."""

    segments: tuple[str | Capture, ...]

    def __str__(self) -> str:
        texts = (each if isinstance(each, str) else each.bound or "" for each in self.segments)
        return "".join(f"/{text}" for text in texts)


UNKNOWN_SEGMENT: Final = Capture("")
"""What a request leaves open: the id of the documents of a `list`. Such a path equals none, and none of its segments
can be had (measured); inside lists and maps it is like itself."""


@dataclass(frozen=True, slots=True)
class RulesSet:
    """A set; members are in the order in which they came."""

    members: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class MapDiff:
    """`after.diff(before)`."""

    after: Mapping[str, Value]
    before: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a query says about a field of the documents that it returns; all that is known of it in `list`.

    Attributes:
        tests: (operator of the query, operand).
        is_loose: Whether a bound of null says anything of booleans, as it does in the emulator (see `profiles`).
    """

    tests: tuple[tuple[str, Value], ...]
    is_loose: bool = False


Value: TypeAlias = (
    "bool | int | float | str | bytes | tuple[Value, ...] | Mapping[str, Value] | Timestamp | Duration | LatLng | Path"
    " | RulesSet | MapDiff | Constraint | None"
)

SMALLEST_INT: Final = -(2**63)
LARGEST_INT: Final = 2**63 - 1
_NAMES: Final[Mapping[type, str]] = {
    type(None): "null",
    bool: "bool",
    int: "int",
    float: "float",
    str: "string",
    bytes: "bytes",
    tuple: "list",
    dict: "map",
    Timestamp: "timestamp",
    Duration: "duration",
    LatLng: "latlng",
    Path: "path",
    RulesSet: "set",
    MapDiff: "map_diff",
    Constraint: "constraint",
}


def type_of(value: Value) -> str:
    """The type's name, as `is` and messages have it."""
    return _NAMES[type(value)]


def equal(left: Value, right: Value) -> bool:
    """`==`: numbers of both types compare; inside lists and maps they do not, but there differences of maps do."""
    if isinstance(left, MapDiff):
        return False
    if type(left) in (int, float) and type(right) in (int, float):
        return left == right
    return identical(left, right)


def is_open(value: Value) -> bool:
    """Whether it is a path with a part that nobody knows (a wildcard of a `list` that holds the document's id)."""
    return isinstance(value, Path) and UNKNOWN_SEGMENT in value.segments


def identical(left: Value, right: Value) -> bool:
    """Equality of members of lists, sets and maps: of one type, and equal."""
    if type(left) is not type(right):
        return False
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(identical, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(identical(left[key], right[key]) for key in left)
    if isinstance(left, RulesSet) and isinstance(right, RulesSet):
        return len(left.members) == len(right.members) and all(holds(right, each) for each in left.members)
    return left == right


def contains(members: Iterable[Value], wanted: Value) -> bool:
    """Whether a member is identical to *wanted*; what is only known by a query is like nothing (measured)."""
    if isinstance(wanted, Constraint) or is_open(wanted):
        return False
    return any(identical(member, wanted) for member in members)


def alike(left: Value, right: Value) -> bool:
    """Equality of members of sets: numbers of both types compare, however deep inside (measured)."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(alike(left[key], right[key]) for key in left)
    return identical(left, right) or equal(left, right)


def holds(members: RulesSet, wanted: Value) -> bool:
    """Whether a set has a member like *wanted*.

    Raises:
        Failure: It is only known by a query, which no set takes (measured).
    """
    check_known(wanted)
    return any(alike(member, wanted) for member in members.members)


def set_of(members: Iterable[Value]) -> RulesSet:
    """A set without duplicates.

    Raises:
        Failure: As `holds`.
    """
    found: list[Value] = []
    for member in members:
        check_known(member)
        if not any(alike(each, member) for each in found):
            found.append(member)
    return RulesSet(tuple(found))


def check_known(value: Value) -> None:
    """Nothing.

    Raises:
        Failure: Some of it is only known by a query.
    """
    if isinstance(value, Constraint):
        raise Failure("The query does not say enough about the field.")
    if isinstance(value, tuple | dict):
        for each in value.values() if isinstance(value, dict) else value:
            check_known(each)
