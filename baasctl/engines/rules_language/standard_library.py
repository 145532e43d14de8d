"""Functions, methods and operators that rules may use, with their types: what Google's compiler knows of them.

Measured with the Firestore emulator 1.19.9: each list of types in its messages, in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

Types: TypeAlias = tuple[str, ...] | None
"""Types that a value can have; `None`: any."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a function: what it takes, a method's own value first, and what it gives."""

    takes: tuple[Types, ...]
    gives: Types


Forms: TypeAlias = tuple[Form, ...]

_LINE: Final = re.compile(r"([\w.]+)\((.*)\) -> ([\w|]+)")
_METHODS: Final = """
size(string|bytes|list|set|map) -> int
lower(string) -> string
upper(string) -> string
trim(string) -> string
split(string, string) -> list
replace(string, string, string) -> string
matches(string, string) -> bool
toUtf8(string) -> bytes
toBase64(bytes) -> string
toHexString(bytes) -> string
concat(list, list) -> list
hasAll(list|set, list|set) -> bool
hasAny(list|set, list|set) -> bool
hasOnly(list|set, list|set) -> bool
join(list, string) -> string
removeAll(list, list) -> list
toSet(list) -> set
union(set, set) -> set
intersection(set, set) -> set
difference(set, set) -> set
keys(map) -> list
values(map) -> list
get(map, string|list, any) -> any
diff(map, map) -> map_diff
addedKeys(map_diff) -> set
removedKeys(map_diff) -> set
changedKeys(map_diff) -> set
unchangedKeys(map_diff) -> set
affectedKeys(map_diff) -> set
bind(path, map) -> path
latitude(latlng) -> float
longitude(latlng) -> float
distance(latlng, latlng) -> float
year(timestamp) -> int
month(timestamp) -> int
day(timestamp) -> int
hours(timestamp) -> int
minutes(timestamp) -> int
seconds(duration|timestamp) -> int
nanos(duration|timestamp) -> int
dayOfWeek(timestamp) -> int
dayOfYear(timestamp) -> int
date(timestamp) -> timestamp
time(timestamp) -> duration
toMillis(timestamp) -> int
"""
_FUNCTIONS: Final = """
int(int|float|string) -> int
float(int|float|string) -> float
string(int|float|null|string|bool|path) -> string
path(string) -> path
timestamp.date(int, int, int) -> timestamp
timestamp.value(any) -> timestamp
duration.value(int, string) -> duration
duration.time(int, int, int, int) -> duration
duration.abs(duration) -> duration
latlng.value(float|int, float|int) -> latlng
math.abs(int) -> int
math.abs(float) -> float
math.ceil(float|int) -> float
math.floor(float|int) -> float
math.round(float|int) -> int
math.sqrt(float|int) -> float
math.pow(float|int, float|int) -> float
math.isNaN(float|int) -> bool
hashing.md5(bytes|string) -> bytes
hashing.sha256(bytes|string) -> bytes
hashing.crc32(bytes|string) -> bytes
hashing.crc32c(bytes|string) -> bytes
"""
_ADDITIONS: Final = (
    ("int", "int", "int"),
    ("float", "float", "float"),
    ("string", "string", "string"),
    ("duration", "duration", "duration"),
    ("duration", "timestamp", "timestamp"),
    ("timestamp", "duration", "timestamp"),
)
_SUBTRACTIONS: Final = (
    ("int", "int", "int"),
    ("float", "float", "float"),
    ("duration", "duration", "duration"),
    ("timestamp", "timestamp", "duration"),
    ("timestamp", "duration", "timestamp"),
)
_PLACE: Final = ("null", "int")
_BOOL: Final = ("bool",)


def _types(text: str) -> Types:
    return None if text == "any" else tuple(text.split("|"))


def _table(text: str) -> Mapping[str, Forms]:
    found: dict[str, Forms] = {}
    for name, takes, gives in _LINE.findall(text):
        form = Form(tuple(map(_types, takes.split(", "))), _types(gives))
        found[name] = (*found.get(name, ()), form)
    return found


def _forms(rows: Iterable[tuple[str, ...]]) -> Forms:
    return tuple(Form(tuple((each,) for each in takes), (gives,)) for *takes, gives in rows)


METHODS: Final = _table(_METHODS)
"""Name to its forms, whatever the type that has it."""
FUNCTIONS: Final = _table(_FUNCTIONS)
"""Name, with its package, to its forms."""
PACKAGES: Final = frozenset(name.partition(".")[0] for name in FUNCTIONS if "." in name)
OPERATORS: Final[Mapping[str, Forms]] = {
    "+": _forms(_ADDITIONS),
    "-": _forms(_SUBTRACTIONS),
    **{sign: _forms((("int", "int", "int"), ("float", "float", "float"))) for sign in "*/%"},
    **{sign: (Form((None, None), _BOOL),) for sign in ("<", "<=", ">", ">=", "==", "!=")},
    "in": (Form((None, ("list", "set", "map", "constraint")), _BOOL),),
    "&&": (Form((_BOOL, _BOOL), _BOOL),),
    "||": (Form((_BOOL, _BOOL), _BOOL),),
}
NEGATION: Final = _forms((("int", "int"), ("float", "float"), ("duration", "duration")))
NOT: Final = (Form((_BOOL,), _BOOL),)
TYPE_TEST: Final = (Form((None,), _BOOL),)
MEMBER: Final = (Form((("map",),), None),)
INDEX: Final = (
    Form((("string",), ("int",)), ("string",)),
    Form((("list",), ("int",)), None),
    Form((("map",), ("string",)), None),
    Form((("path",), ("int", "string")), None),
)
SLICE: Final = tuple(Form(((kind,), _PLACE, _PLACE), (kind,)) for kind in ("string", "list", "path"))
SEGMENT: Final[Types] = ("path", "null", "int", "float", "string", "bool")
"""What may stand between the parentheses of `/$(…)`."""
TESTED: Final = (
    *("bool", "bytes", "constraint", "duration", "float", "int", "latlng", "list", "vector", "set", "number", "map"),
    *("string", "timestamp", "path", "map_diff"),
)
"""Types that may stand behind `is`."""
PATTERNS: Final = {"matches": 0, "split": 0}
"""Methods of which an argument, by its index, is a regular expression that the compiler looks at."""
