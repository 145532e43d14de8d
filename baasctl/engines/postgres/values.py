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


def python_value(type_oid: int, text: str | None) -> object:
    """Read *text* as Python sees it: like `json_value`, but int8 is always an `int`."""
    if text is not None and type_oid == INT8:
        return int(text)
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
    return {"type": "Buffer", "data": list(bytes.fromhex(text[2:]))}


def _circle(text: str) -> object:
    x, y, radius = text.replace("<(", "").replace(")", "").replace(">", "").split(",")
    return {"x": _number(x), "y": _number(y), "radius": _number(radius)}


INT8 = 20
SCALARS: dict[int, ArrayElement] = {
    16: _truth,
    17: _buffer,
    20: _safe_integer,
    21: int,
    23: int,
    26: int,
    114: json.loads,
    700: _number,
    701: _number,
    718: _circle,
    3802: json.loads,
}
TEXT_ARRAYS = (651, 791, 1008, 1009, 1014, 1015, 1040, 1041, 1115, 1182, 1183, 1185, 1270, 2951, 3907, 1016)
ARRAYS: dict[int, ArrayElement] = {
    **dict.fromkeys(TEXT_ARRAYS, str),
    199: json.loads,
    1000: _truth,
    1001: _buffer,
    1005: int,
    1007: int,
    1021: _number,
    1022: _number,
    1028: int,
    1187: str,
    1231: _number,
    3807: json.loads,
}
