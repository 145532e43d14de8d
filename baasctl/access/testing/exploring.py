"""Law 12: rules that the `access` section was rendered into allow nothing that the section denies, nor less.

Requests are generated from the section (`portable.exploring`); what it means (`portable.deciding`) is held against what
the engine says about the rendered rules.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from baasctl.access.portable.deciding import decides
from baasctl.access.portable.exploring import explore
from baasctl.access.testing.engines import Bench, Panel
from baasctl.access.testing.exploration import Disagreement, Exploration
from baasctl.access.testing.panels import panel_for
from baasctl.model.access import AccessSection
from baasctl.model.probe import Data, Family, Operation, Probe, WhoKind

_ASKED_AT_ONCE: Final = 200


def explored(section: AccessSection, bench: Bench, *, seed: int, most: int) -> Exploration:
    """Hold the rules of a target against the section that they were rendered from.

    Args:
        seed: Same seed, same requests.
        most: How many requests at most.

    Raises:
        EngineError, ProviderError: An engine is not there, or does not take the rules.
    """
    begun = time.monotonic()
    probes = explore(section, seed=seed, most=most)
    groups: dict[tuple[Family, str], list[Probe]] = {}
    for probe in probes:
        groups.setdefault((probe.family, probe.container), []).append(probe)
    found = Exploration(seed=seed, asked=len(probes))
    for (family, container), chosen in groups.items():
        panel = panel_for(bench, family, container)
        found = _compared(section, found, chosen, panel)
    return replace(found, seconds=time.monotonic() - begun)


def _compared(section: AccessSection, found: Exploration, probes: Sequence[Probe], panel: Panel) -> Exploration:
    if not panel.judges:
        return replace(found, absent=(*found.absent, panel.absent))
    judge = panel.judges[0]
    compared, narrower, known, wrong = 0, 0, 0, []
    for first in range(0, len(probes), _ASKED_AT_ONCE):
        some = probes[first : first + _ASKED_AT_ONCE]
        for probe, verdict in zip(some, judge.judge(some), strict=True):
            allows = _meant(section, panel, probe)
            if allows is None or verdict.allowed is None:
                continue
            compared += 1
            if allows and not verdict.allowed and probe.operation is Operation.LIST:
                narrower += 1
            elif allows and not verdict.allowed and _may_be_narrower(panel, probe):
                known += 1
            elif allows != verdict.allowed:
                wrong.append(Disagreement(probe=probe, allows=allows, verdict=verdict, engine=judge.name))
    minimal = [_minimal(section, each, panel) for each in _distinct(wrong)]
    explained = [_explained(each, panel) for each in minimal]
    return replace(
        found,
        compared=found.compared + compared,
        narrower_lists=found.narrower_lists + narrower,
        known_narrower=found.known_narrower + known,
        disagreements=(*found.disagreements, *explained),
        engines=tuple(dict.fromkeys((*found.engines, judge.name))),
    )


def _meant(section: AccessSection, panel: Panel, probe: Probe) -> bool | None:
    """What the section says; `None`: nothing, or nothing that the rules could be held to."""
    if panel.differences is None:
        return decides(section, probe)
    stored = panel.differences.as_stored(section, probe)
    return None if stored is None else decides(section, stored, fills_in=panel.differences.fills_in)


def _may_be_narrower(panel: Panel, probe: Probe) -> bool:
    if probe.operation is Operation.LIST:
        return True
    return panel.differences is not None and panel.differences.is_narrower(probe)


def _distinct(wrong: Sequence[Disagreement]) -> Iterator[Disagreement]:
    """One of each resource, operation, sort of caller and direction: the smallest."""
    chosen: dict[object, Disagreement] = {}
    for each in sorted(wrong, key=lambda one: _weight(one.probe)):
        probe = each.probe
        chosen.setdefault((probe.resource, probe.operation, probe.who.kind, each.allows), each)
    yield from chosen.values()


def _weight(probe: Probe) -> int:
    parts = (probe.existing or {}, probe.new or {}, probe.world, probe.who.claims, probe.who.groups)
    return sum(map(len, parts)) + len(probe.query.filters) + (probe.who.kind is WhoKind.USER)


def _minimal(section: AccessSection, wrong: Disagreement, panel: Panel) -> Disagreement:
    """The same disagreement about a request from which nothing more can be taken."""
    judge, is_smaller = panel.judges[0], True
    while is_smaller:
        is_smaller = False
        for probe in _smaller(wrong.probe):
            if _meant(section, panel, probe) is not wrong.allows:
                continue
            (verdict,) = judge.judge([probe])
            if verdict.allowed is (not wrong.allows) and not (wrong.allows and _may_be_narrower(panel, probe)):
                wrong, is_smaller = replace(wrong, probe=probe, verdict=verdict), True
                break
    return replace(wrong, is_minimal=True)


def _smaller(probe: Probe) -> Iterator[Probe]:
    for index in range(len(probe.world)):
        yield replace(probe, world=(*probe.world[:index], *probe.world[index + 1 :]))
    for claims in _without_one(probe.who.claims):
        yield replace(probe, who=replace(probe.who, claims=claims))
    if probe.who.groups:
        yield replace(probe, who=replace(probe.who, groups=probe.who.groups[1:]))
    if probe.new:
        yield from (replace(probe, new=each) for each in _without_one(probe.new))
    if probe.existing:
        yield from (replace(probe, existing=each) for each in _without_one(probe.existing))
    for index in range(len(probe.query.filters)):
        filters = (*probe.query.filters[:index], *probe.query.filters[index + 1 :])
        yield replace(probe, query=replace(probe.query, filters=filters))


def _without_one(data: Data) -> Iterator[Data]:
    for name in data:
        yield {key: value for key, value in data.items() if key != name}


def _explained(wrong: Disagreement, panel: Panel) -> Disagreement:
    """With the rule that decided, where the explainer agrees."""
    if panel.explainer is None or panel.explainer is panel.judges[0]:
        return wrong
    (told,) = panel.explainer.judge([wrong.probe])
    if told.allowed is not wrong.verdict.allowed:
        return wrong
    return replace(wrong, verdict=replace(wrong.verdict, rule=told.rule, reason=told.reason or wrong.verdict.reason))
