"""Carrying out a plan."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from baasctl.apply.execute import execute
from baasctl.apply.journal import Journal, unfinished
from baasctl.apply.lock import only_one
from baasctl.apply.staleness import changed_sources, stale
from baasctl.cli.judging import of_result
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import BaasctlError, Forbidden, LockHeld, PlanStale, Unavailable
from baasctl.model.plan import Batch
from baasctl.model.result import Outcome, Status
from baasctl.model.secret import Vault
from baasctl.workers import Stop
from tests.laws.memory_provider import MemoryProvider, clock, desired, resource
from tests.laws.planning import plan

STATE = desired(
    resource("email_templates", "invite", subject="Hello"),
    resource("function_secrets", "KEY", value="x"),
    resource("functions", "f", entrypoint="index.ts"),
)


@dataclass
class Failing(MemoryProvider):
    """Fails at one kind of batch."""

    fails_at: str = ""

    def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
        if batch.key == self.fails_at:
            raise Unavailable(Diagnostic(code="APPLY001", summary="gone"))
        return super().execute(batch, vault)


def test_a_failure_stops_the_target_and_everything_is_accounted_for() -> None:
    """Applied, failed and dropped together are the whole plan."""
    provider = Failing(fails_at="function_secrets")

    result = execute(
        plan(provider, STATE), provider, Vault(), journal=Journal(None, clock), stop=Stop(), progress=print
    )

    assert [result.count(status) for status in (Status.APPLIED, Status.FAILED, Status.DROPPED)] == [1, 1, 1]
    assert [diagnostic.code for diagnostic in result.diagnostics] == ["APPLY001"]


def test_a_stop_is_heard_between_batches() -> None:
    """The batch in flight is finished, the others are not begun."""
    provider, stop = MemoryProvider(), Stop()

    def progress(_: str) -> None:
        stop.request()

    result = execute(
        plan(provider, STATE), provider, Vault(), journal=Journal(None, clock), stop=stop, progress=progress
    )

    assert result.cancelled
    assert result.count(Status.APPLIED) == 1
    assert result.count(Status.DROPPED) == 2


def test_the_journal_tells_what_was_being_written_when_the_process_died(tmp_path: Path) -> None:
    """A batch that was begun and not ended is named by the next plan; a cut-off line does no harm."""
    path = tmp_path / "journal" / "prod"
    provider = MemoryProvider(dies_after=1)
    with Journal(path, clock) as journal, pytest.raises(KeyboardInterrupt):
        execute(plan(provider, STATE), provider, Vault(), journal=journal, stop=Stop(), progress=print)

    assert [note.code for note in unfinished(path)] == ["PLAN030"]
    with path.open("a") as file:
        file.write('{"event": "wro')
    assert [note.code for note in unfinished(path)] == ["PLAN030"]


def test_a_finished_apply_leaves_no_warning_and_no_values(tmp_path: Path) -> None:
    """The journal holds addresses, paths and outcomes, never values."""
    path = tmp_path / "prod"
    provider = MemoryProvider()
    with Journal(path, clock) as journal:
        execute(plan(provider, STATE), provider, Vault(), journal=journal, stop=Stop(), progress=print)

    assert list(unfinished(path)) == []
    assert next(json.loads(line)["event"] for line in path.read_text().splitlines()) == "began"
    assert "Hello" not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_only_one_apply_holds_a_target(tmp_path: Path) -> None:
    """The second one is told which process holds it; afterwards the target is free again."""
    lock = tmp_path / "lock" / "prod"
    with only_one(lock, "prod"), pytest.raises(LockHeld, match="process"), only_one(lock, "prod"):
        pass
    with only_one(lock, "prod"):
        pass


def test_a_plan_is_stale_when_what_it_read_has_moved() -> None:
    """Any other live value, before or after, makes the plan refuse."""
    provider = MemoryProvider(live={STATE.resources[0].address: {"subject": "Old"}})
    planned = plan(provider, STATE)
    assert list(stale(planned, plan(provider, STATE))) == []

    provider.live[STATE.resources[0].address] = {"subject": "Newer"}

    assert [problem.code for problem in stale(planned, plan(provider, STATE))] == ["PLAN020"]


def test_a_plan_is_stale_when_somebody_did_the_work_already() -> None:
    """A change that is not needed any more is a changed world too."""
    provider = MemoryProvider()
    planned = plan(provider, STATE)
    provider.live = {one.address: one.attributes for one in STATE.resources}

    assert len(list(stale(planned, plan(provider, STATE)))) == 3


def test_a_changed_or_missing_source_file_makes_a_plan_stale() -> None:
    """A plan speaks of the bytes it was made of."""
    assert list(changed_sources({"a": "1"}, {"a": "1", "b": "2"})) == []
    assert len(list(changed_sources({"a": "1", "b": "2"}, {"a": "3"}))) == 2


@pytest.mark.parametrize(("error", "code"), [(Forbidden, 3), (PlanStale, 6), (Unavailable, 1)])
def test_a_failure_that_changed_nothing_ends_with_its_own_exit_code(error: type[BaasctlError], code: int) -> None:
    """A missing permission is told apart from a server that is down, also while writing."""

    @dataclass
    class Refusing(MemoryProvider):
        def execute(self, batch: Batch, vault: Vault) -> Sequence[Outcome]:
            raise error(Diagnostic(code="APPLY001", summary="refused"))

    provider = Refusing()
    result = execute(
        plan(provider, STATE), provider, Vault(), journal=Journal(None, clock), stop=Stop(), progress=print
    )

    assert of_result(result) == code
