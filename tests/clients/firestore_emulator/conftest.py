"""Google's Firestore emulator, started once."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from baasctl.engines.firestore_emulator.errors import EmulatorMissing
from baasctl.engines.firestore_emulator.server import FirestoreEmulator


@pytest.fixture(scope="session")
def emulator() -> Iterator[FirestoreEmulator]:
    """A running emulator; tests that need it are skipped, counted and named where this machine has none."""
    try:
        started = FirestoreEmulator.start()
    except EmulatorMissing as missing:
        pytest.skip(f"needs Google's Firestore emulator: {os.linesep.join(str(missing).splitlines()[:1])}")
    with started as running:
        yield running
