"""How a value came to be what it is, for messages and `explain`."""

from __future__ import annotations

from dataclasses import dataclass

from baasctl.model.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One station of a value: `written`, `included`, `variable`, `environment`, `override` or `file`, and its place."""

    how: str
    what: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a value was written and what happened to it on the way, in order."""

    span: Span
    steps: tuple[Step, ...] = ()
