"""firebase-admin manages Android and Apple apps on the sandbox; App Check of baasctl finds them by their names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from firebase_admin import project_management

from tests.contract.project import SpecProject

if TYPE_CHECKING:
    from tests.clients.firebase_admin.conftest import Sdk


@pytest.fixture(autouse=True)
def at_the_sandbox(sdk: Sdk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The module reads no variable."""
    address = f"{sdk.firebase.url}/firebase.googleapis.com"
    monkeypatch.setattr(project_management._ProjectManagementService, "BASE_URL", address)


def test_apps_and_certificates(sdk: Sdk) -> None:
    """Made, listed, renamed, configured."""
    android = project_management.create_android_app("com.acme.shop", "Shop", app=sdk.app)
    ios = project_management.create_ios_app("com.acme.Shop", app=sdk.app)
    android.set_display_name("The Shop")
    assert android.get_metadata().display_name == "The Shop"
    assert ios.get_metadata().bundle_id == "com.acme.Shop"
    assert [each.app_id for each in project_management.list_android_apps(sdk.app)] == [android.app_id]
    assert android.app_id in android.get_config()
    assert ios.app_id in ios.get_config()
    android.add_sha_certificate(project_management.SHACertificate("ab" * 20))
    (certificate,) = android.get_sha_certificates()
    assert certificate.cert_type == "SHA_1"
    android.delete_sha_certificate(certificate)
    assert android.get_sha_certificates() == []


def test_an_app_that_the_sdk_made_is_one_that_baasctl_knows(sdk: Sdk, tmp_path: Path) -> None:
    """By its package name or its display name."""
    android = project_management.create_android_app("com.acme.shop", "Shop", app=sdk.app)
    for number, name in enumerate(("com.acme.shop", "Shop")):
        project = SpecProject(sdk.firebase, tmp_path / str(number))
        settings = {"minimum_device_level": ("basic", "strong")[number]}
        project.write({"app_check": {"apps": {name: {"play_integrity": settings}}}})
        (change,) = project.plan().changes
        assert change.remote_id == android.app_id
        assert project.apply().is_converged
