"""What a report of lints says about one target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from baasctl.access.lints.ignoring import Acceptance, Sifted
from baasctl.access.lints.registry import NAMES
from baasctl.access.lints.remarks import Remark
from baasctl.access.lints.rule import Finding, Level, Rule, Weight
from baasctl.access.verdict import Verdict
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.problems import nearest
from baasctl.model.state import Snapshot
from baasctl.model.target import Target

_WEIGHTS: Final = tuple(Weight)
SEVERITIES: Final = {Level.ERROR: Severity.ERROR, Level.WARN: Severity.WARNING, Level.INFO: Severity.NOTE}


@dataclass(frozen=True, slots=True, kw_only=True)
class LintSection:
    """One target of a report.

    Attributes:
        target: Its name.
        exit_code: What it alone would make baasctl exit with.
        at: The target; `None` when it failed as a whole, as `live` and `verdict` are then.
        diagnostics: Why the target failed, or what else there is to say.
        has_spec: Whether a spec can be changed; else everything is about what is live.
    """

    target: str
    exit_code: int
    at: Target | None = None
    live: Snapshot | None = None
    verdict: Verdict | None = None
    diagnostics: tuple[Diagnostic, ...] = field(default=())
    has_spec: bool = True


def by_weight(verdict: Verdict) -> list[Finding]:
    """Findings that count: the heaviest first, then by place, then those without one by address."""
    return sorted(
        verdict.sifted.findings,
        key=_heaviest_first,
    )


def _heaviest_first(each: Finding) -> tuple[object, ...]:
    span = (each.span.file, each.span.line, each.span.column) if each.span else ("", each.line, each.column)
    return (_WEIGHTS.index(each.rule.weight), each.span is None, span, each.address, each.rule.number)


def counts(verdict: Verdict) -> dict[Level, int]:
    """Findings that count, by level, the heaviest first; 0 where there are none."""
    found = Counter(each.rule.level for each in verdict.sifted.findings)
    return {level: found[level] for level in sorted(Level, reverse=True)}


def diagnostic_of(finding: Finding) -> Diagnostic:
    """The finding as a message like any other."""
    return Diagnostic(
        code=finding.rule.code,
        severity=SEVERITIES[finding.rule.level],
        summary=finding.rule.title,
        detail=detail(finding),
        hint=finding.hint,
        span=finding.span,
        address=finding.address,
    )


def detail(finding: Finding) -> str:
    """What is said, with the place in the text where the span does not tell it, and the request that proves it."""
    place = "" if finding.is_exact and finding.span else f"line {finding.line}, column {finding.column}: "
    witness = f" ({finding.witness.text})" if finding.witness else ""
    return f"{place if finding.line else ''}{finding.detail}{witness}"


def idle(sifted: Sifted) -> tuple[Diagnostic, ...]:
    """What is to be said of acceptances: of those without a finding, and of those without a reason."""
    return (*map(unused, sifted.unused), *map(_unexplained, sifted.unexplained))


def unused(accepted: Acceptance) -> Diagnostic:
    """What is to be said of an acceptance without a finding."""
    is_known = accepted.lint in NAMES
    return Diagnostic(
        code="LINT090",
        severity=Severity.NOTE,
        summary="an accepted finding is not there",
        detail=f"{accepted.lint} finds nothing at `{accepted.address}`",
        hint="remove the line, or correct the address" if is_known else nearest(accepted.lint, NAMES),
        span=accepted.span,
    )


def _unexplained(remark: Remark) -> Diagnostic:
    return Diagnostic(
        code="LINT159",
        severity=Severity.WARNING,
        summary="a comment accepts a finding without a reason",
        detail=f"`{remark.lint}` at `{remark.address}`: it still counts",
        hint=f"write `baasctl-ignore: {remark.lint or '<lint>'} because …`",
        span=remark.span,
    )


def why_not_judged(section: LintSection) -> Iterator[tuple[str, tuple[Rule, ...]]]:
    """(reason, lints) of the lints whose silence means nothing."""
    if section.verdict is None or section.live is None or section.at is None:
        return
    reasons: dict[str, list[Rule]] = {}
    for rule in section.verdict.not_judged:
        missing = sorted(rule.lacks(section.verdict.kinds, section.verdict.offered))
        reasons.setdefault(", ".join(missing), []).append(rule)
    for kinds, rules in sorted(reasons.items()):
        yield _reason(section.at, section.live, kinds.split(", ")), tuple(rules)


def _reason(target: Target, live: Snapshot, kinds: list[str]) -> str:
    unreadable = [kind for kind in kinds if kind in live.unreadable]
    if unreadable:
        return f"{', '.join(unreadable)} could not be read ([{live.unreadable[unreadable[0]].code}])"
    if any(kind in target.skip for kind in kinds):
        return f"{', '.join(kinds)} skipped on this target"
    return f"{', '.join(kinds)} unknown to this version"
