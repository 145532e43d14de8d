"""Tenants on Google's Auth emulator, a server that we did not write; it knows no identity providers (501).

It allows tenants whatever the config says, and keeps under a mask what the mask names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.auth_emulator.conftest import HOST, Emulator, asked
from tests.clients.auth_emulator.test_adapter import EmulatedProject, validator
from tests.contract.project import SpecProject, line

pytestmark = pytest.mark.npm

ALLOWED = {"native": {"firebase": {"multiTenant": {"allowTenants": True}}}}
ACME: dict[str, Any] = {
    "enabled": True,
    "sign_up": {"enabled": False},
    "sign_in": {"email": True, "passwordless_email": True, "anonymous_accounts": True, "enumeration_protection": True},
    "password": {"minimum_length": 10, "require": ["digit"]},
    "mfa": {"mode": "optional", "factors": ["sms", "totp"]},
    "native": {
        "firebase": {
            "inheritance": {"emailSendingConfig": True},
            "client": {"permissions": {"disabledUserDeletion": True}},
            "monitoring": {"requestLogging": {"enabled": True}},
            "recaptchaConfig": {"emailPasswordEnforcementState": "AUDIT", "useAccountDefender": True},
            "smsRegionConfig": {"allowlistOnly": {"allowedRegions": ["DE"]}},
        }
    },
}


@pytest.fixture
def project(emulator: Emulator, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[SpecProject]:
    """A new project of the emulator with tenant `acme`."""
    remote: Any = EmulatedProject(emulator, f"demo-tenants-{len(request.node.name)}")
    found = SpecProject(remote, tmp_path / "spec")
    found.write({"auth": ALLOWED, "tenants": {"acme": ACME}})
    emulator.written.clear()
    result = found.apply()
    assert result.is_converged, [str(each) for each in result.diagnostics]
    return found


def tenants(project: SpecProject) -> dict[str, Any]:
    """What the emulator stores, by display name."""
    remote: Any = project.remote
    answer = json.loads(asked(f"{remote.emulator.url}/{HOST}/v2/projects/{remote.name}/tenants"))
    return {each["displayName"]: each for each in answer.get("tenants", ())}


def test_every_setting_of_a_tenant_is_stored_and_planned_no_more(project: SpecProject) -> None:
    """Through firebase-admin and by masks of leaves, of the shape that the emulator documents."""
    found = tenants(project)["acme"]
    assert found["allowPasswordSignup"] is found["enableEmailLinkSignin"] is found["enableAnonymousUser"] is True
    assert found["client"]["permissions"] == {"disabledUserSignup": True, "disabledUserDeletion": True}
    assert found["smsRegionConfig"] == {"allowlistOnly": {"allowedRegions": ["DE"]}}
    assert found["mfaConfig"]["state"] == "ENABLED"
    assert project.plan().is_empty

    emulator: Emulator = project.remote.emulator  # type: ignore[attr-defined]
    schema = validator(emulator.schemas(), "GoogleCloudIdentitytoolkitAdminV2Tenant")
    bodies = [body for _, path, body in emulator.written if "/tenants" in path]
    assert len(bodies) == 2
    assert [each.message for body in bodies for each in schema.iter_errors(body)] == []


def test_a_change_names_its_leaf_alone(project: SpecProject) -> None:
    """What the spec does not declare stays; a rename keeps the tenant's id."""
    before = tenants(project)["acme"]
    changed = {"renamed_from": "acme", "sign_in": {"anonymous_accounts": False}, "password": {"minimum_length": 14}}
    project.write({"auth": ALLOWED, "tenants": {"blue": changed}})
    assert list(map(line, project.plan().changes)) == [
        "» tenants/blue /password/minimum_length /sign_in/anonymous_accounts"
    ]
    assert project.apply().is_converged

    (after,) = tenants(project).values()
    before["displayName"], before["enableAnonymousUser"] = "blue", False
    before["passwordPolicyConfig"]["passwordPolicyVersions"][0]["customStrengthOptions"]["minPasswordLength"] = 14
    assert after == before


def test_what_somebody_else_changes_is_drift_and_a_pruned_tenant_is_gone(project: SpecProject) -> None:
    """By a request that is not ours."""
    remote: Any = project.remote
    path = f"{remote.emulator.url}/{HOST}/v2/projects/{remote.name}/tenants"
    name = tenants(project)["acme"]["name"].rpartition("/")[2]
    asked(f"{path}/{name}?updateMask=disableAuth", "PATCH", b'{"disableAuth": true}')
    asked(path, "POST", b'{"displayName": "other"}')
    assert list(map(line, project.plan().changes)) == ["~ tenants/acme /enabled"]

    project.write({"auth": ALLOWED, "tenants": {"acme": ACME}, "prune": {"tenants": "all"}})
    assert list(map(line, project.plan().changes)) == ["~ tenants/acme /enabled", "- tenants/other"]
    assert project.apply().is_converged
    assert set(tenants(project)) == {"acme"}
