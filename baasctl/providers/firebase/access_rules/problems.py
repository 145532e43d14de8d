"""What rules cannot say, with the reason and what could be done instead."""

from __future__ import annotations

from dataclasses import dataclass, field

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.span import Span


@dataclass(slots=True)
class Impossible:
    """Gathers what cannot be expressed.

    Attributes:
        language: Whose rules: `Firestore`, `Cloud Storage`.
    """

    language: str
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, span: Span | None, what: str, why: str, instead: str) -> None:
        """Note one thing once."""
        problem = Diagnostic(
            code="RENDER854",
            summary="the provider cannot express this",
            detail=f"{what}: {why}",
            hint=instead,
            span=span,
        )
        if problem not in self.found:
            self.found.append(problem)
