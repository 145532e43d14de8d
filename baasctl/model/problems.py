"""Diagnostics while they are collected: all problems at once, in the order of their places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SpecError
from baasctl.model.span import Span

LIMIT = 200
_SHOWN = 15


@dataclass(slots=True)
class Problems:
    """What was found so far.

    Attributes:
        spoiled: Places that hold no value any more because of an earlier problem; nothing further is noted there.
    """

    found: list[Diagnostic] = field(default_factory=list)
    spoiled: set[Span] = field(default_factory=set)

    def add(
        self,
        code: str,
        summary: str,
        span: Span | None,
        detail: str = "",
        hint: str = "",
    ) -> None:
        """Note one problem unless its place is spoiled; the words are explained at `Diagnostic`.

        Raises:
            SpecError: More than `LIMIT` problems: nobody reads on, and looking for near words takes time.
        """
        if span is not None and span in self.spoiled:
            return
        self.found.append(Diagnostic(code=code, summary=summary, detail=detail, hint=hint, span=span))
        stop_when_too_many(self.found)

    @property
    def has_errors(self) -> bool:
        return any(diagnostic.is_error for diagnostic in self.found)

    def in_order(self) -> tuple[Diagnostic, ...]:
        return in_order(self.found)


def stop_when_too_many(found: Sequence[Diagnostic]) -> None:
    """Raise what was found once it is more than `LIMIT`.

    Raises:
        SpecError: With the first `LIMIT` problems and the remark that there are more.
    """
    if len(found) > LIMIT:
        more = Diagnostic(code="SPEC091", summary="there are more problems", detail=f"the first {LIMIT} are shown")
        raise SpecError(*in_order(found[:LIMIT]), more)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, without repetition; those without a place first."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=_place))


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    span = diagnostic.span
    return (span.file, span.line, span.column) if span else ("", 0, 0)


def nearest(word: str, known: Collection[str]) -> str:
    """The hint for a misspelt word: the known one next to it, or else the known ones."""
    close = get_close_matches(word, known, 1)
    if close:
        return f"did you mean `{close[0]}`?"
    if not known:
        return ""
    shown = ", ".join(sorted(known)[:_SHOWN])
    return f"known here: {shown}{', …' if len(known) > _SHOWN else ''}"
