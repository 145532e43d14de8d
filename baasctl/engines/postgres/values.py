"""Wire text of PostgreSQL values, read as the values that postgres-meta puts into JSON.

Supabase's `POST /v1/projects/{ref}/database/query` answers with rows of node-postgres, whose type parsers
postgres-meta adjusts (github.com/supabase/postgres-meta src/lib/db.ts, and github.com/brianc/node-pg-types
lib/textParsers.js, read 2026-11): int8 is a number while it is exact and text beyond, numeric is text but its
array is numbers, dates and intervals are text, bytea is a `Buffer`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable

SAFE_INTEGER = 2**53 - 1
ArrayElement = Callable[[str], object]

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_BARE = re.compile(r'[^,{}"]+')
_BOUNDS = re.compile(r"^(?:\[-?\d+:-?\d+\])+=")
_ESCAPED = re.compile(r"\\([0-7]{3}|\\)")
_INTERVAL = re.compile(
    r"(?:(?P<years>[+-]?\d+)\s+years?)?\s*(?:(?P<months>[+-]?\d+)\s+mons?)?\s*(?:(?P<days>[+-]?\d+)\s+days?)?\s*"
    r"(?:(?P<sign>[+-])?(?P<hours>\d+):(?P<minutes>\d\d):(?P<seconds>\d\d)\.?(?P<fraction>\d{1,6})?)?"
)


def python_value(type_oid: int, text: str | None) -> object:
    """Read *text* as Python sees it: like `json_value`, but int8 and the numbers inside JSON stay exact."""
    if text is not None and type_oid in EXACT:
        return EXACT[type_oid](text)
    return json_value(type_oid, text)


def json_value(type_oid: int, text: str | None) -> object:
    """Read *text* as postgres-meta would put it into JSON; a type without a rule stays text."""
    if text is None:
        return None
    if type_oid in SCALARS:
        return SCALARS[type_oid](text)
    if type_oid in ARRAYS:
        return array(text, ARRAYS[type_oid])
    return text


def array(text: str, element: ArrayElement) -> list[object]:
    """Read an array literal; nested braces become nested lists, `NULL` becomes `None`."""
    values, _ = _array_at(_BOUNDS.sub("", text), 0, element)
    return values


def _array_at(text: str, start: int, element: ArrayElement) -> tuple[list[object], int]:
    values: list[object] = []
    index = start + 1
    while index < len(text) and text[index] != "}":
        if text[index] == ",":
            index += 1
        elif text[index] == "{":
            inner, index = _array_at(text, index, element)
            values.append(inner)
        elif quoted := _QUOTED.match(text, index):
            values.append(element(re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL)))
            index = quoted.end()
        elif bare := _BARE.match(text, index):
            values.append(None if bare[0] == "NULL" else element(bare[0]))
            index = bare.end()
        else:
            break
    return values, index + 1


def _truth(text: str) -> bool:
    return text == "t"


def _safe_integer(text: str) -> int | str:
    value = int(text)
    return value if abs(value) <= SAFE_INTEGER else text


def _number(text: str) -> float | int | None:
    value = float(text)
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) <= SAFE_INTEGER else value


def _buffer(text: str) -> dict[str, object]:
    data = bytes.fromhex(text[2:]) if text.startswith("\\x") else _unescaped(text)
    return {"type": "Buffer", "data": list(data)}


def _unescaped(text: str) -> bytes:
    """What `bytea_output = escape` shows: a backslash is doubled, other bytes beyond ASCII are three octal digits."""
    parts = _ESCAPED.split(text)
    return b"".join(
        part.encode() if index % 2 == 0 else b"\\" if part == "\\" else bytes([int(part, 8)])
        for index, part in enumerate(parts)
    )


def _interval(text: str) -> object:
    """An interval inside an array (github.com/bendrucker/postgres-interval 1.2): its members that are not zero."""
    found = _INTERVAL.match(text)
    members = found.groupdict() if found else {}
    sign = -1 if members.pop("sign", None) == "-" else 1
    fraction = members.pop("fraction", None)
    values = {
        name: int(value) * (sign if name in ("hours", "minutes", "seconds") else 1)
        for name, value in members.items()
        if value
    }
    milliseconds = _number(str(sign * int(fraction.ljust(6, "0")) / 1000)) if fraction else 0
    return {name: value for name, value in {**values, "milliseconds": milliseconds}.items() if value}


def _circle(text: str) -> object:
    x, y, radius = text.replace("<(", "").replace(")", "").replace(">", "").split(",")
    return {"x": _number(x), "y": _number(y), "radius": _number(radius)}


def _json(text: str) -> object:
    """A document as JavaScript reads it: every number is a double."""
    return json.loads(text, parse_int=_number, parse_float=_number)


EXACT: dict[int, ArrayElement] = {20: int, 114: json.loads, 3802: json.loads}
SCALARS: dict[int, ArrayElement] = {
    16: _truth,
    17: _buffer,
    20: _safe_integer,
    21: int,
    23: int,
    26: int,
    114: _json,
    700: _number,
    701: _number,
    718: _circle,
    3802: _json,
}
TEXT_ARRAYS = (651, 791, 1008, 1009, 1014, 1015, 1040, 1041, 1115, 1182, 1183, 1185, 1270, 2951, 3907, 1016)
ARRAYS: dict[int, ArrayElement] = {
    **dict.fromkeys(TEXT_ARRAYS, str),
    199: _json,
    1000: _truth,
    1001: _buffer,
    1005: int,
    1007: int,
    1021: _number,
    1022: _number,
    1028: int,
    1187: _interval,
    1231: _number,
    3807: _json,
}
