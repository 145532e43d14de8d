"""Findings of lints for programs: as JSON of our own, and as SARIF 2.1.0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from baasctl.access.lints.ignoring import Acceptance
from baasctl.access.lints.registry import all_rules
from baasctl.access.lints.remarks import Remark
from baasctl.access.lints.rule import Finding, Rule, Weight, Witness
from baasctl.access.verdict import Verdict
from baasctl.engines.postgres.names import quote_identifier
from baasctl.report import as_sarif, probe_data
from baasctl.report.diagnostics import to_data as diagnostic_data
from baasctl.report.lint_page import as_markdown, as_text
from baasctl.report.lint_section import (
    SEVERITIES,
    LintSection,
    by_weight,
    counts,
    diagnostic_of,
    idle,
    why_not_judged,
)

FORMAT_VERSION = "1.1"
"""1.1: a witness has its `probe`."""

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
    probe = {"probe": probe_data.to_data(witness.probe)} if witness.probe else {}
    return {"text": witness.text, "judge": witness.judge, **probe}


def to_sarif(sections: Sequence[LintSection]) -> dict[str, object]:
    """One run with every lint as a rule; accepted findings are suppressed results.

    A finding that the spec does not write has the place of its target, so that code scanning pages show it.
    """
    found: list[as_sarif.Result] = []
    for section in sections:
        messages = [*section.diagnostics]
        if section.verdict is not None:
            sifted = section.verdict.sifted
            found += [_result(each, section) for each in sifted.findings]
            found += [_result(each, section, accepted) for each, accepted in sifted.ignored]
            messages += idle(sifted)
        found += [as_sarif.Result(diagnostic=each) for each in messages]
    return as_sarif.to_data(found, rules=map(_rule, all_rules()))


def _result(finding: Finding, section: LintSection, accepted: Acceptance | None = None) -> as_sarif.Result:
    said = diagnostic_of(finding)
    if finding.span is None and section.at is not None:
        said = replace(said, span=section.at.span)
    properties: dict[str, object] = {"lint": finding.rule.name, "severity": finding.rule.weight.value}
    if finding.witness:
        properties["witness"] = _witness(finding.witness)
    return as_sarif.Result(
        diagnostic=said,
        identity=f"{finding.path}\0{finding.detail}",
        accepted=_suppression(accepted) if accepted else None,
        properties=properties,
    )


def _suppression(accepted: Acceptance) -> as_sarif.Suppression:
    kind: Literal["inSource", "external"] = "inSource" if isinstance(accepted, Remark) else "external"
    return as_sarif.Suppression(kind=kind, why=accepted.reason, span=accepted.span)


def _rule(rule: Rule) -> dict[str, object]:
    properties: dict[str, object] = {"tags": [rule.category.lower()]}
    if rule.category == "SECURITY":
        properties["security-severity"] = _SCORES[rule.weight]
    data: dict[str, object] = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.about},
        "help": {"text": as_text(rule), "markdown": as_markdown(rule)},
        "defaultConfiguration": {"level": SEVERITIES[rule.level].value},
        "properties": properties,
    }
    return {**data, "helpUri": rule.remediation} if rule.remediation else data
