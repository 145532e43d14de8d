"""What a report of access tests says about one target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from baasctl.access.testing.exploration import Exploration
from baasctl.access.testing.trials import Trial, Trials
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSection:
    """One target of a report.

    Attributes:
        target: Its name.
        exit_code: What it alone would make baasctl exit with.
        at: The target; `None` when it failed as a whole, as `trials` is then.
        exploration: In place of trials, what generated requests came to.
        explores: Whether requests were to be generated.
        diagnostics: Why the target failed, or what else there is to say.
    """

    target: str
    exit_code: int
    at: Target | None = None
    trials: Trials | None = None
    exploration: Exploration | None = None
    explores: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def messages(self) -> tuple[Diagnostic, ...]:
        """All there is to say beside the tests themselves."""
        return (*self.diagnostics, *_differing(self.trials))


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


def sentence(trial: Trial) -> str:
    """What was expected, what came, and why."""
    return f"expected {trial.wanted}, got {trial.got}: {trial.why}"
