"""Plain ANSI colours; a report makes sense without them."""

from __future__ import annotations

from dataclasses import dataclass

_CODES = {"+": "32", "-": "31", "~": "33", "±": "31", "»": "33", "!": "35", "title": "1", "faint": "2", "bad": "31;1"}


@dataclass(frozen=True, slots=True)
class Colour:
    """Wraps a text in the colour of a sign or a role, or leaves it as it is."""

    is_on: bool = False

    def paint(self, role: str, text: str) -> str:
        """The text in the colour of *role*; unknown roles and empty texts stay plain."""
        code = _CODES.get(role)
        return f"\x1b[{code}m{text}\x1b[0m" if self.is_on and code and text else text
