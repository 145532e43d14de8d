"""What is said about rules that cannot be read."""

from __future__ import annotations

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import EngineError


class RulesProblem(EngineError):
    """The text is no rules.

    Attributes:
        reason: In the words of Google's compiler, where it has any.
        offset: Where, in characters.
        line, column: The same, from 1.
    """

    def __init__(self, reason: str, text: str, offset: int) -> None:
        self.reason = reason
        self.offset = offset
        self.line, self.column = line_and_column(text, offset)
        detail = f"line {self.line}, column {self.column}: {reason}"
        super().__init__(Diagnostic(code="SPEC550", summary="the rules cannot be read", detail=detail))


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """The place of a character, both from 1; only a line feed ends a line."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
