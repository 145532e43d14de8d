"""The requests that `explain` shows for identity providers and tenants of Firebase: in order, secrets masked."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl.model.secret import Vault
from baasctl.providers import registry
from baasctl.providers.contract import Connection
from tests.contract.cases import case_files, case_of, prepared
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import FirebaseProject

CASES = [path for path in case_files("firebase") if path.parts[-3] in {"identity_providers", "tenants"}]
VERBS = {"+": ["POST"], "~": ["PATCH"], "-": ["DELETE"], "±": ["DELETE", "POST"]}


def described(project: SpecProject) -> dict[str, tuple[str, list[str]]]:
    """Sign and requests of every change that a plan has, by address."""
    plan = project.plan()
    provider = registry.package("firebase").connect(
        Connection(target=plan.target, root=project.folder, vault=Vault(), environment=project.remote.environment())
    )
    found = {}
    for change in plan.changes:
        text = provider.describe(change).replace(project.remote.name, "ID")
        found[change.address.local] = (change.action.value, text.splitlines())
    provider.close()
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda path: "-".join(path.with_suffix("").parts[-3:]))
def test_every_change_is_told_as_requests(firebase: FirebaseProject, tmp_path: Path, path: Path) -> None:
    """Of every case; no secret of it is shown."""
    case = case_of(path)
    for address, (sign, requests) in described(prepared(case, firebase, tmp_path)).items():
        if address.startswith("identity_providers/"):
            expected = VERBS.get(sign, ["POST", "DELETE"])
            assert [each.split()[0] for each in requests] == expected
        assert requests
        assert not any(secret in each for each in requests for secret in map(str, case.get("env", {}).values()))


def test_a_provider_of_a_tenant_is_told_behind_the_tenant(firebase: FirebaseProject, tmp_path: Path) -> None:
    """With its own path, and a secret as `***`."""
    project = SpecProject(firebase, tmp_path / "spec", {"SECRET": "hunter2-word"})
    google = {"client_id": "a", "client_secret": "${secret:env:SECRET}"}
    project.write(
        {
            "auth": {"native": {"firebase": {"multiTenant": {"allowTenants": True}}}},
            "tenants": {"acme": {"sign_in": {"email": True}, "identity_providers": {"google": google}}},
        }
    )
    base = "/v2/projects/ID/tenants"
    assert described(project)["tenants/acme"] == (
        "+",
        [
            f'POST {base} {{"allowPasswordSignup": true, "displayName": "acme"}}',
            (
                f"POST {base}/acme-*/defaultSupportedIdpConfigs?idpId=google.com"
                ' {"clientId": "a", "clientSecret": "***"}'
            ),
        ],
    )
