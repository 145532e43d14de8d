"""Settings beside auth: what is sent, what is waited for, what is never seen, and what cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.change import Hazard
from baasctl.model.errors import NormaliseError, SpecError
from baasctl.model.result import Status
from baasctl.providers.supabase.postgres_settings import encode
from baasctl.sandbox.faults import Fault
from baasctl.sandbox.server import SandboxServer
from baasctl.workers import SerialWorkers
from tests.contract.project import Hasty, SpecProject
from tests.sandbox_fixtures import SupabaseProject, new_project


def project(supabase: SupabaseProject, folder: Path, spec: dict[str, Any]) -> SpecProject:
    found = SpecProject(supabase, folder)
    found.write(spec)
    return found


EVERY_KIND: dict[str, Any] = {
    "data_api": {"max_rows": 1000},
    "realtime": {"max_channels_per_client": 100},
    "storage_settings": {"max_file_size": "50MiB"},
    "network": {"allowed_cidrs": ["0.0.0.0/0", "::/0"]},
    "ssl": {"enforced": False},
    "postgres_settings": {"work_mem": None},
    "pooler": {"pool_mode": "transaction"},
    "auth": {"site_url": "http://localhost:3000"},
}


def test_all_kinds_share_one_document(supabase: SupabaseProject, tmp_path: Path) -> None:
    """Effective settings of eight kinds are one request; three more tell what is set."""
    plan = project(supabase, tmp_path, EVERY_KIND).plan()
    asked = [call.partition(supabase.ref)[2] for call in supabase.calls()]
    assert sorted(asked) == ["/config", "/config/auth", "/config/database/pooler", "/config/database/postgres"]
    assert plan.calls == 4


def test_two_projects_with_every_setting_read_the_same(supabase: SupabaseProject, tmp_path: Path) -> None:
    """What was adopted from one project and applied to an empty one adopts as the same spec."""
    source = project(
        supabase,
        tmp_path / "source",
        {
            "data_api": {"schemas": ["api"], "extra_search_path": ["extensions"], "max_rows": 7, "pool": {"size": 9}},
            "realtime": {"private_only": True, "max_joins_per_second": 9, "publication": []},
            "storage_settings": {"max_file_size": "1GiB", "vector_buckets": {"enabled": True}},
            "network": {"allowed_cidrs": ["203.0.113.0/24"]},
            "ssl": {"enforced": True},
            "postgres_settings": {"work_mem": "16MB", "max_connections": 90},
            "pooler": {"pool_mode": "session"},
        },
    )
    assert source.apply().is_converged
    other = SpecProject(new_project(supabase.sandbox), tmp_path / "other")
    other.write_adopted(source.adopt())
    spec = (other.folder / "baas.yaml").read_text()
    (other.folder / "baas.yaml").write_text(spec.replace(supabase.ref, other.remote.ref))
    assert other.apply().is_converged
    first, second = (each.adopt().files["baas.yaml"].replace(each.remote.ref.encode(), b"") for each in (source, other))
    assert first == second
    assert b"max_joins_per_second: 9" in first
    assert b"max_events_per_second" not in first


def test_the_jwt_secret_reaches_nothing(sandbox: SandboxServer, tmp_path: Path) -> None:
    """It is dropped where the answer arrives: no answer, plan, journal or adopted file has it."""
    supabase = new_project(sandbox, effective_config_status=404)
    secret = supabase.get("/postgrest")["jwt_secret"]
    one = project(supabase, tmp_path, {"data_api": {"max_rows": 5}})
    plan = one.plan()
    result = one.apply(plan)
    assert secret not in repr(plan) + repr(result)
    assert b"jwt_secret" not in b"".join(one.adopt().files.values())
    assert not any(
        secret in file.read_text() for file in tmp_path.rglob("*") if file.is_file() and "sandbox" not in file.parts
    )


@pytest.mark.parametrize(
    ("spec", "read"),
    [
        ({"ssl": {"enforced": True}}, "GET /v1/projects/{ref}/ssl-enforcement"),
        ({"network": {"allowed_cidrs": ["203.0.113.0/24"]}}, "GET /v1/projects/{ref}/network-restrictions"),
    ],
    ids=["ssl", "network"],
)
def test_a_change_in_the_background_is_waited_for(
    sandbox: SandboxServer, tmp_path: Path, spec: dict[str, Any], read: str
) -> None:
    """Apply asks until it is in force, tells so, and then finds nothing left."""
    supabase = new_project(sandbox, settling_reads=3)
    told: list[str] = []
    result = project(supabase, tmp_path, spec).apply(progress=told.append)
    assert result.is_converged
    assert supabase.calls().count(read.format(ref=supabase.ref)) == 3
    assert any("waiting until" in each for each in told)


def test_what_is_stored_but_not_in_force_is_said(sandbox: SandboxServer, tmp_path: Path) -> None:
    """The list is as declared, so there is nothing to change; but somebody who just ran apply should know."""
    supabase = new_project(sandbox, settling_reads=3)
    lists = {"dbAllowedCidrs": ["203.0.113.0/24"], "dbAllowedCidrsV6": []}
    supabase.change("POST", "/network-restrictions/apply", lists)
    plan = project(supabase, tmp_path, {"network": {"allowed_cidrs": ["203.0.113.0/24"]}}).plan()
    assert plan.is_empty
    assert [each.code for each in plan.warnings] == ["PLAN173"]


def test_a_run_stopped_while_it_waits_leaves_the_outcome_unknown(sandbox: SandboxServer, tmp_path: Path) -> None:
    """The request was sent, so the change is neither applied nor failed; the next plans tell when it has happened."""
    supabase = new_project(sandbox, settling_reads=3)
    one = project(supabase, tmp_path, {"ssl": {"enforced": True}})
    plan = one.plan()
    stop = Hasty()

    def stop_while_waiting(told: str) -> None:
        if "waiting until" in told:
            stop.request()

    unknown = one.apply(plan, progress=stop_while_waiting, workers=SerialWorkers(stop))
    assert [outcome.status for outcome in unknown.outcomes] == [Status.UNKNOWN]
    assert [each.code for each in unknown.diagnostics] == ["APPLY190"]
    assert [one.plan().is_empty for _ in range(3)] == [False, True, True]


def test_a_restart_is_said_asked_for_and_waited_for(sandbox: SandboxServer, tmp_path: Path) -> None:
    """A setting that needs no restart asks for none."""
    supabase = new_project(sandbox, settling_reads=2)
    one = project(supabase, tmp_path, {"postgres_settings": {"work_mem": "8MB"}})
    plan = one.plan()
    assert plan.hazards == frozenset()
    assert encode(plan.changes[0]) == {"work_mem": "8MB", "restart_database": False}
    assert one.apply(plan).is_converged
    assert f"GET /v1/projects/{supabase.ref}" not in supabase.calls()

    one.write({"postgres_settings": {"max_connections": 90}})
    plan = one.plan()
    assert plan.hazards == {Hazard.DOWNTIME}
    assert encode(plan.changes[0]) == {"max_connections": 90, "restart_database": True}
    assert one.apply(plan).is_converged
    assert supabase.calls().count(f"GET /v1/projects/{supabase.ref}") == 2
    assert supabase.get("/config/database/postgres") == {"work_mem": "8MB", "max_connections": 90}


def test_without_patch_the_overrides_are_replaced_whole(sandbox: SandboxServer, tmp_path: Path) -> None:
    """A platform that lacks the newer operation gets all overrides, those that the spec does not declare included."""
    supabase = new_project(sandbox)
    supabase.change("PUT", "/config/database/postgres", {"work_mem": "8MB"})
    sandbox.faults.add(Fault(method="PATCH", path="/config/database/postgres", status=404))
    assert project(supabase, tmp_path, {"postgres_settings": {"statement_timeout": "9s"}}).apply().is_converged
    assert supabase.get("/config/database/postgres") == {"work_mem": "8MB", "statement_timeout": "9s"}


def test_undeclared_limits_of_a_feature_stay(supabase: SupabaseProject, tmp_path: Path) -> None:
    """The API takes a feature whole; what the spec leaves out goes along as it is."""
    limits = {"enabled": False, "maxCatalogs": 8, "maxNamespaces": 9, "maxTables": 10}
    supabase.change("PATCH", "/config/storage", {"features": {"icebergCatalog": limits}})
    assert (
        project(supabase, tmp_path, {"storage_settings": {"iceberg_catalog": {"enabled": True}}}).apply().is_converged
    )
    assert supabase.get("/config/storage")["features"]["icebergCatalog"] == {**limits, "enabled": True}


@pytest.mark.parametrize(
    ("setup", "problem"),
    [
        ("select 1", "`public.nowhere` of `realtime.publication` is not there"),
        (
            "drop publication supabase_realtime; create publication supabase_realtime for tables in schema public",
            "publishes all tables of the database or of a schema",
        ),
    ],
    ids=["no table", "whole schema"],
)
def test_what_cannot_be_published_fails_the_plan(
    supabase: SupabaseProject, tmp_path: Path, setup: str, problem: str
) -> None:
    """With the place in the spec, before anything is written."""
    with supabase.project.database.postgres.connect(database=supabase.project.database.name) as connection:
        for statement in setup.split(";"):
            connection.script(statement)
    with pytest.raises(NormaliseError) as refused:
        project(supabase, tmp_path, {"realtime": {"publication": ["nowhere"]}}).plan()
    assert problem in str(refused.value)
    assert refused.value.diagnostics[0].span is not None


@pytest.mark.parametrize(
    ("spec", "code", "words"),
    [
        ({"network": {"allowed_cidrs": ["10.0.0.0/33"]}}, "SPEC440", "10.0.0.0/33"),
        ({"data_api": {"pool": {"max_idle_time": "2m"}}}, "SPEC088", "the Data API"),
        ({"data_api": {"max_rows": None}}, "SPEC087", "always set"),
        ({"data_api": {"schemas": ["a,b"]}}, "SPEC088", "a,b"),
        ({"realtime": {"connection_pool": 500}}, "SPEC088", "Realtime"),
        ({"postgres_settings": {"work_mem": "8 megabytes"}}, "SPEC088", "8 megabytes"),
        ({"postgres_settings": {"max_locks_per_transaction": 5}}, "SPEC088", "PostgreSQL"),
        ({"storage_settings": {"native": {"supabase": {"upstreamTarget": "beta"}}}}, "SPEC088", "canary, main"),
        ({"pooler": {"default_pool_size": 4000}}, "SPEC088", "the pooler"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_bad_input_is_refused_offline(
    supabase: SupabaseProject, tmp_path: Path, spec: dict[str, Any], code: str, words: str
) -> None:
    """With place, value and whose limit it is."""
    with pytest.raises(SpecError) as refused:
        project(supabase, tmp_path, spec).plan()
    assert [each.code for each in refused.value.diagnostics] == [code]
    assert words in str(refused.value)
    assert supabase.calls() == []
