"""What came of access tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from baasctl.access.probe import Exercised
from baasctl.model.access_test import AccessTest
from baasctl.model.probe import Verdict


class Outcome(StrEnum):
    """What a test came to; one that no engine can decide does not pass."""

    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One test and its verdict.

    Attributes:
        engine: Who decided, in the words of a report; empty: nobody could.
        differs: What another engine says about the same request, where it says otherwise.
    """

    test: AccessTest
    verdict: Verdict
    engine: str = ""
    differs: str = ""

    @property
    def outcome(self) -> Outcome:
        if self.verdict.allowed is None:
            return Outcome.UNDECIDED
        return Outcome.PASSED if self.verdict.allowed == self.test.expected else Outcome.FAILED

    @property
    def got(self) -> str:
        """`allow`, `deny` or `no verdict`."""
        return {True: "allow", False: "deny", None: "no verdict"}[self.verdict.allowed]

    @property
    def why(self) -> str:
        """The rule that decided, and what it or the engine says; before it what is doubtful in the test itself."""
        said = ": ".join(part for part in (self.verdict.rule, self.verdict.reason) if part) or "no reason is given"
        return said if self.outcome is Outcome.PASSED else "; ".join((*self.test.doubts, said))

    @property
    def wanted(self) -> str:
        return "allow" if self.test.expected else "deny"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """All tests of one target, in written order.

    Attributes:
        exercised: Every part of the rules that were asked, as far as engines tell.
    """

    tried: tuple[Trial, ...] = ()
    exercised: tuple[Exercised, ...] = ()
    seconds: float = 0.0

    def of(self, *outcomes: Outcome) -> tuple[Trial, ...]:
        return tuple(trial for trial in self.tried if trial.outcome in outcomes)

    @property
    def engines(self) -> Mapping[str, int]:
        """How many tests each engine decided, by its name, in order of first use."""
        found: dict[str, int] = {}
        for trial in self.tried:
            if trial.engine:
                found[trial.engine] = found.get(trial.engine, 0) + 1
        return found

    @property
    def have_passed(self) -> bool:
        return not self.of(Outcome.FAILED, Outcome.UNDECIDED)

    @property
    def coverage(self) -> Coverage:
        return Coverage(self.exercised)


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of the rules that tests leave open.

    Attributes:
        missing: `never asked`, `never true` or `never false`.
    """

    part: Exercised
    missing: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far tests reached into rules. A condition is reached when it was true once and false (or failed) once."""

    exercised: tuple[Exercised, ...] = field(default=())

    @property
    def rules(self) -> tuple[int, int]:
        """Rules that were asked at all, and all rules."""
        all_ = {each.rule for each in self.exercised}
        return len(self._asked), len(all_)

    @property
    def outcomes(self) -> tuple[int, int]:
        """Outcomes of rules and of the parts of their conditions that came up, and all that could."""
        all_ = sum(len(each.possible) for each in self.exercised)
        return all_ - sum(len(each.missing) for each in self.exercised), all_

    def gaps(self) -> Iterator[Gap]:
        """What was never exercised, in the order of the rules; a rule that was never asked is one gap."""
        told: set[str] = set()
        asked = self._asked
        for each in self.exercised:
            if each.rule not in asked:
                if each.rule not in told:
                    yield Gap(replace(each, part=""), "never asked")
                told.add(each.rule)
            elif not each.outcomes:
                yield Gap(each, "never asked")
            else:
                yield from (Gap(each, f"never {outcome}") for outcome in each.missing)

    @property
    def _asked(self) -> frozenset[str]:
        return frozenset(each.rule for each in self.exercised if each.outcomes)
