"""firebase-admin (Python) as an app's developer uses it, pointed at the sandbox by FIREBASE_AUTH_EMULATOR_HOST."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import firebase_admin
import pytest
from firebase_admin import _utils, credentials, tenant_mgt

from tests.sandbox_fixtures import FirebaseProject


class LocalCredential(credentials.Base):
    """What firebase-admin takes for itself where the variable is set; `tenant_mgt` asks the app's credential."""

    def get_credential(self) -> Any:
        return _utils.EmulatorAdminCredentials()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sdk:
    """An app of firebase-admin, and the project behind it."""

    app: firebase_admin.App
    firebase: FirebaseProject


@pytest.fixture
def sdk(firebase: FirebaseProject, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sdk]:
    """An app on a project that allows tenants.

    `tenant_mgt` does not read the variable (firebase/firebase-admin-python#910): its address is set beside it.
    """
    host = firebase.url.removeprefix("http://")
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", host)
    address = f"{firebase.url}/identitytoolkit.googleapis.com/v2"
    monkeypatch.setattr(tenant_mgt._TenantManagementService, "TENANT_MGT_URL", address)
    firebase.change(
        "PATCH",
        "identitytoolkit.googleapis.com/v2/projects/{project}/config?updateMask=multiTenant.allowTenants",
        {"multiTenant": {"allowTenants": True}},
    )
    app = firebase_admin.initialize_app(LocalCredential(), {"projectId": firebase.id}, name=firebase.id)
    yield Sdk(app=app, firebase=firebase)
    firebase_admin.delete_app(app)
