"""Plans and results as JSON. A plan is Terraform's plan JSON, format version 1.2; our own data is under `x_baasctl`.

Terraform's format: https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from baasctl import __version__
from baasctl.model.change import Change
from baasctl.model.plan import LeftAlone, Plan, Verdict
from baasctl.model.plan_document import plan_digest, plan_to_document
from baasctl.model.result import ApplyResult, Outcome
from baasctl.report.diagnostics import to_data
from baasctl.report.section import Section
from baasctl.report.terraform import drift, resource_change

FORMAT_VERSION: Final = "1.2"


def to_text(data: object) -> str:
    """JSON in ASCII, so that nothing in it can act on a terminal; ends with a line break."""
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def plan_data(sections: Sequence[Section], exit_code: int, made_at: datetime) -> dict[str, object]:
    """The plans of all targets as one document; what `plan --out` writes and `apply` reads.

    Args:
        sections: One for each target.
        exit_code: What the whole run exits with.
        made_at: From the injected clock.
    """
    plans = [section.plan for section in sections if section.plan is not None]
    changes = [(change, plan.target.provider) for plan in plans for change in plan.changes]
    is_errored = len(plans) < len(sections)
    return {
        "format_version": FORMAT_VERSION,
        "planned_values": {"root_module": {}},
        "resource_drift": [entry for each in changes if (entry := drift(*each))],
        "resource_changes": [resource_change(*each) for each in changes],
        "output_changes": {},
        "timestamp": made_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "applyable": any(plan.changes for plan in plans) and all(map(_is_applyable, sections)),
        "complete": not is_errored and all(plan.is_complete for plan in plans),
        "errored": is_errored,
        "x_baasctl": {
            "version": __version__,
            "exit_code": exit_code,
            "targets": [_target_data(section) for section in sections],
        },
    }


def _is_applyable(section: Section) -> bool:
    plan = section.plan
    return plan is not None and plan.verdict in (Verdict.READY, Verdict.EMPTY) and not section.needed


def _target_data(section: Section) -> dict[str, object]:
    data: dict[str, object] = {
        "target": section.target,
        "exit_code": section.exit_code,
        "diagnostics": [to_data(each) for each in section.diagnostics],
    }
    if (plan := section.plan) is not None:
        data |= {
            "verdict": plan.verdict.value,
            "digest": plan_digest(plan),
            "provider": plan.target.provider,
            "project": plan.target.project,
            "hazards": sorted(plan.hazards),
            "needs_allow": list(section.needed),
            "risks": [risk for change in plan.changes for risk in _risks(change)],
            "notes": [to_data(each) for each in plan.warnings],
            "refusals": [to_data(each) for each in plan.refusals],
            "unreadable": {kind: to_data(each) for kind, each in sorted(plan.unreadable.items())},
            "skipped": list(plan.skipped),
            "left_alone": [_alone(each) for each in plan.left_alone],
            "not_compared": [f"{address}#{path}" for address, path in plan.not_compared],
            "plan": plan_to_document(plan),
        }
    return data


def _risks(change: Change) -> list[dict[str, object]]:
    return [
        {"address": str(change.address), "path": risk.path, "hazard": risk.hazard.value, "why": risk.why}
        for risk in change.risks
    ]


def _alone(alone: LeftAlone) -> dict[str, object]:
    return {"kind": alone.kind, "addresses": [str(each) for each in alone.addresses], "reason": alone.reason}


def result_data(sections: Sequence[Section], exit_code: int) -> dict[str, object]:
    """What apply did to each target; a plan that remains is given by its addresses."""
    return {
        "format_version": "1.0",
        "exit_code": exit_code,
        "targets": [_result_data(section) for section in sections],
    }


def _result_data(section: Section) -> dict[str, object]:
    data: dict[str, object] = {
        "target": section.target,
        "exit_code": section.exit_code,
        "diagnostics": [to_data(each) for each in section.diagnostics],
    }
    if (result := section.result) is not None:
        data["diagnostics"] = [to_data(each) for each in (*section.diagnostics, *result.diagnostics)]
        data |= {
            "converged": result.is_converged,
            "cancelled": result.cancelled,
            "outcomes": [_outcome(each) for each in result.outcomes],
            "remaining": _remaining(result),
        }
    return data


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {
        "address": str(outcome.change.address),
        "action": outcome.change.action.name.lower(),
        "paths": [field.path for field in outcome.change.fields],
        "status": outcome.status.value,
        "seconds": round(outcome.seconds, 3),
        "diagnostic": to_data(outcome.diagnostic) if outcome.diagnostic else None,
    }


def _remaining(result: ApplyResult) -> list[dict[str, object]] | None:
    plan: Plan | None = result.remaining
    if plan is None:
        return None
    return [
        {
            "address": str(change.address),
            "action": change.action.name.lower(),
            "paths": [field.path for field in change.fields],
        }
        for change in plan.changes
    ]
