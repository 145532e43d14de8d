"""What string and bytes literals of Firestore and Storage rules stand for."""

from __future__ import annotations

import re
from typing import Final

_ESCAPE: Final = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|([0-3][0-7]{2})|u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_SIMPLE: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def string_value(literal: str) -> str:
    """The text of `'…'` or `"…"`; two escapes that are halves of a surrogate pair are one character."""
    text = _ESCAPE.sub(lambda found: chr(_code(found)), literal[1:-1])
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def bytes_value(literal: str) -> bytes:
    """The bytes of `b'…'`."""
    inside, found, position = literal[2:-1], bytearray(), 0
    for escape in _ESCAPE.finditer(inside):
        found += inside[position : escape.start()].encode()
        is_byte = escape[1] is not None or escape[2] is not None
        found += bytes([_code(escape)]) if is_byte else chr(_code(escape)).encode("utf-8", "replace")
        position = escape.end()
    return bytes(found + inside[position:].encode())


def _code(found: re.Match[str]) -> int:
    if found[1] or found[3]:
        return int(found[1] or found[3], 16)
    if found[2]:
        return int(found[2], 8)
    return ord(_SIMPLE.get(found[4], found[4]))
