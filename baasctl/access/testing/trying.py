"""Access tests, tried on the rules of one target."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from baasctl.access.probe import Exercised, Judge
from baasctl.access.rules_judges.evaluated_rules import NOBODY
from baasctl.access.testing.engines import Bench, Panel
from baasctl.access.testing.panels import panel_for
from baasctl.access.testing.trials import Trial, Trials
from baasctl.model.access_test import AccessTest
from baasctl.model.probe import Family, Verdict


def tried(tests: Sequence[AccessTest], bench: Bench) -> Trials:
    """Try all tests.

    Raises:
        EngineError, ProviderError: An engine is not there, or does not take the rules.
    """
    begun = time.monotonic()
    groups: dict[tuple[Family, str], list[int]] = {}
    for index, test in enumerate(tests):
        groups.setdefault((test.probe.family, test.probe.container), []).append(index)
    found: dict[int, Trial] = {}
    explainers: dict[int, Judge] = {}
    for (family, container), indices in groups.items():
        panel = panel_for(bench, family, container)
        chosen = [tests[index] for index in indices]
        found.update(zip(indices, _trials(chosen, panel), strict=True))
        if panel.explainer is not None:
            explainers[id(panel.explainer)] = panel.explainer
    return Trials(
        tried=tuple(found[index] for index in range(len(tests))),
        exercised=tuple(_exercised(explainers.values())),
        seconds=time.monotonic() - begun,
    )


def _exercised(explainers: Iterable[Judge]) -> Iterator[Exercised]:
    for explainer in explainers:
        yield from explainer.coverage()


def _trials(tests: Sequence[AccessTest], panel: Panel) -> Iterator[Trial]:
    verdicts, engines = _verdicts(tests, panel)
    explained = _explained(tests, panel, engines)
    for test, verdict, engine, told in zip(tests, verdicts, engines, explained, strict=True):
        yield _trial(test, verdict, engine, told)


def _verdicts(tests: Sequence[AccessTest], panel: Panel) -> tuple[list[Verdict], list[str]]:
    """Verdicts, and by whom; each judge is asked what those before it could not say."""
    verdicts = [Verdict(allowed=None, reason=panel.absent or "nobody judges this")] * len(tests)
    engines = [""] * len(tests)
    for judge in panel.judges:
        left = [index for index, verdict in enumerate(verdicts) if verdict.allowed is None]
        asked = judge.judge([tests[index].probe for index in left]) if left else ()
        for index, verdict in zip(left, asked, strict=True):
            verdicts[index] = verdict
            engines[index] = judge.name if verdict.allowed is not None else ""
    return verdicts, engines


def _explained(tests: Sequence[AccessTest], panel: Panel, engines: Sequence[str]) -> Sequence[Verdict | None]:
    """What the explainer says where another one decided."""
    explainer: Judge | None = panel.explainer
    if explainer is None:
        return [None] * len(tests)
    others = [index for index, engine in enumerate(engines) if engine != explainer.name]
    told: list[Verdict | None] = [None] * len(tests)
    for index, verdict in zip(others, explainer.judge([tests[index].probe for index in others]), strict=True):
        told[index] = verdict
    return told


def _trial(test: AccessTest, verdict: Verdict, engine: str, told: Verdict | None) -> Trial:
    if told is None or verdict.allowed is None or told.allowed is None:
        return Trial(test=test, verdict=verdict, engine=engine)
    if told.allowed != verdict.allowed:
        said = f"{'allow' if told.allowed else 'deny'}: {told.rule or told.reason}"
        return Trial(test=test, verdict=verdict, engine=engine, differs=said)
    reason = told.reason if told.reason and told.reason != NOBODY else verdict.reason
    return Trial(test=test, verdict=replace(verdict, rule=verdict.rule or told.rule, reason=reason), engine=engine)
