"""Plan files: the JSON report with exact plans inside, written and read back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, cast

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import BaasctlError, PlanRefused, PlanStale, UsageError
from baasctl.model.plan import Plan
from baasctl.model.plan_document import plan_digest, plan_from_document

_LONGEST_BYTES: Final = 200 * 2**20


def digest(plans: Sequence[Plan]) -> str:
    """`sha256:…` of one plan, or of several in their order; what `--expect` takes."""
    digests = [plan_digest(plan) for plan in plans]
    if len(digests) == 1:
        return digests[0]
    return "sha256:" + hashlib.sha256("\n".join(digests).encode()).hexdigest()


def check_expected(plans: Sequence[Plan], expected: str | None) -> None:
    """Refuse plans that are not the ones somebody approved.

    Raises:
        PlanStale: The digest is another one.
    """
    found = digest(plans)
    if expected is not None and expected != found:
        raise PlanStale(
            Diagnostic(
                code="PLAN022",
                summary="this is not the plan that was expected",
                detail=f"--expect names {expected}, the plan is {found}",
                hint="review this plan, then expect its digest",
            )
        )


def check_without_secrets(path: Path, text: str, redact: Callable[[str], str]) -> None:
    """Refuse to save a plan that holds the text of a secret where a name or a plain value stands.

    Masked it could not be applied.

    Raises:
        PlanRefused: It does.
    """
    if redact(text) != text:
        raise PlanRefused(
            Diagnostic(
                code="PLAN093",
                summary="the plan cannot be saved: it holds the text of a secret",
                detail=f"{path} would show it: a secret of the spec, or the access token, also stands in a name or in a"
                " plain value",
                hint="look for *** in the plan above; make that value a reference, or the secret no ordinary word",
            )
        )


def read(path: Path) -> tuple[Plan, ...]:
    """The plans of a file that `plan --out` wrote.

    Raises:
        UsageError: There is no such file.
        PlanRefused: The file holds a target that could not be planned.
        PlanStale: It is no plan file, or it was edited.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST_BYTES)
        document = json.loads(content)
    except OSError as problem:
        raise UsageError(
            Diagnostic(
                code="PLAN091",
                summary="the plan file cannot be read",
                detail=f"{path}: {problem.strerror}",
                hint="write one with `baasctl plan --out FILE`",
            )
        ) from None
    except (ValueError, RecursionError) as problem:
        raise _not_a_plan(path, f"it is not JSON: {problem}") from None
    targets = _targets(path, document)
    plans = []
    for target in targets:
        if "plan" not in target:
            raise PlanRefused(
                Diagnostic(
                    code="PLAN092",
                    summary="the plan file holds a target without a plan",
                    detail=f"{path}: `{target.get('target')}` could not be planned",
                    hint="plan again, or plan the other targets alone with -t",
                )
            )
        plans.append(_plan(path, target))
    return tuple(plans)


def _targets(path: Path, document: object) -> list[dict[str, object]]:
    ours = document.get("x_baasctl") if isinstance(document, dict) else None
    targets = ours.get("targets") if isinstance(ours, dict) else None
    if not isinstance(targets, list) or not targets or not all(isinstance(each, dict) for each in targets):
        raise _not_a_plan(path, "it has no `x_baasctl.targets`")
    return cast("list[dict[str, object]]", targets)


def _plan(path: Path, target: dict[str, object]) -> Plan:
    try:
        plan = plan_from_document(target["plan"])
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError) as problem:
        raise _not_a_plan(path, str(problem)) from None
    if plan_digest(plan) != target.get("digest"):
        raise _not_a_plan(path, f"the plan of `{plan.target.name}` does not match its digest: it was edited")
    return plan


def _not_a_plan(path: Path, detail: str) -> BaasctlError:
    return PlanStale(
        Diagnostic(
            code="PLAN023",
            summary="the plan file cannot be applied",
            detail=f"{path}: {detail}",
            hint="make a new one with `baasctl plan --out FILE`, by the same version of baasctl",
        )
    )
