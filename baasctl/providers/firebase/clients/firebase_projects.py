"""What Firebase says about a project: its number (firebase v1beta1), its default bucket (firebasestorage v1beta)."""

from __future__ import annotations

from baasctl.model.errors import NotFound
from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.strict import expect, expect_or_none


def project_number(google: GoogleApis, project: str) -> str:
    """The number that stands in names of resources beside the id."""
    found = google.ask("firebase.googleapis.com", "GET", f"/v1beta1/projects/{project}").json_object()
    return expect(found.get("projectNumber"), str, "project", "/projectNumber")


def default_bucket(google: GoogleApis, project: str) -> str | None:
    """The name of the bucket that Firebase made for the project; `None`: it did not, so far."""
    path = f"/v1beta/projects/{project}/defaultBucket"
    try:
        found = google.ask("firebasestorage.googleapis.com", "GET", path, subject="default bucket").json_object()
    except NotFound:
        return None
    bucket = expect_or_none(found.get("bucket"), dict, "defaultBucket", "/bucket") or {}
    name = expect_or_none(bucket.get("name"), str, "defaultBucket", "/bucket/name") or ""
    return name.rpartition("/")[2] or None
