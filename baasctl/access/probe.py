"""Who answers probes: a judge is one engine with one set of rules.

The question and the answer are `model.probe`, since providers answer too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from baasctl.model.probe import Probe, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercised:
    """How far probes so far have exercised one part of the rules.

    Attributes:
        rule: The rule, as its owner would look for it: `firestore.rules:12:7`, `policies/public.notes/Owners read`.
        part: What of it, as written: `resource.data.owner == request.auth.uid`, or the command of a policy; empty:
            the rule as a whole.
        outcomes: What came out so far, of `true`, `false`, `error` and `other` (no boolean); empty: it was never
            asked.
        line, column: Of the part in the text of the rules, from 1; 0: it has none.
        possible: Of `true` and `false` what can come out: one of them where the part depends on nothing; empty: it is
            no condition.
    """

    rule: str
    part: str = ""
    outcomes: frozenset[str] = frozenset()
    line: int = 0
    column: int = 0
    possible: tuple[str, ...] = ("true", "false")

    @property
    def missing(self) -> tuple[str, ...]:
        """What could have come out and never did; whatever is no `true` denies, as `false` does."""
        have = {"true" if outcome == "true" else "false" for outcome in self.outcomes}
        return tuple(outcome for outcome in self.possible if outcome not in have)


class Judge(Protocol):
    """One engine with the rules that it was made with: the rules kinds' resources in normal form."""

    @property
    def name(self) -> str:
        """The engine, in the words of a report: `Google's Firestore emulator`, `PostgreSQL 17`."""
        ...

    def judge(self, probes: Sequence[Probe]) -> Sequence[Verdict]:
        """One verdict for each probe, in their order; probes do not see each other.

        Raises:
            EngineError: The engine is not there, or the rules do not compile.
        """
        ...

    def coverage(self) -> Sequence[Exercised]:
        """Every part of the rules with what all probes so far made of it; empty: this judge does not know."""
        ...

    def close(self) -> None:
        """Give back what it holds. Twice is harmless."""
        ...
