"""Everything baasctl tells the user that is not data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from baasctl.model.address import Address
from baasctl.model.span import Span


class Severity(StrEnum):
    """How much a diagnostic weighs; only `ERROR` stops a run."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One message: place, what is wrong, whose limit it is, and what to do.

    Attributes:
        code: `SPEC`, `RENDER`, `READ`, `PLAN`, `APPLY`, `SANDBOX` or `LINT` and three digits, never reused.
        severity: Only `ERROR` stops a run.
        summary: Constant text without user data, so that it can be searched for.
        detail: Names the value, the limit and whose limit it is. May be empty.
        hint: An instruction. Empty when there is nothing to advise.
        span: Where in the user's files. `None` when no file is to blame.
        address: The resource concerned, if there is one.
        stops_apply: A plan that carries it can be looked at but not applied.
    """

    code: str
    summary: str
    severity: Severity = Severity.ERROR
    detail: str = ""
    hint: str = ""
    span: Span | None = None
    address: Address | None = None
    stops_apply: bool = False

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span else ""
        text = f"{place}{self.severity}[{self.code}]: {self.summary}"
        if self.detail:
            text += "\n" + "\n".join(f"  {line}" for line in self.detail.splitlines())
        if self.hint:
            text += f"\n  hint: {self.hint}"
        return text
