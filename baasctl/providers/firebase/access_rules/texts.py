"""Pieces of the rules language: names, values, members. All that comes from the user is quoted here or refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from baasctl.model.access import Literal
from baasctl.model.quoted import Quoted
from baasctl.model.span import Span

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SEGMENT: Final = re.compile(r"[A-Za-z0-9\-._~!&'*:@]+")
"""Characters of a path in rules (grammar of firebase/eslint-tools, `PATH_SEGMENT`), but for `+`, which is a blank
(measured); others are percent-encoded."""
_PLAIN: Final = re.compile(r"[ -~]")
RESERVED: Final = frozenset(
    {"allow", "false", "function", "if", "import", "in", "let", "null", "return", "service", "match", "rules_version"}
    | {"true", "arguments", "break", "case", "continue", "default", "deny", "do", "each", "else", "extends", "for"}
    | {"goto", "not", "package", "switch", "then", "var", "while", "is"}
    | {"int", "float", "string", "path", "debug", "get", "exists", "getAfter", "existsAfter", "request", "resource"}
    | {"timestamp", "duration", "latlng", "math", "hashing", "firestore", "database", "bucket", "row", "documentId"}
    | {"signedIn", "valid", "changed", "native"}
)
"""Words of the language and its built-in names, and names that the rendered rules use themselves."""


def text(value: str) -> str:
    """A text constant in single quotes; what is not printable ASCII is escaped by its UTF-16 units."""
    return "'" + "".join(_escaped(character) for character in value) + "'"


def _escaped(character: str) -> str:
    if character in "'\\":
        return f"\\{character}"
    if _PLAIN.fullmatch(character):
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))


def constant(value: Literal) -> str:
    """A value; a float is written without exponent, which the language does not have."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value) if value >= -(2**63) + 1 else "(-9223372036854775807 - 1)"
    if isinstance(value, float):
        plain = format(Decimal(repr(value)), "f")
        return plain if "." in plain else f"{plain}.0"
    return text(value)


def listed(values: Iterable[Literal]) -> str:
    """A list constant."""
    return f"[{', '.join(map(constant, values))}]"


def member(of: str, name: str) -> str:
    """`row.title`, `row['first name']`."""
    return f"{of}.{name}" if _NAME.fullmatch(name) else f"{of}[{text(name)}]"


def is_segment(name: str) -> bool:
    """Whether a part of a path can stand in rules as it is."""
    return _SEGMENT.fullmatch(name) is not None


def comment(words: str) -> Quoted:
    """Words for a comment of one line."""
    return Quoted("".join(each if each.isprintable() else "?" for each in words))


def line_of(span: Span) -> str:
    """The line in the spec, without the column: `baas.yaml:12`."""
    return f"{span.file}:{span.line}"


class Names:
    """Names for functions and variables, each once: the user's own where the language takes it.

    Args:
        taken: Names of the blocks around.
    """

    def __init__(self, taken: Iterable[str] = RESERVED) -> None:
        self.taken = set(taken)

    def claim(self, wish: str) -> str:
        """A free name as near to the wish as can be."""
        plain = re.sub(r"[^A-Za-z0-9_]+", "_", wish).strip("_") or "rule"
        plain = f"_{plain}" if plain[0].isdigit() else plain
        name, number = plain, 2
        while name in self.taken:
            name, number = f"{plain}_{number}", number + 1
        self.taken.add(name)
        return name
