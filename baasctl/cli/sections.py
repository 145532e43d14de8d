"""From what the pipeline found to what reports show, with each target's exit code."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.cli import judging
from baasctl.model.errors import BaasctlError
from baasctl.plan.guards import not_allowed
from baasctl.report.section import Section
from baasctl.run import Applied, Planned


def of_plans(planned: Planned, *, changes: int) -> tuple[Section, ...]:
    """One section for each plan and each failure.

    Args:
        planned: What the pipeline found.
        changes: The code of a plan that holds changes: 0, or 2 where that is a finding.
    """
    plans = [
        Section(
            target=plan.target.name,
            plan=plan,
            exit_code=judging.of_plan(plan, planned.unreadable.get(plan.target.name, {}), changes=changes),
            needed=not_allowed(plan),
        )
        for plan in planned.plans
    ]
    return (*plans, *of_failures(planned.failures))


def of_drift(planned: Planned, word: str = "Drift", *, like: str = "") -> tuple[Section, ...]:
    """As for plans; live access that the spec does not list is drift too, and consent is not asked for.

    *word* is what the report calls it, *like* what the target is held against, when that is not its spec.
    """
    plans = [
        Section(
            target=plan.target.name,
            plan=plan,
            exit_code=judging.of_drift(plan, planned.unreadable.get(plan.target.name, {})),
            word=word,
            like=like,
        )
        for plan in planned.plans
    ]
    return (*plans, *of_failures(planned.failures))


def of_results(applied: Applied) -> tuple[Section, ...]:
    """One section for each target that was begun, and each failure."""
    results = [
        Section(target=result.plan.target.name, plan=result.plan, result=result, exit_code=judging.of_result(result))
        for result in applied.results
    ]
    return (*results, *of_failures(applied.failures))


def of_failures(failures: Mapping[str, BaasctlError]) -> tuple[Section, ...]:
    """Targets that failed as a whole."""
    return tuple(
        Section(target=target, exit_code=error.exit_code, diagnostics=error.diagnostics)
        for target, error in failures.items()
    )
