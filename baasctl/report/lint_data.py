"""Findings of lints for programs: as JSON of our own, and as SARIF 2.1.0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from baasctl.access.lints.ignoring import Acceptance
from baasctl.access.lints.registry import all_rules
from baasctl.access.lints.remarks import Remark
from baasctl.access.lints.rule import Finding, Rule, Weight, Witness
from baasctl.access.verdict import Verdict
from baasctl.engines.postgres.names import quote_identifier
from baasctl.model.diagnostic import Diagnostic
from baasctl.report import as_sarif
from baasctl.report.diagnostics import to_data as diagnostic_data
from baasctl.report.lint_section import (
    SEVERITIES,
    LintSection,
    by_weight,
    counts,
    diagnostic_of,
    idle,
    why_not_judged,
)

FORMAT_VERSION = "1.0"

_SCORES: Final = {
    Weight.CRITICAL: "9.5",
    Weight.HIGH: "8.0",
    Weight.MEDIUM: "5.5",
    Weight.LOW: "2.5",
    Weight.INFO: "0.0",
}
"""Where code scanning pages draw their lines: above 9, 7, 4 and 0."""


def to_data(sections: Sequence[LintSection], exit_code: int) -> dict[str, object]:
    """All targets as one document."""
    return {"format_version": FORMAT_VERSION, "exit_code": exit_code, "targets": [_target(each) for each in sections]}


def _target(section: LintSection) -> dict[str, object]:
    data: dict[str, object] = {"target": section.target, "exit_code": section.exit_code}
    if section.at is not None:
        data |= {"provider": section.at.provider, "project": section.at.project}
    if section.verdict is not None:
        data |= _verdict(section.verdict)
        data["not_judged"] = [
            {"names": [rule.name for rule in rules], "reason": reason} for reason, rules in why_not_judged(section)
        ]
    messages = (*section.diagnostics, *(idle(section.verdict.sifted) if section.verdict else ()))
    return {**data, "diagnostics": [diagnostic_data(each) for each in messages]}


def _verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "counts": {level.name: count for level, count in counts(verdict).items()},
        "findings": [_finding(each) for each in by_weight(verdict)],
        "accepted": [{**_finding(each), "reason": accepted.reason} for each, accepted in verdict.sifted.ignored],
        "reach": [
            {"table": quote_identifier(*each.table), "rows": {role: dict(rows) for role, rows in each.rows.items()}}
            for each in verdict.reaches
        ],
        "public_buckets": [bucket.name for bucket in verdict.public_buckets],
    }


def _finding(finding: Finding) -> dict[str, object]:
    rule, place = finding.rule, diagnostic_data(diagnostic_of(finding)).get("range")
    return {
        "code": rule.code,
        "name": rule.name,
        "title": rule.title,
        "level": rule.level.name,
        "severity": rule.weight.value,
        "categories": [rule.category],
        "address": str(finding.address),
        "detail": finding.detail,
        "hint": finding.hint,
        "remediation": rule.remediation,
        **({"range": place} if place else {}),
        **({"in_text": {"line": finding.line, "column": finding.column}} if finding.line else {}),
        **({"witness": _witness(finding.witness)} if finding.witness else {}),
    }


def _witness(witness: Witness) -> dict[str, object]:
    return {"text": witness.text, "judge": witness.judge}


def to_sarif(sections: Sequence[LintSection]) -> dict[str, object]:
    """One run with every lint as a rule; accepted findings are suppressed results.

    A finding that the spec does not write has the place of its target, so that code scanning pages show it.
    """
    found: list[Diagnostic] = []
    suppressed: dict[Diagnostic, as_sarif.Suppression] = {}
    for section in sections:
        found += section.diagnostics
        if section.verdict is not None:
            sifted = section.verdict.sifted
            found += [_placed(each, section) for each in sifted.findings]
            found += idle(sifted)
            suppressed |= {_placed(each, section): _suppression(accepted) for each, accepted in sifted.ignored}
    return as_sarif.to_data((*found, *suppressed), rules=map(_rule, all_rules()), suppressed=suppressed)


def _placed(finding: Finding, section: LintSection) -> Diagnostic:
    target = section.at
    found = diagnostic_of(finding)
    return found if finding.span or target is None else replace(found, span=target.span)


def _suppression(accepted: Acceptance) -> as_sarif.Suppression:
    return as_sarif.Suppression(kind="inSource" if isinstance(accepted, Remark) else "external", why=accepted.reason)


def _rule(rule: Rule) -> dict[str, object]:
    properties: dict[str, object] = {"tags": [rule.category.lower()]}
    if rule.category == "SECURITY":
        properties["security-severity"] = _SCORES[rule.weight]
    data: dict[str, object] = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.about},
        "defaultConfiguration": {"level": SEVERITIES[rule.level].value},
        "properties": properties,
    }
    return {**data, "helpUri": rule.remediation} if rule.remediation else data
