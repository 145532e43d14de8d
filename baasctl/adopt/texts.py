"""Texts of a project as a spec has them: literal, with references for what no other project has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from baasctl.kinds.registry import NAMES
from baasctl.kinds.registry import kind as kind_named
from baasctl.model.resource import Resource

_DOLLARS: Final = re.compile(r"\$+(?=\{)")
_INTERPOLATED: Final = re.compile(r"\{(?:var|env|secret|ref):")
_NOTHING: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class References:
    """Which texts are written as references.

    Attributes:
        texts: To `kind/name.attribute`.
        pattern: Of any of them where it stands by itself.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    pattern: re.Pattern[str] = _NOTHING

    @classmethod
    def to(cls, texts: Mapping[str, str], resources: Iterable[Resource]) -> References:
        """Those that hold in a spec of these resources: what has a name in its section has to be among them."""
        there = {one.address.local for one in resources}
        known = {text: reference for text, reference in texts.items() if _is_there(reference, there)}
        if not known:
            return cls()
        words = "|".join(re.escape(text) for text in sorted(known, key=lambda text: (-len(text), text)))
        return cls(known, re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])"))

    def put_in(self, text: str) -> str:
        """The text as a spec has it."""
        written, position = "", 0
        for match in self.pattern.finditer(text):
            written += literal(text[position : match.start()]) + f"${{ref:{self.texts[match[0]]}}}"
            position = match.end()
        return written + literal(text[position:])


def literal(text: str) -> str:
    """Text that the loader gives back as it is: what it would read as a reference or an escape gets one more `$`."""

    def escaped(match: re.Match[str]) -> str:
        read_specially = len(match[0]) > 1 or _INTERPOLATED.match(text, match.end())
        return match[0] + "$" if read_specially else match[0]

    return _DOLLARS.sub(escaped, text)


def _is_there(reference: str, there: set[str]) -> bool:
    path = reference.rpartition(".")[0]
    kind = path.partition("/")[0]
    return path in there or kind not in NAMES or kind_named(kind).depth == 0
