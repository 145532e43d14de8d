"""What a compiler of rules says about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from baasctl.engines.rules_language.problem import line_and_column


class Weight(StrEnum):
    """An error prevents a release, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One finding, in the words of Google's compiler where it has any.

    Attributes:
        line, column: From 1; 0 when it is about the whole.
    """

    weight: Weight
    reason: str
    line: int = 0
    column: int = 0


class Findings:
    """Collects mistakes of one text by offsets; each is kept once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[tuple[int, str], Weight] = {}
        self.has_errors = False

    def error(self, offset: int, reason: str) -> None:
        """Something for which Google refuses the rules; -1 is the whole."""
        self._found[offset, reason] = Weight.ERROR
        self.has_errors = True

    def warn(self, offset: int, reason: str) -> None:
        """Something that can be released."""
        self._found.setdefault((offset, reason), Weight.WARNING)

    def mistakes(self) -> Iterable[Mistake]:
        """In the order of the text."""
        for (offset, reason), weight in sorted(self._found.items(), key=lambda each: each[0][0]):
            line, column = line_and_column(self._text, offset) if offset >= 0 else (0, 0)
            yield Mistake(weight=weight, reason=reason, line=line, column=column)
