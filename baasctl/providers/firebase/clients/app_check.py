"""App Check, and the project and apps that it speaks of (discovery documents firebaseappcheck.v1, firebase.v1beta1).

firebase-admin's `project_management` knows no web apps, so the apps of all platforms come from `searchApps`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final
from urllib.parse import quote

from baasctl.model.errors import NotFound
from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.strict import expect

HOST: Final = "firebaseappcheck.googleapis.com"
_MANAGEMENT: Final = "firebase.googleapis.com"


def project_number(google: GoogleApis, project: str) -> str:
    """The number that App Check's paths have in the place of the project's id."""
    path = f"/v1beta1/projects/{project}"
    return expect(google.ask(_MANAGEMENT, "GET", path).json_object().get("projectNumber"), str, path, "/projectNumber")


def apps(google: GoogleApis, project: str) -> list[dict[str, object]]:
    """The apps of all platforms."""
    return list(google.pages(_MANAGEMENT, f"/v1beta1/projects/{project}:searchApps", "apps", query={"pageSize": 100}))


def services(google: GoogleApis, number: str) -> list[dict[str, object]]:
    """The services that were ever configured."""
    return list(google.pages(HOST, f"/v1/projects/{number}/services", "services"))


def policies(google: GoogleApis, service: str) -> list[dict[str, object]]:
    """The resources of a service that go their own way; *service* is its whole name."""
    return list(google.pages(HOST, f"/v1/{service}/resourcePolicies", "resourcePolicies"))


def configuration(google: GoogleApis, name: str) -> dict[str, object]:
    """A configuration of an app; empty where there is none yet."""
    try:
        return google.ask(
            HOST, "GET", f"/v1/{_path(name)}", subject=f"App Check of app {name.split('/')[3]}"
        ).json_object()
    except NotFound:
        return {}


def debug_tokens(google: GoogleApis, app: str) -> list[dict[str, object]]:
    """The debug tokens of an app, without their texts; *app* is its whole name."""
    return list(google.pages(HOST, f"/v1/{_path(app)}/debugTokens", "debugTokens"))


def update(google: GoogleApis, name: str, body: Mapping[str, object], mask: tuple[str, ...]) -> None:
    """Change some members of a service, a configuration or a policy.

    Raises:
        Conflict: *body* has an etag that is not the one of now.
    """
    google.ask(HOST, "PATCH", f"/v1/{_path(name)}", query={"updateMask": ",".join(mask)}, json=dict(body), subject=name)


def create(google: GoogleApis, collection: str, body: Mapping[str, object]) -> None:
    """Make a debug token or a policy."""
    google.ask(HOST, "POST", f"/v1/{_path(collection)}", json=dict(body), subject=collection)


def delete(google: GoogleApis, name: str, etag: str) -> None:
    """Take away a debug token or a policy; one that is gone already is no failure."""
    with suppress(NotFound):
        google.ask(HOST, "DELETE", f"/v1/{_path(name)}", query={"etag": etag}, subject=name)


def _path(name: str) -> str:
    return quote(name, safe="/:", errors="replace")
