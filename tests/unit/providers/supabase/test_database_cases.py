"""Cases of tables, policies and grants go through plan, apply, second plan and adopt on a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.model.result import Status
from baasctl.model.spec import Terms
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.database_project import DatabaseProject, connect, lines

CASES = sorted(
    path for kind in ("tables", "policies", "grants") for path in Path("tests/cases").glob(f"{kind}/supabase/*.yaml")
)


@pytest.fixture
def database(supabase: SupabaseProject, tmp_path: Path) -> DatabaseProject:
    return connect(supabase, tmp_path)


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_case_converges(path: Path, database: DatabaseProject) -> None:
    """The plan is the one expected, apply makes it so, a second plan is empty, and what adopt writes is no change."""
    case: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    database.sql(case["setup"])
    assert database.errors(case["spec"]) == []

    plan = database.plan(case["spec"])

    found = lines(plan.changes)
    if isinstance(case["plan"], list):
        assert sorted(found) == sorted(case["plan"])
    else:
        assert all(line.startswith("+") for line in found)
        assert len(found) == sum(map(len, case["spec"]["policies"].values()))
    outcomes = database.execute(plan)
    assert [(outcome.status, outcome.diagnostic) for outcome in outcomes] == [(Status.APPLIED, None)] * len(found)
    assert lines(database.compare(case["spec"]).changes) == []
    for check in case.get("after", ()):
        assert database.sql(check["query"]) == check["rows"]
    adopted = database.compare(database.adopted(), Terms())
    assert (lines(adopted.changes), adopted.unlisted) == ([], ())
