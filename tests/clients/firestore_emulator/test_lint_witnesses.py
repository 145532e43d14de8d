"""Every request that a lint of Firestore's rules shows is let through by Google's engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from baasctl.access.facts import facts_of
from baasctl.access.lints.registry import FOLDERS, rule
from baasctl.access.lints.rule import Witness, findings
from baasctl.access.rules_judges.emulator import EmulatorJudge
from baasctl.engines.firestore_emulator.server import FirestoreEmulator
from baasctl.model.address import Address
from baasctl.model.resource import Resource
from tests.unit.access.test_rules_lints import by_lint, texts_of

pytestmark = pytest.mark.java

FEWEST = 40


def witnesses(text: str) -> list[Witness]:
    resource = Resource(address=Address("prod", "firestore_rules", ("(default)",)), attributes={"source": text})
    facts = facts_of([resource], frozenset({"firestore_rules"}), "firebase", datetime.now(UTC))
    found = (each.witness for name in FOLDERS["firebase_rules"] for each in findings(rule(name), facts))
    return [each for each in found if each is not None and each.probe is not None]


def test_every_request_that_is_shown_is_let_through(
    emulator: FirestoreEmulator, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of all rules in the cases, whatever lint they are for; none that is shown is denied."""
    asked, denied = 0, []
    for text in {texts_of(case).get("firestore_rules", "") for cases in by_lint().values() for case in cases}:
        shown = witnesses(text)
        if not shown:
            continue
        judge = EmulatorJudge(emulator.address, text)
        verdicts = judge.judge([replace(each.probe, at=None) for each in shown if each.probe is not None])
        judge.close()
        asked += len(verdicts)
        denied += [
            (each.text, verdict.reason) for each, verdict in zip(shown, verdicts, strict=True) if not verdict.allowed
        ]
    with capsys.disabled():
        print(f"\n{asked} requests shown by lints, {len(denied)} denied by Google's emulator")
    assert denied == []
    assert asked >= FEWEST
