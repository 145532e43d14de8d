"""Built-in functions and those of the namespaces `math`, `timestamp`, `duration`, `latlng` and `hashing`."""

from __future__ import annotations

import hashlib
import math
import re
import zlib
from typing import Final

from baasctl.access.rules import times
from baasctl.access.rules.failure import Failure
from baasctl.access.rules.methods import WITH_TEXT, text_of
from baasctl.access.rules.operators import checked
from baasctl.access.rules.path_templates import path_of
from baasctl.access.rules.signatures import Functions, Signature, form
from baasctl.access.rules.values import LARGEST_INT, SMALLEST_INT, Duration, LatLng

_CRC32C: Final = 0x82F63B78
_LIMIT: Final = 2.0**63
_HALF: Final = 0.5
_FLOAT: Final = re.compile(
    r"([+-]?)(?:(Infinity|NaN)|(0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?[0-9]+)[fFdD]?"
    r"|((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)[fFdD]?)"
)


def _int_of_float(number: float) -> int:
    """Towards zero; beyond 64 bits the nearest number there is, and 0 for what is none (measured)."""
    if math.isnan(number):
        return 0
    return int(min(max(number, float(SMALLEST_INT)), float(LARGEST_INT))) if abs(number) < _LIMIT else _end(number)


def _end(number: float) -> int:
    return LARGEST_INT if number > 0 else SMALLEST_INT


def _int_of_text(text: str) -> int:
    try:
        return checked(int(text)) if text.strip() == text and "_" not in text else _not_a("int", text)
    except (ValueError, Failure):
        return _not_a("int", text)


def _float_of_text(text: str) -> float:
    """As Java reads a double: hexadecimal, with `f` or `d` behind it, and between blanks."""
    found = _FLOAT.fullmatch(text.strip(" \t\n\x0b\f\r"))
    if found is None:
        return float(_not_a("float", text))
    sign = -1.0 if found[1] == "-" else 1.0
    if found[2]:
        return sign * {"Infinity": math.inf, "NaN": math.nan}[found[2]]
    try:
        return sign * (float.fromhex(found[3]) if found[3] else float(found[4]))
    except (ValueError, OverflowError):
        return float(_not_a("float", text))


def _not_a(kind: str, text: str) -> int:
    raise Failure(f"Type conversion error. Argument: [{text}], From type: [string], To type: [{kind}].")


def _round(number: float) -> int:
    """Halves go up."""
    number = float(number)
    if math.isnan(number) or math.isinf(number):
        return _int_of_float(number)
    below = math.floor(number)
    return _int_of_float(number) if abs(number) >= _LIMIT else below + (number - below >= _HALF)


def _power(base: float, exponent: float) -> float:
    """As Java's `Math.pow`, which the engine calls; that of C has other answers around 1, 0 and infinity."""
    if exponent != 0 and (math.isnan(exponent) or (abs(base) == 1 and math.isinf(exponent))):
        return math.nan
    is_odd = math.isfinite(exponent) and math.fmod(exponent, 2) in (1.0, -1.0)
    largest = math.copysign(math.inf, base) if is_odd else math.inf
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return largest
    except ValueError:
        return largest if base == 0 else math.nan


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
    "math.abs": (form("int")(lambda number: number if number == SMALLEST_INT else abs(number)), form("float")(abs)),
    "math.ceil": (form("float")(lambda number: _rounded(number, math.ceil)),),
    "math.floor": (form("float")(lambda number: _rounded(number, math.floor)),),
    "math.round": (form("float")(_round),),
    "math.sqrt": (form("float")(lambda number: math.nan if number < 0 else math.sqrt(number)),),
    "math.pow": (form("float", "float")(_power),),
    "math.isNaN": (form("float")(math.isnan),),
}
FUNCTIONS: Final[Functions] = {
    **_NUMBERS,
    "string": tuple(form(kind)(text_of) for kind in WITH_TEXT),
    "path": (form("string")(path_of),),
    "debug": (form("any")(lambda value: value),),
    "timestamp.date": (form("int", "int", "int")(times.timestamp_of_date),),
    "timestamp.value": (form("int")(times.timestamp_of_millis), form("string")(times.timestamp_of_words)),
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
