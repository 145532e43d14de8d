r"""Regular expressions of AWS's models (Java's dialect) in one that Python and JSON Schema both read the same way.

Where the two dialects cannot say the same, the result accepts more: what AWS accepts is never refused. A class with
categories (`\p{L}`) is exact for ASCII and takes every other character.
"""

from __future__ import annotations

import re
from typing import Final

_ITEM: Final = re.compile(r"\\p\{(?P<category>\w+)\}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\.|[^\\]", re.DOTALL)
_INSIDE: Final = {r"\w": "A-Za-z0-9_", r"\d": "0-9", r"\s": r" \t-\r"}
_OUTSIDE: Final = {r"\w": "[A-Za-z0-9_]", r"\d": "[0-9]", r"\s": r"[ \t-\r]", r"\S": r"[^ \t-\r]", r"\/": "/"}
_CATEGORIES: Final = {
    "L": lambda c: c.isalpha(),
    "M": lambda _: False,
    "N": lambda c: c.isdigit(),
    "P": lambda c: c in "!\"#%&'()*,-./:;?@[\\]_{}",
    "S": lambda c: c in "$+<=>^`|~",
    "Z": lambda c: c == " ",
    "Print": lambda c: c.isprintable(),
}


def portable(pattern: str) -> str | None:
    """The pattern in the shared dialect; `None` for one that no dialect but Java's can read."""
    dot_is_all = pattern.startswith("(?s)")
    rest = pattern.removeprefix("(?s)")
    out = ""
    while rest:
        if rest[0] == "[":
            length = _class_length(rest)
            out += _class(rest[1 : length - 1])
            rest = rest[length:]
            continue
        found = _ITEM.match(rest)
        assert found is not None, rest
        item = found.group()
        if found["category"]:
            out += _class(item)
        elif item == "." and dot_is_all:
            out += r"[\s\S]"
        else:
            out += _OUTSIDE.get(item, item)
        rest = rest[found.end() :]
    try:
        re.compile(out)
    except re.error:
        return None
    return out


def _class_length(text: str) -> int:
    position = 2 if text.startswith("[^") else 1
    while text[position] != "]":
        position += 2 if text[position] == "\\" else 1
    return position + 1


def _class(inside: str) -> str:
    """A character class; one with categories becomes the ASCII characters that it has not, negated."""
    items = _ITEM.findall(inside)
    if "\\p{" not in inside:
        return f"[{_plain(inside)}]"
    negated = inside.startswith("^")
    without = re.sub(r"\\p\{\w+\}", "", inside.removeprefix("^"))
    plain = re.compile(f"[{_plain(without)}]") if without else None
    categories = [name for name in items if name]
    excluded = [
        code
        for code in range(128)
        if negated == ((plain is not None and plain.match(chr(code)) is not None)
                       or any(_CATEGORIES[name](chr(code)) for name in categories))
    ]  # fmt: skip
    return f"[^{_ranges(excluded)}]"


def _plain(inside: str) -> str:
    out = ""
    position = 0
    while position < len(inside):
        found = _ITEM.match(inside, position)
        assert found is not None
        item = found.group()
        position = found.end()
        out += _INSIDE.get(item, "/" if item == r"\/" else item)
        if item in _INSIDE and inside[position : position + 1] == "-" and position + 1 < len(inside):
            out += r"\-"
            position += 1
    return out


def _ranges(codes: list[int]) -> str:
    out, index = "", 0
    while index < len(codes):
        last = index
        while last + 1 < len(codes) and codes[last + 1] == codes[last] + 1:
            last += 1
        out += f"\\x{codes[index]:02x}" + (f"-\\x{codes[last]:02x}" if last > index else "")
        index = last + 1
    return out
