"""What the journal cannot note is not written, and what was written before is still told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from baasctl.apply.execute import execute
from baasctl.apply.journal import Journal
from baasctl.apply.lock import only_one
from baasctl.model.errors import StoreError
from baasctl.model.result import Status
from baasctl.model.secret import Vault
from baasctl.workers import Stop
from tests.laws.memory_provider import MemoryProvider, clock
from tests.laws.planning import plan
from tests.unit.apply.test_execute import STATE

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")


@needs_full
def test_nothing_is_written_without_a_journal() -> None:
    """A disk that is full before the first batch stops the apply."""
    provider = MemoryProvider()
    planned = plan(provider, STATE)
    with Journal(FULL, clock) as journal, pytest.raises(StoreError, match="No space left"):
        execute(planned, provider, Vault(), journal=journal, stop=Stop(), progress=print)
    assert plan(provider, STATE).changes == planned.changes


@needs_full
def test_a_disk_that_fills_up_in_the_middle_stops_there(tmp_path: Path) -> None:
    """The batch that could not be noted is not sent; the ones before are reported as applied."""
    provider = MemoryProvider()
    planned = plan(provider, STATE)
    full = os.open(FULL, os.O_WRONLY)
    with Journal(tmp_path / "journal", clock) as journal:

        def fill(text: str) -> None:
            if ", 2 of" in text:
                os.dup2(full, journal._descriptor or 0)

        result = execute(planned, provider, Vault(), journal=journal, stop=Stop(), progress=fill)
    os.close(full)
    assert [outcome.status for outcome in result.outcomes][:2] == [Status.APPLIED, Status.FAILED]
    assert {outcome.status for outcome in result.outcomes[2:]} <= {Status.FAILED, Status.DROPPED}
    assert [each.code for each in result.diagnostics] == ["APPLY011"]


def test_a_state_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """A folder where the lock or the journal should be, a file where the folder should be."""
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "lock"):
        with pytest.raises(StoreError, match="cannot be used"), only_one(path, "prod"):
            pass
        with pytest.raises(StoreError, match="cannot be used"):
            Journal(path, clock)
