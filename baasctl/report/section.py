"""What a report says about one target."""

from __future__ import annotations

from dataclasses import dataclass

from baasctl.model.change import Hazard
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.plan import Plan
from baasctl.model.result import ApplyResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One target of a report.

    Attributes:
        target: Its name.
        exit_code: What it alone would make baasctl exit with.
        plan: `None` when there is no plan, because the target failed as a whole.
        result: Only after apply.
        diagnostics: Why the target failed.
        word: What the plan is called: `Plan`, `Drift`, `Difference`.
        like: The other target, or the revision, that the changes would make it like; empty for its spec.
        needed: Hazards that would have to be allowed by name before apply.
    """

    target: str
    exit_code: int = 0
    plan: Plan | None = None
    result: ApplyResult | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    word: str = "Plan"
    like: str = ""
    needed: tuple[Hazard, ...] = ()
