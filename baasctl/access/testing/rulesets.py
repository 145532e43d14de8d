"""Judges of tests for Firestore and Storage: Google's emulator where this machine has it, else our evaluator."""

from __future__ import annotations

from typing import Final

from baasctl.access.probe import Judge
from baasctl.access.rules_judges.emulator import EmulatorJudge
from baasctl.access.rules_judges.evaluator import EvaluatorJudge
from baasctl.access.rules_judges.storage_evaluator import StorageEvaluatorJudge
from baasctl.access.testing.engines import Bench, EngineChoice, Panel
from baasctl.access.testing.known_differences import FIREBASE
from baasctl.access.testing.live import ProviderJudge
from baasctl.engines.firestore_emulator.errors import EmulatorMissing
from baasctl.model.probe import Family
from baasctl.model.resource import Resource
from baasctl.model.text_place import place_in_text

KINDS: Final = {Family.ROWS: "firestore_rules", Family.OBJECTS: "storage_rules"}
_CONTAINERS: Final = {Family.ROWS: "database", Family.OBJECTS: "bucket"}
_DEFAULT: Final = "(default)"
_USUAL: Final = "default-bucket"
"""Stands for the name of the usual bucket, which only a live project has; rules mostly say `{bucket}`."""


def ruleset_panel(bench: Bench, family: Family, container: str) -> Panel:
    """Who judges tests of one database or bucket.

    Raises:
        EngineError: The chosen engine is not there or judges no such rules, or the rules cannot be read.
    """
    name = container or _DEFAULT
    rules = next((each for each in bench.of(KINDS[family]) if each.address.segments[0] == name), None)
    source = rules.attributes.get("source") if rules else None
    if rules is None or not isinstance(source, str):
        return Panel(absent=f"there are no `{KINDS[family]}` for the {_CONTAINERS[family]} `{name}`")
    possible = (EngineChoice.EVALUATOR, EngineChoice.LIVE)
    choice = bench.choose(*((EngineChoice.EMULATOR, *possible) if family is Family.ROWS else possible))
    if choice is EngineChoice.LIVE:
        return Panel(
            judges=(ProviderJudge(rules, bench.live),), explainer=_evaluator(bench, rules, source), differences=FIREBASE
        )
    evaluator = _evaluator(bench, rules, source)
    if choice is EngineChoice.EVALUATOR or family is Family.OBJECTS:
        return Panel(judges=(evaluator,), explainer=evaluator, differences=FIREBASE)
    emulator = _emulator(bench, source, is_needed=choice is EngineChoice.EMULATOR)
    judges: tuple[Judge, ...] = (emulator,) if emulator else ()
    if choice is EngineChoice.AUTO:
        judges = (*judges, evaluator)
    return Panel(judges=judges, explainer=evaluator, differences=FIREBASE)


def _evaluator(bench: Bench, rules: Resource, source: str) -> Judge:
    def place(line: int, column: int) -> str:
        span, is_exact = place_in_text(rules, "/source", line, column)
        return str(span) if span and is_exact else f"{rules.address.local}:{line}:{column}"

    if rules.address.kind == KINDS[Family.OBJECTS]:
        bucket = rules.address.segments[0]
        return StorageEvaluatorJudge(source, _USUAL if bucket == _DEFAULT else bucket, bench.clock, place)
    return EvaluatorJudge(source, bench.clock, place)


def _emulator(bench: Bench, source: str, *, is_needed: bool) -> EmulatorJudge | None:
    """A judge on the emulator; `None` where this machine has none and it may be missing."""
    try:
        address = bench.emulator.address
    except EmulatorMissing:
        if is_needed:
            raise
        return None
    judge = EmulatorJudge(address, source, bench.clock, bench.workers)
    bench.opened.callback(judge.close)
    return judge
