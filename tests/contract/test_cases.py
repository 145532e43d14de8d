"""Every case file goes through plan, apply, second plan, adopt, and an apply that dies in the middle."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from baasctl.model.errors import BaasctlError
from baasctl.model.result import Status
from baasctl.sandbox.faults import Fault
from tests.contract.cases import PROVIDERS, case_files, case_of, check_after, filled_in, prepared
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import SandboxProject

CASES = [path for provider in PROVIDERS for path in case_files(provider)]


def remote_of(path: Path, request: pytest.FixtureRequest) -> SandboxProject:
    """A new project of the provider that the case is for."""
    remote: SandboxProject = request.getfixturevalue(path.parts[-2])
    return remote


@pytest.mark.parametrize("path", CASES, ids=lambda path: "-".join(path.with_suffix("").parts[-3:]))
def test_a_case_converges_and_can_be_adopted(path: Path, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The plan is the expected one, apply makes it so, a second plan is empty, and so is that of the adopted spec."""
    case = case_of(path)
    project = prepared(case, remote_of(path, request), tmp_path / "spec")

    plan = project.plan()
    if isinstance(case.get("plan"), list):
        assert sorted(map(line, plan.changes)) == sorted(filled_in(case["plan"], project.remote))

    result = project.apply(plan)
    assert result.is_converged, [str(each) for each in result.diagnostics]
    again = project.plan()
    assert again.is_empty, [line(change) for change in again.changes]
    assert again.calls <= case.get("calls", 8)
    check_after(case, project.remote)

    adopted = project.adopt()
    known = project.secret_texts({key: value for key, value in case["spec"].items() if key != "target"})
    other = project.beside("adopted")
    other.environment.update({name: known.get(where, "unknown") for name, where in adopted.secrets.items()})
    other.write_adopted(adopted)
    after_adopt = other.plan()
    unknown = {where for where in adopted.secrets.values() if where not in known}
    assert [
        line(change)
        for change in after_adopt.changes
        if {f"{change.address.local}{field.path}" for field in change.fields} - unknown
    ] == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: "-".join(path.with_suffix("").parts[-3:]))
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
