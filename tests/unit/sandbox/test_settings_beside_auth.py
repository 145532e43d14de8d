"""Settings beside auth take their time when they are told to, and stop at the limits of the plan."""

from __future__ import annotations

import pytest

from baasctl.sandbox.server import SandboxServer
from tests.sandbox_fixtures import SupabaseProject, new_project


@pytest.fixture
def slow(sandbox: SandboxServer) -> SupabaseProject:
    return new_project(sandbox, settling_reads=2)


def test_restrictions_are_stored_before_they_are_applied(slow: SupabaseProject) -> None:
    """Reads of either version bring them nearer; the list itself is the new one at once."""
    lists = {"dbAllowedCidrs": ["203.0.113.0/24"], "dbAllowedCidrsV6": []}
    assert slow.change("POST", "/network-restrictions/apply", lists)["status"] == "stored"
    first = slow.get("/network-restrictions")
    assert (first["status"], first["config"]) == ("stored", lists)
    effective = slow.get(f"/v2/projects/{slow.ref}/config")["data"]["attributes"]["database"]["network_restrictions"]
    assert effective["status"] == "applied"
    assert slow.get("/network-restrictions")["status"] == "applied"


def test_encryption_is_enforced_after_the_restart(slow: SupabaseProject) -> None:
    """Until then the old value holds."""
    pending = {"currentConfig": {"database": False}, "appliedSuccessfully": False}
    done = {"currentConfig": {"database": True}, "appliedSuccessfully": True}
    assert slow.change("PUT", "/ssl-enforcement", {"requestedConfig": {"database": True}}) == pending
    assert [slow.get("/ssl-enforcement") for _ in range(3)] == [pending, done, done]


def test_a_restart_shows_in_the_project(slow: SupabaseProject) -> None:
    """Only when it was asked for."""
    slow.change("PATCH", "/config/database/postgres", {"work_mem": "8MB"})
    assert slow.get("")["status"] == "ACTIVE_HEALTHY"
    slow.change("PATCH", "/config/database/postgres", {"max_connections": 90, "restart_database": True})
    assert [slow.get("")["status"] for _ in range(2)] == ["RESTARTING", "ACTIVE_HEALTHY"]
    assert slow.get("/config/database/postgres") == {"work_mem": "8MB", "max_connections": 90}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/config/storage", {"fileSizeLimit": 52_428_801}),
        ("PATCH", "/config/storage", {"features": {"imageTransformation": {"enabled": True}}}),
        ("PATCH", "/config/realtime", {"max_concurrent_users": 201}),
        ("POST", "/network-restrictions/apply", {"dbAllowedCidrs": ["203.0.113.0/24"]}),
        ("PATCH", "/config/auth", {"sessions_timebox": 12}),
    ],
)
def test_the_free_plan_has_limits(sandbox: SandboxServer, method: str, path: str, body: dict[str, object]) -> None:
    """402, as the entitlements of the project's organization say; the next plan takes the same."""
    assert new_project(sandbox, plan="free").request(method, path, body).status == 402
    assert new_project(sandbox, plan="pro").request(method, path, body).status < 300


def test_projects_of_different_plans_are_of_different_organizations(sandbox: SandboxServer) -> None:
    """So one organization's entitlements never speak for another's projects."""
    plans = {plan: new_project(sandbox, plan=plan) for plan in ("free", "pro")}
    access = {}
    for plan, project in plans.items():
        slug = project.get("")["organization_slug"]
        entries = project.get(f"/v1/organizations/{slug}/entitlements")["entitlements"]
        access[plan] = {each["feature"]["key"]: each["hasAccess"] for each in entries}["storage.purge_cache"]
    assert access == {"free": False, "pro": True}
    assert plans["free"].request("GET", "/v1/organizations/nobody/entitlements").status == 404
