"""Scalars as Google's JSON parser takes them: loosely, and stored in proto3's canonical form.

Words and coercions: recorded answers of Identity Toolkit (research/firebase.md §2.1, items 5 and 6); the rest as in
protobuf's ProtoStreamObjectWriter and DataPiece (github.com/protocolbuffers/protobuf, util/internal).
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Final

from baasctl.sandbox.exchange import Json

_TRUE: Final = {"true", "t", "yes", "y", "1"}
_FALSE: Final = {"false", "f", "no", "n", "0"}
_RANGES: Final = {
    "int32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint64": (0, 2**64 - 1),
}
_WHOLE: Final = re.compile(r"-?\d+(\.0+)?")
_DURATION: Final = re.compile(r"-?\d+(\.\d{1,9})?s")
_TIMESTAMP: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")


class BadScalar(Exception):
    """A value that its type cannot hold; the text ends Google's sentence."""


def canonical(type_: str, value: Json) -> Json:
    """The value in the form in which Google answers it: 64-bit integers as text, flags as `true` and `false`.

    Raises:
        BadScalar: The type does not take it.
    """
    read = _READERS.get(type_)
    return value if read is None else read(value)


def is_default(type_: str, value: Json) -> bool:
    """Whether proto3 leaves it out of an answer."""
    return value is None or value == _DEFAULTS.get(type_, "")


def shown(value: Json) -> str:
    """A refused value as the message repeats it."""
    return json.dumps(value, ensure_ascii=False)


def _bool(value: Json) -> Json:
    word = value.lower() if isinstance(value, str) else str(value).lower() if isinstance(value, bool | int) else ""
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise BadScalar(f"(TYPE_BOOL), {shown(value)}")


def _integer(type_: str) -> Callable[[Json], Json]:
    low, high = _RANGES[type_]

    def read(value: Json) -> Json:
        if not isinstance(value, bool | list | dict) and _WHOLE.fullmatch(str(value)):
            found = int(str(value).partition(".")[0])
            if low <= found <= high:
                return str(found) if type_.endswith("64") else found
        raise BadScalar(f"(TYPE_{type_.upper()}), {shown(value)}")

    return read


def _double(value: Json) -> Json:
    if value in ("NaN", "Infinity", "-Infinity"):
        return value
    try:
        found = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
    except ValueError:
        found = math.nan
    if math.isfinite(found):
        return int(found) if found.is_integer() else found
    raise BadScalar(f"(TYPE_DOUBLE), {shown(value)}")


def _string(value: Json) -> Json:
    if isinstance(value, str):
        return value
    raise BadScalar(f"(TYPE_STRING), {shown(value)}")


def _bytes(value: Json) -> Json:
    if isinstance(value, str):
        padded = value.rstrip("=").replace("-", "+").replace("_", "/")
        try:
            decoded = base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True)
        except binascii.Error:
            raise BadScalar(f"(TYPE_BYTES), Base64 decoding failed for {shown(value)}") from None
        return base64.b64encode(decoded).decode()
    raise BadScalar(f"(TYPE_BYTES), {shown(value)}")


def _duration(value: Json) -> Json:
    if isinstance(value, str) and _DURATION.fullmatch(value):
        return value
    raise BadScalar(
        "(type.googleapis.com/google.protobuf.Duration), Illegal duration format; duration must end with 's'"
    )


def _timestamp(value: Json) -> Json:
    if isinstance(value, str) and _TIMESTAMP.fullmatch(value):
        return value
    raise BadScalar(f"(type.googleapis.com/google.protobuf.Timestamp), Invalid time format: {value}")


_READERS: Final[Mapping[str, Callable[[Json], Json]]] = {
    "bool": _bool,
    **{type_: _integer(type_) for type_ in _RANGES},
    "double": _double,
    "string": _string,
    "bytes": _bytes,
    "duration": _duration,
    "timestamp": _timestamp,
    "mask": _string,
    "date": _string,
}
_DEFAULTS: Final[Mapping[str, Json]] = {
    "bool": False,
    "int32": 0,
    "uint32": 0,
    "double": 0,
    "int64": "0",
    "uint64": "0",
}
