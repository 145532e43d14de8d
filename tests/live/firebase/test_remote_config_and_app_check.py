"""Assumed behaviours of Remote Config, App Check and apps, asked of a real project; what is made is taken away."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.live.firebase.conftest import LiveProject

TEMPLATE = "firebaseremoteconfig.googleapis.com/v1/projects/{project}/remoteConfig"
APPS = "firebase.googleapis.com/v1beta1/projects/{project}/androidApps"
CHECK = "firebaseappcheck.googleapis.com/v1/projects/{project}/"
SERVICE = CHECK + "services/places.googleapis.com"


def validated(live: LiveProject, template: Any) -> Any:
    """The answer to a template that is validated and not published."""
    return live.ask("PUT", TEMPLATE + "?validateOnly=true", template, **{"if-match": "*"})


@contextmanager
def android_app(live: LiveProject) -> Iterator[tuple[str, str]]:
    """Package name and id of an app."""
    package = f"dev.baasctl.live{uuid.uuid4().hex[:8]}"
    live.change("POST", APPS, {"packageName": package})
    app = next(each for each in live.get(APPS + "?pageSize=100")["apps"] if each["packageName"] == package)
    try:
        yield package, app["appId"]
    finally:
        live.change("POST", f"{APPS}/{app['appId']}:remove", {"immediate": True})


def test_remote_config_needs_an_etag(live: LiveProject) -> None:
    """`*` has to be said."""
    assert live.ask("PUT", TEMPLATE + "?validateOnly=true", {}).status == 400


def test_remote_config_types(live: LiveProject) -> None:
    """What is read back, and so what adopt writes."""
    answer = validated(live, {"parameters": {"baasctl_live": {"defaultValue": {"value": "1"}}}})
    assert answer.json()["parameters"]["baasctl_live"]["valueType"] == "STRING"


def test_remote_config_refusals(live: LiveProject) -> None:
    """Each by itself."""
    for parameter in (
        {"conditionalValues": {"no such condition": {"value": "1"}}},
        {"defaultValue": {"value": "yes"}, "valueType": "BOOLEAN"},
        {"defaultValue": {"value": "{"}, "valueType": "JSON"},
    ):
        assert validated(live, {"parameters": {"baasctl_live": parameter}}).status == 400


def test_app_check_defaults(live: LiveProject) -> None:
    """200 for an app and a service that nobody spoke of."""
    with android_app(live) as (_, app):
        config = live.get(CHECK + f"apps/{app}/playIntegrityConfig")
        assert config["tokenTtl"] == "3600s"
        assert "deviceIntegrity" not in config
    assert live.ask("GET", SERVICE).status == 200


def test_app_check_etags(live: LiveProject) -> None:
    """The service stays as it is."""
    body = {"enforcementMode": "UNENFORCED", "etag": '"no such etag"'}
    assert live.ask("PATCH", SERVICE + "?updateMask=enforcementMode", body).status == 409
    assert live.ask("PATCH", SERVICE, {"enforcementMode": "UNENFORCED"}).status == 400


def test_one_app_a_package(live: LiveProject) -> None:
    """In one project."""
    with android_app(live) as (package, _):
        assert live.ask("POST", APPS, {"packageName": package}).status == 409
