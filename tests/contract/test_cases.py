"""Every case file goes through plan, apply, second plan and adopt."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.cases import CASES, case_of, check_after, filled_in, name_of, prepared, remote_of
from tests.contract.project import line


@pytest.mark.parametrize("path", CASES, ids=name_of)
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
