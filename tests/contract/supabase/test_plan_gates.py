"""What the organization's plan does not include fails the plan; what it includes costs two calls, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.errors import NormaliseError
from baasctl.sandbox.faults import Fault
from baasctl.sandbox.server import SandboxServer
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import new_project

BEYOND_FREE: dict[str, tuple[dict[str, Any], str]] = {
    "a switch": ({"auth": {"password": {"reject_leaked": True}}}, "auth.password_hibp"),
    "a duration": ({"auth": {"sessions": {"overall_timeout": "12h"}}}, "auth.user_sessions"),
    "a factor": ({"auth": {"mfa": {"mode": "optional", "factors": ["sms"]}}}, "auth.mfa_phone"),
    "a native setting": ({"auth": {"native": {"supabase": {"saml_enabled": True}}}}, "auth.saml_2"),
    "a hook": (
        {"auth_hooks": {"password_verification_attempt": {"uri": "pg-functions://postgres/public/check"}}},
        "HOOK_PASSWORD_VERIFICATION_ATTEMPT",
    ),
    "a feature": ({"storage_settings": {"image_transformations": True}}, "storage.image_transformations"),
    "a size": ({"storage_settings": {"max_file_size": "1GiB"}}, "its `storage.max_file_size` is 50MiB"),
    "a limit": ({"realtime": {"max_concurrent_users": 500}}, "its `realtime.max_concurrent_users` is 200 users"),
    "network": ({"network": {"allowed_cidrs": ["203.0.113.0/24"]}}, "entitlement: disallowed"),
}


def project(sandbox: SandboxServer, folder: Path, spec: dict[str, Any], **options: Any) -> SpecProject:
    found = SpecProject(new_project(sandbox, **options), folder)
    found.write(spec)
    return found


@pytest.mark.parametrize("name", BEYOND_FREE)
def test_a_setting_beyond_the_plan_fails_the_plan(shared_sandbox: SandboxServer, tmp_path: Path, name: str) -> None:
    """With its place, the feature, and without one write."""
    spec, reason = BEYOND_FREE[name]
    free = project(shared_sandbox, tmp_path, spec, plan="free")
    with pytest.raises(NormaliseError) as refused:
        free.plan()
    (diagnostic, *_) = [each for each in refused.value.diagnostics if each.is_error]
    assert diagnostic.code in ("PLAN170", "PLAN172")
    assert any(reason in each.detail for each in refused.value.diagnostics)
    assert diagnostic.span is not None
    assert diagnostic.span.line >= 4
    assert diagnostic.hint
    assert {call.split()[0] for call in free.remote.calls()} <= {"GET"}


@pytest.mark.parametrize("name", [name for name in BEYOND_FREE if name != "a hook"])
def test_the_next_plan_includes_it(shared_sandbox: SandboxServer, tmp_path: Path, name: str) -> None:
    """The same settings are planned where the organization pays for them."""
    assert project(shared_sandbox, tmp_path, BEYOND_FREE[name][0], plan="pro").plan() is not None


def test_a_setting_that_stays_as_it_is_needs_no_plan(shared_sandbox: SandboxServer, tmp_path: Path) -> None:
    """What is off, unset or live already asks for nothing, and nothing is asked about the plan."""
    spec = {
        "auth": {"password": {"reject_leaked": False}, "sessions": {"overall_timeout": None}},
        "storage_settings": {"max_file_size": "50MiB", "purge_cache": False},
    }
    free = project(shared_sandbox, tmp_path, spec, plan="free")
    assert [field.path for change in free.plan().changes for field in change.fields] == []
    assert not any("entitlements" in call for call in free.remote.calls())


def test_what_is_live_already_needs_no_plan_to_stay_on(shared_sandbox: SandboxServer, tmp_path: Path) -> None:
    """A plan that was lowered keeps what it had: a hook may get another address."""
    hook = {"password_verification_attempt": {"uri": "pg-functions://postgres/public/other"}}
    one = project(shared_sandbox, tmp_path, {"auth_hooks": hook}, plan="free")
    uri = "pg-functions://postgres/public/check"
    live = {f"hook_password_verification_attempt_{name}": value for name, value in (("enabled", True), ("uri", uri))}
    one.remote.change("PATCH", "/config/auth", live)
    assert [field.path for change in one.plan().changes for field in change.fields] == ["/uri"]


def test_too_many_functions_fail_the_plan(shared_sandbox: SandboxServer, tmp_path: Path) -> None:
    """The ones that are live and the new ones together."""
    names = [f"f{number}" for number in range(101)]
    spec = {"functions": {name: {"source": "code"} for name in names}}
    free = SpecProject(new_project(shared_sandbox, plan="free"), tmp_path)
    free.write(spec, {"code/index.ts": "Deno.serve(() => new Response())"})
    with pytest.raises(NormaliseError) as refused:
        free.plan()
    assert "101 functions" in str(refused.value)
    assert "its `function.max_count` is 100 functions" in str(refused.value)


@pytest.mark.parametrize("status", [403, 404, 500])
def test_without_an_answer_about_the_plan_there_is_a_warning(
    sandbox: SandboxServer, tmp_path: Path, status: int
) -> None:
    """A token that may not read the organization still plans; apply then learns it from the API."""
    sandbox.faults.add(Fault(method="GET", path="/v1/organizations/.*", status=status))
    free = project(sandbox, tmp_path, BEYOND_FREE["a switch"][0], plan="free")
    plan = free.plan()
    assert [each.code for each in plan.warnings] == ["PLAN171"]
    result = free.apply(plan)
    assert [each.code for each in result.diagnostics] == ["APPLY112"]
