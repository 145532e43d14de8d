"""Asking before something changes."""

from __future__ import annotations

from collections.abc import Sequence

from baasctl.cli.output import Output
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import PlanRefused
from baasctl.model.plan import Plan
from baasctl.report.escaping import visible


def confirm(output: Output, question: str, *, wanted: str) -> None:
    """Go on only when the user types *wanted*.

    Raises:
        PlanRefused: Another answer, or nobody there to answer.
    """
    if not output.is_interactive:
        raise _refused("nobody can be asked: there is no terminal", "look at the plan, then add --yes")
    answer = output.ask(f"{visible(question)} Type {visible(wanted)} to go on: ")
    if answer.strip() != wanted:
        raise _refused("the answer was no", "nothing was changed")


def confirm_apply(output: Output, plans: Sequence[Plan], *, by_name_only: bool) -> None:
    """Ask once for all targets, and for the name of each target that is marked as production.

    Args:
        output: Where to ask.
        plans: What is about to be carried out.
        by_name_only: Only production targets are asked for: handing over a plan file is consent for the others.

    Raises:
        PlanRefused: No consent.
    """
    production = [plan.target.name for plan in plans if plan.target.production]
    for name in production:
        confirm(output, f"{name} is a production target.", wanted=name)
    others = [plan.target.name for plan in plans if not plan.target.production]
    if others and not by_name_only:
        confirm(output, f"Apply to {', '.join(others)}?", wanted="yes")


def _refused(detail: str, hint: str) -> PlanRefused:
    return PlanRefused(Diagnostic(code="PLAN090", summary="no consent", detail=detail, hint=hint))
