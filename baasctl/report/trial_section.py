"""What a report of access tests says about one target."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from baasctl.access.testing.exploration import Exploration
from baasctl.access.testing.trials import Gap, Outcome, Trial, Trials
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.probe import Family, Operation
from baasctl.model.target import Target

_LONGEST_PART: Final = 100
_OF_A_ROW: Final = (Operation.GET, Operation.UPDATE, Operation.DELETE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSection:
    """One target of a report.

    Attributes:
        target: Its name.
        exit_code: What it alone would make baasctl exit with.
        at: The target; `None` when it failed as a whole, as `trials` is then.
        exploration: In place of trials, what generated requests came to.
        explores: Whether requests were to be generated.
        denies_absent: See `AccessJudging`.
        diagnostics: Why the target failed, or what else there is to say.
    """

    target: str
    exit_code: int
    at: Target | None = None
    trials: Trials | None = None
    exploration: Exploration | None = None
    explores: bool = False
    denies_absent: frozenset[Family] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def messages(self) -> tuple[Diagnostic, ...]:
        """All there is to say beside the tests themselves."""
        return (*self.diagnostics, *_differing(self.trials), *_empty(self.trials, self.denies_absent))


def _differing(trials: Trials | None) -> Iterator[Diagnostic]:
    """Where two engines do not agree: one of them, most likely ours, is wrong."""
    for trial in trials.tried if trials else ():
        if trial.differs:
            yield Diagnostic(
                code="PLAN885",
                severity=Severity.WARNING,
                summary="two engines do not agree about a request",
                detail=f"{trial.test.title}\n{trial.engine}: {trial.got}; baasctl's evaluator: {trial.differs}",
                hint="the verdict above is the engine's; please report the rules and the request",
                span=trial.test.span,
            )


def _empty(trials: Trials | None, denies_absent: Collection[Family]) -> Iterator[Diagnostic]:
    """Denials that say nothing about rules, since the row is not there."""
    for trial in trials.of(Outcome.PASSED) if trials else ():
        probe = trial.test.probe
        if probe.family not in denies_absent or probe.operation not in _OF_A_ROW or trial.test.expected:
            continue
        if probe.existing is None:
            yield Diagnostic(
                code="PLAN886",
                severity=Severity.WARNING,
                summary="a test proves nothing",
                detail=f"{trial.test.title}\n`{probe.resource or probe.container}` has no `{probe.row}`",
                hint="put the row under `given`",
                span=trial.test.span,
            )


def sentence(trial: Trial) -> str:
    """What was expected, what came, and why."""
    return f"expected {trial.wanted}, got {trial.got}: {trial.why}"


def gap_words(gap: Gap) -> str:
    """What was never exercised; a long part of a condition is shortened."""
    part = gap.part.part
    shown = part if len(part) <= _LONGEST_PART else part[: _LONGEST_PART - 1] + "…"
    place = f" at {gap.part.line}:{gap.part.column}" if shown and gap.part.line else ""
    return f"{gap.part.rule}: {f'`{shown}`{place} ' if shown else ''}{gap.missing}"
