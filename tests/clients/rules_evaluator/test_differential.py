"""The evaluator of rules gives the values and verdicts of Google's engine on generated rulesets and requests."""

from __future__ import annotations

import os
import time
from typing import Final

import pytest

from baasctl.engines.firestore_emulator.errors import EmulatorMissing
from baasctl.engines.firestore_emulator.server import FirestoreEmulator
from tests.clients.rules_evaluator.differential import PRODUCTIONS, compare, report

pytestmark = pytest.mark.java

_SEED: Final = 20261123
_COMPARISONS: Final = {"ci": 20_000}
_USUALLY: Final = 2_000


def test_generated_expressions_and_requests_come_out_alike() -> None:
    """Every production, function and method has a value and the same one; 20,000 comparisons where CI is set."""
    wanted = _COMPARISONS["ci"] if os.environ.get("CI") else _USUALLY
    began = time.monotonic()
    try:
        started = FirestoreEmulator.start()
    except EmulatorMissing as missing:
        pytest.skip(f"needs Google's Firestore emulator: {missing}")
    with started as emulator:
        tally = compare(emulator.address, seed=_SEED, comparisons=wanted)

    print(report(tally, _SEED, time.monotonic() - began))
    assert tally.disagreements == []
    if wanted >= _COMPARISONS["ci"]:
        assert PRODUCTIONS - tally.seen.keys() == set()
