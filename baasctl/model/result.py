"""What apply did."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Plan


class Status(StrEnum):
    """What became of one change."""

    APPLIED = "applied"
    FAILED = "failed"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one change of a batch.

    `UNKNOWN` means that the request was sent and no answer came back: only a new
    read can tell.

    Attributes:
        exit_code: What the failure alone would end a run with (3: the credential lacks a permission).
    """

    change: Change
    status: Status
    seconds: float = 0.0
    diagnostic: Diagnostic | None = None
    remote_id: str | None = None
    exit_code: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyResult:
    """What apply did to one target.

    Attributes:
        remaining: The plan computed after apply; empty means converged. `None`: it could not be read back.
        cancelled: The user stopped the run; the call in flight was finished.
    """

    plan: Plan
    outcomes: tuple[Outcome, ...] = ()
    remaining: Plan | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    cancelled: bool = False

    @property
    def is_converged(self) -> bool:
        return self.remaining is not None and self.remaining.is_empty

    def count(self, status: Status) -> int:
        return sum(outcome.status is status for outcome in self.outcomes)
