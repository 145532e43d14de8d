"""What row level security cannot express, with place, reason and way out."""

from __future__ import annotations

from dataclasses import dataclass, field

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.span import Span


@dataclass(frozen=True, slots=True)
class Refusals:
    """Gathers them."""

    found: list[Diagnostic] = field(default_factory=list)

    def add(self, span: Span | None, reason: str, hint: str) -> None:
        """Note that something of the section has no equal here."""
        self.found.append(
            Diagnostic(
                code="RENDER860", summary="row level security cannot express this", detail=reason, hint=hint, span=span
            )
        )
