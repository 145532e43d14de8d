"""Every case file again, with an apply that dies in the middle."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from baasctl.model.errors import BaasctlError
from baasctl.model.result import Status
from baasctl.sandbox.faults import Fault
from tests.contract.cases import CASES, case_of, name_of, prepared, remote_of
from tests.contract.project import SpecProject


@pytest.mark.parametrize("path", CASES, ids=name_of)
def test_a_case_survives_a_death_at_every_write(path: Path, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Whichever write is the last one before the connection is gone, plan and apply converge afterwards."""
    case, remote = case_of(path), remote_of(path, request)
    project = prepared(case, remote, tmp_path / "spec0")
    for number in itertools.count():
        if number:
            project = prepared(case, remote.another(), tmp_path / f"spec{number}")
        deaths = dying_after(project, number)
        if not deaths:
            break
        assert project.apply().is_converged
        assert project.plan().is_empty


def dying_after(project: SpecProject, writes: int) -> bool:
    """Apply against a server that takes one more write after some, and never answers again; whether it came to that."""
    sandbox = project.remote.sandbox
    pattern = project.remote.writes
    sandbox.faults.add(Fault(method="POST|PUT|PATCH|DELETE", path=pattern, drop_after=True, skip=writes, count=1))
    sandbox.faults.add(Fault(method="POST|PUT|PATCH|DELETE", path=pattern, drop=True, skip=writes))
    try:
        result = project.apply()
    except BaasctlError:
        return True
    finally:
        sandbox.faults.clear()
    return any(outcome.status is not Status.APPLIED for outcome in result.outcomes)
