"""Built-in functions and those of the namespaces `math`, `timestamp`, `duration`, `latlng` and `hashing`."""

from __future__ import annotations

import hashlib
import math
import zlib
from typing import Final

from baasctl.access.rules import times
from baasctl.access.rules.failure import Failure
from baasctl.access.rules.methods import text_of
from baasctl.access.rules.operators import checked
from baasctl.access.rules.signatures import Functions, Signature, form
from baasctl.access.rules.values import Capture, Duration, LatLng, Path, Timestamp

_CRC32C: Final = 0x82F63B78


def path_of(text: str) -> Path:
    """A path from text; `{name}` in it is a capture."""
    parts = [part for part in text.split("/") if part]
    return Path(tuple(Capture(part[1:-1]) if part.startswith("{") and part.endswith("}") else part for part in parts))


def _int_of_float(number: float) -> int:
    if math.isnan(number) or math.isinf(number):
        raise Failure(f"Type conversion error. Argument: [{text_of(number)}], From type: [float], To type: [int].")
    return checked(int(number))


def _int_of_text(text: str) -> int:
    try:
        return checked(int(text)) if text.strip() == text and "_" not in text else _not_a("int", text)
    except ValueError:
        return _not_a("int", text)


def _float_of_text(text: str) -> float:
    try:
        return float(text) if "_" not in text else float(_not_a("float", text))
    except ValueError:
        return float(_not_a("float", text))


def _not_a(kind: str, text: str) -> int:
    raise Failure(f"Type conversion error. Argument: [{text}], From type: [string], To type: [{kind}].")


def _round(number: float) -> int:
    """Halves go up."""
    return checked(math.floor(number + 0.5))


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def _rounded(number: float, by: object) -> float:
    return number if math.isnan(number) or math.isinf(number) else float(by(number))  # type: ignore[operator]


def _latlng(latitude: float, longitude: float) -> LatLng:
    if -90 <= latitude <= 90 and -180 <= longitude <= 180:
        return LatLng(float(latitude), float(longitude))
    raise Failure(
        "Latitude should be in [-90,90] range and longitude should be in [-180,180] range."
        f" latitude: {text_of(float(latitude))}, longitude: {text_of(float(longitude))}."
    )


def crc32c(content: bytes) -> int:
    """The Castagnoli checksum."""
    rest = 0xFFFFFFFF
    for byte in content:
        rest ^= byte
        for _ in range(8):
            rest = (rest >> 1) ^ (_CRC32C if rest & 1 else 0)
    return rest ^ 0xFFFFFFFF


def _hashing(digest: object) -> tuple[Signature, ...]:
    return (
        form("string")(lambda text: digest(text.encode("utf-8", "replace"))),  # type: ignore[operator]
        form("bytes")(digest),  # type: ignore[arg-type]
    )


_NUMBERS: Functions = {
    "int": (form("int")(int), form("float")(_int_of_float), form("string")(_int_of_text)),
    "float": (form("int")(float), form("float")(float), form("string")(_float_of_text)),
    "math.abs": (form("int")(lambda number: checked(abs(number))), form("float")(abs)),
    "math.ceil": (form("float")(lambda number: _rounded(number, math.ceil)),),
    "math.floor": (form("float")(lambda number: _rounded(number, math.floor)),),
    "math.round": (form("float")(_round),),
    "math.sqrt": (form("float")(lambda number: math.nan if number < 0 else math.sqrt(number)),),
    "math.pow": (form("float", "float")(_power),),
    "math.isInfinite": (form("float")(math.isinf),),
    "math.isNaN": (form("float")(math.isnan),),
}
FUNCTIONS: Final[Functions] = {
    **_NUMBERS,
    "string": tuple(form(kind)(text_of) for kind in ("int", "float", "null", "string", "bool", "path")),
    "path": (form("string")(path_of),),
    "debug": (form("any")(lambda value: value),),
    "timestamp.date": (form("int", "int", "int")(times.timestamp_of_date),),
    "timestamp.value": (form("int")(lambda millis: Timestamp(millis * 1_000_000)),),
    "duration.value": (form("int", "string")(times.duration_of),),
    "duration.time": (form("int", "int", "int", "int")(times.duration_of_time),),
    "duration.abs": (form("duration")(lambda value: Duration(abs(value.nanos))),),
    "latlng.value": (form("float", "float")(_latlng),),
    "hashing.md5": _hashing(lambda content: hashlib.md5(content, usedforsecurity=False).digest()),
    "hashing.sha256": _hashing(lambda content: hashlib.sha256(content).digest()),
    "hashing.crc32": _hashing(lambda content: zlib.crc32(content).to_bytes(4, "little")),
    "hashing.crc32c": _hashing(lambda content: crc32c(content).to_bytes(4, "little")),
}
"""Name to its forms."""
NAMESPACES: Final = frozenset(name.partition(".")[0] for name in FUNCTIONS if "." in name)
