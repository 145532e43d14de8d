"""Access tests for programs, as JSON of our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from baasctl.access.testing.exploration import Disagreement, Exploration
from baasctl.access.testing.trials import Gap, Outcome, Trial, Trials
from baasctl.model.probe import Who
from baasctl.model.span import Span
from baasctl.report.diagnostics import to_data as diagnostic_data
from baasctl.report.probe_words import as_test
from baasctl.report.trial_section import TrialSection

FORMAT_VERSION: Final = "1.0"


def to_data(sections: Sequence[TrialSection], exit_code: int) -> dict[str, object]:
    """All targets as one document."""
    return {"format_version": FORMAT_VERSION, "exit_code": exit_code, "targets": [_target(each) for each in sections]}


def _target(section: TrialSection) -> dict[str, object]:
    data: dict[str, object] = {"target": section.target, "exit_code": section.exit_code}
    if section.at is not None:
        data |= {"provider": section.at.provider, "project": section.at.project}
    if section.explores:
        data["exploration"] = _exploration(section.exploration) if section.exploration else None
    elif section.trials is not None:
        data |= _trials(section.trials)
    return {**data, "diagnostics": [diagnostic_data(each) for each in section.messages]}


def _trials(found: Trials) -> dict[str, object]:
    rules, outcomes = found.coverage.rules, found.coverage.outcomes
    return {
        "counts": {outcome.value: len(found.of(outcome)) for outcome in Outcome},
        "engines": dict(found.engines),
        "seconds": round(found.seconds, 3),
        "tests": [_trial(each) for each in found.tried],
        "coverage": {
            "rules": {"exercised": rules[0], "all": rules[1]},
            "outcomes": {"exercised": outcomes[0], "all": outcomes[1]},
            "not_exercised": [_gap(each) for each in found.coverage.gaps()],
        },
    }


def _trial(trial: Trial) -> dict[str, object]:
    test, probe = trial.test, trial.test.probe
    return {
        "name": test.name,
        "title": test.title,
        "range": _range(test.span),
        "who": {"named": test.who, **_who(probe.who)},
        "asks": test.asks,
        "operation": probe.operation.value,
        "resource": probe.resource,
        "row": probe.row,
        "expected": trial.wanted,
        "got": trial.got,
        "outcome": trial.outcome.value,
        "engine": trial.engine,
        "rule": trial.verdict.rule,
        "reason": trial.verdict.reason,
    }


def _who(who: Who) -> dict[str, object]:
    return {"kind": who.kind.value, **({"uid": who.uid} if who.uid else {})}


def _range(span: Span) -> dict[str, object]:
    place = {"line": span.line, "column": span.column}
    return {"filename": span.file, "start": place, "end": place}


def _exploration(found: Exploration) -> dict[str, object]:
    return {
        "seed": found.seed,
        "asked": found.asked,
        "compared": found.compared,
        "narrower_lists": found.narrower_lists,
        "known_narrower": found.known_narrower,
        "engines": list(found.engines),
        "not_asked": list(found.absent),
        "seconds": round(found.seconds, 3),
        "disagreements": [_disagreement(each) for each in found.disagreements],
    }


def _disagreement(each: Disagreement) -> dict[str, object]:
    return {
        "direction": "wider" if each.is_wider else "narrower",
        "section": "allow" if each.allows else "deny",
        "engine": each.engine,
        "rule": each.verdict.rule,
        "reason": each.verdict.reason,
        "operation": each.probe.operation.value,
        "resource": each.probe.resource,
        "row": each.probe.row,
        "test": list(as_test(each.probe, expected=each.allows)),
    }


def _gap(gap: Gap) -> dict[str, object]:
    part = gap.part
    place = {"line": part.line, "column": part.column} if part.line else None
    return {"rule": part.rule, "part": part.part, "missing": gap.missing, **({"in_text": place} if place else {})}
