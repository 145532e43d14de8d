"""Findings of lints for programs: as JSON of our own, and as SARIF 2.1.0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from baasctl.access.lints.registry import all_rules
from baasctl.access.lints.rule import Finding, Rule
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
    unused,
    why_not_judged,
)

FORMAT_VERSION = "1.0"


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
    messages = (*section.diagnostics, *(map(unused, section.verdict.sifted.unused) if section.verdict else ()))
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
        "categories": [rule.category],
        "address": str(finding.address),
        "detail": finding.detail,
        "hint": finding.hint,
        "remediation": rule.remediation,
        **({"range": place} if place else {}),
    }


def to_sarif(sections: Sequence[LintSection]) -> dict[str, object]:
    """One run with every lint as a rule; accepted findings are suppressed results.

    A finding that the spec does not write has the place of its target, so that code scanning pages show it.
    """
    found: list[Diagnostic] = []
    suppressed: dict[Diagnostic, str] = {}
    for section in sections:
        found += section.diagnostics
        if section.verdict is not None:
            sifted = section.verdict.sifted
            found += [_placed(each, section) for each in sifted.findings]
            found += map(unused, sifted.unused)
            suppressed |= {_placed(each, section): accepted.reason for each, accepted in sifted.ignored}
    return as_sarif.to_data((*found, *suppressed), rules=map(_rule, all_rules()), suppressed=suppressed)


def _placed(finding: Finding, section: LintSection) -> Diagnostic:
    target = section.at
    found = diagnostic_of(finding)
    return found if finding.span or target is None else replace(found, span=target.span)


def _rule(rule: Rule) -> dict[str, object]:
    data: dict[str, object] = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.about},
        "defaultConfiguration": {"level": SEVERITIES[rule.level].value},
        "properties": {"tags": [rule.category.lower()]},
    }
    return {**data, "helpUri": rule.remediation} if rule.remediation else data
