"""The clock calls functions: jobs of pg_cron change, move and go with their function, and drift is seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.errors import BaasctlError
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import SupabaseProject

CODE = {"functions/tidy/index.ts": "Deno.serve(() => new Response());\n"}
JOBS = "select jobname, schedule, active, command from cron.job order by 1"


def spec(schedule: Any, name: str = "tidy", **more: Any) -> dict[str, Any]:
    trigger = {"http": {"auth": "none"}, "schedule": schedule}
    return {"functions": {name: {"source": "functions/tidy", "trigger": trigger, **more}}}


@pytest.fixture
def scheduled(supabase: SupabaseProject, tmp_path: Path) -> SpecProject:
    """A project whose function is called at three, with a payload."""
    project = SpecProject(supabase, tmp_path / "spec")
    project.write(spec({"cron": "0 3 * * *", "payload": {"days": 30}}), CODE)
    assert project.apply().is_converged
    return project


def test_a_schedule_alone_is_written_without_the_function(scheduled: SpecProject) -> None:
    """Another time or a pause is one SQL statement; what the spec leaves out stays."""
    before = len(scheduled.remote.calls())
    scheduled.write(spec({"cron": "0 4 * * *", "enabled": False}))
    plan = scheduled.plan()
    assert list(map(line, plan.changes)) == ["~ functions/tidy /trigger/schedule/cron /trigger/schedule/enabled"]
    assert {hazard.value for hazard in plan.changes[0].hazards} == {"DOWNTIME"}

    assert scheduled.apply(plan).is_converged
    (job,) = scheduled.remote.sql(JOBS)
    assert (job["schedule"], job["active"]) == ("0 4 * * *", False)
    assert '{"days": 30}' in job["command"]
    assert not [call for call in scheduled.remote.calls()[before:] if "/functions/" in call and "GET" not in call]


def test_null_removes_the_job(scheduled: SpecProject) -> None:
    """A schedule that is null is no longer; a second plan is empty."""
    scheduled.write(spec(None))
    assert list(map(line, scheduled.plan().changes)) == ["~ functions/tidy /trigger/schedule"]
    assert scheduled.apply().is_converged
    assert scheduled.remote.sql("select jobname from cron.job") == []
    assert scheduled.plan().is_empty


def test_a_renamed_function_takes_its_job_along(scheduled: SpecProject) -> None:
    """The job of the old name goes, that of the new name calls the new address."""
    scheduled.write(spec({"cron": "0 3 * * *"}, "sweep", renamed_from="tidy"))
    assert scheduled.apply().is_converged
    (job,) = scheduled.remote.sql(JOBS)
    assert job["jobname"] == "baasctl functions/sweep"
    assert "/functions/v1/sweep'" in job["command"]
    assert scheduled.plan().is_empty


def test_a_pruned_function_takes_its_job_along(scheduled: SpecProject) -> None:
    """No job is left that calls an address where nothing is."""
    scheduled.write({**spec({"cron": "1 1 * * *"}, "other"), "prune": {"functions": {"mode": "all"}}})
    assert scheduled.apply().is_converged
    assert [job["jobname"] for job in scheduled.remote.sql(JOBS)] == ["baasctl functions/other"]


@pytest.mark.parametrize(
    ("statement", "paths"),
    [
        ("select cron.alter_job(jobid, schedule := '* * * * *') from cron.job", "/trigger/schedule/cron"),
        ("select cron.alter_job(jobid, active := false) from cron.job", "/trigger/schedule/enabled"),
        (
            "select cron.alter_job(jobid, command := replace(command, '30', '31')) from cron.job",
            "/trigger/schedule/payload",
        ),
        (
            "select cron.alter_job(jobid, command := replace(command, 'supabase.co', 'example.com')) from cron.job",
            "/trigger/schedule",
        ),
        ("select cron.alter_job(jobid, command := 'drop table users') from cron.job", "/trigger/schedule"),
        ("select cron.unschedule('baasctl functions/tidy')", "/trigger/schedule"),
    ],
)
def test_drift_of_a_job_is_seen_and_repaired(scheduled: SpecProject, statement: str, paths: str) -> None:
    """Whatever somebody did to the job by hand, the plan names it and apply undoes it."""
    first = scheduled.remote.sql(JOBS)
    scheduled.write(spec({"cron": "0 3 * * *", "enabled": True, "payload": {"days": 30}}))
    scheduled.remote.sql(statement)
    (change,) = scheduled.plan().changes
    assert any(field.path.startswith(paths) for field in change.fields)
    assert scheduled.apply().is_converged
    assert scheduled.remote.sql(JOBS) == first


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"trigger": {"schedule": {"cron": "every day"}}}, "SPEC398"),
        ({"trigger": {"schedule": {"enabled": True}}}, "SPEC398"),
        ({"trigger": {"schedule": {"cron": "0 3 * * *", "timezone": "Europe/Berlin"}}}, "SPEC088"),
        ({"trigger": {"http": {"auth": "jwt"}, "schedule": {"cron": "0 3 * * *"}}}, "SPEC399"),
        ({"trigger": {"schedule": {"cron": "0 3 * * *", "payload": {"a": ["${secret:env:WORD}"]}}}}, "SPEC081"),
        ({"native": {"supabase": {"schedule_token": "${secret:env:WORD}"}}}, "SPEC050"),
    ],
)
def test_bad_input_is_refused(scheduled: SpecProject, changed: dict[str, Any], code: str) -> None:
    """A time table that is none, a zone that pg_cron has not, a call without the token that is asked for."""
    scheduled.write({"functions": {"tidy": {"source": "functions/tidy", **changed}}})
    with pytest.raises(BaasctlError) as caught:
        scheduled.plan()
    assert code in [each.code for each in caught.value.diagnostics]


def test_a_project_without_the_extension_is_told_before_anything_is_sent(
    supabase: SupabaseProject, tmp_path: Path
) -> None:
    """The plan says which extensions are missing; a spec without schedules does not need them."""
    database = supabase.project.database
    with database.postgres.connect(database=database.name) as connection:
        connection.script("drop schema cron cascade")
    project = SpecProject(supabase, tmp_path / "spec")
    project.write(spec({"cron": "0 3 * * *"}), CODE)
    with pytest.raises(BaasctlError) as caught:
        project.plan()
    assert [each.code for each in caught.value.diagnostics] == ["PLAN183"]
    project.write({"functions": {"tidy": {"source": "functions/tidy"}}})
    assert project.apply().is_converged
    assert project.adopt().count["functions"] == 1
