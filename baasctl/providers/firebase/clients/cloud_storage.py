"""Buckets: Cloud Storage (storage.googleapis.com, v1) and their link to Firebase (firebasestorage, v1beta).

Every function raises `ProviderError`. Sources: Google's discovery documents storage.v1 and firebasestorage.v1beta.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.strict import expect
from baasctl.transport.base_url import url_path

HOST: Final = "storage.googleapis.com"
FIREBASE_HOST: Final = "firebasestorage.googleapis.com"
DEFAULT_ENDING: Final = ".firebasestorage.app"
"""Of the name of the project's own bucket; only Firebase may make it."""
_CONDITIONAL: Final = {"optionsRequestedPolicyVersion": 3}


def buckets(google: GoogleApis, project: str) -> list[dict[str, object]]:
    """Every bucket of the project, those of other services too; without access control lists."""
    query = {"project": project, "projection": "noAcl"}
    return list(google.pages(HOST, url_path("storage", "v1", "b"), "items", query=query))


def linked(google: GoogleApis, project: str) -> list[str]:
    """Names of the buckets that Firebase knows: its rules hold there."""
    path = url_path("v1beta", "projects", project, "buckets")
    found = google.pages(FIREBASE_HOST, path, "buckets")
    return [
        expect(each.get("name"), str, path, f"/{index}/name").rpartition("/")[2] for index, each in enumerate(found)
    ]


def create_bucket(google: GoogleApis, project: str, body: Mapping[str, object]) -> None:
    """Make a bucket; its name belongs to one project in the world."""
    name = str(body["name"])
    google.ask(
        HOST, "POST", url_path("storage", "v1", "b"), query={"project": project}, json=body, subject=subject_of(name)
    )


def create_default_bucket(google: GoogleApis, project: str, location: str) -> None:
    """Make the project's own bucket and link it."""
    path = url_path("v1beta", "projects", project, "defaultBucket")
    google.ask(FIREBASE_HOST, "POST", path, json={"location": location}, subject="the default bucket")


def link(google: GoogleApis, project: str, name: str) -> None:
    """Make Firebase know a bucket; one that it knows already stays as it is."""
    path = f"{url_path('v1beta', 'projects', project, 'buckets', name)}:addFirebase"
    google.ask(FIREBASE_HOST, "POST", path, json={}, subject=subject_of(name), idempotent=True)


def change_bucket(google: GoogleApis, name: str, body: Mapping[str, object], metageneration: str | None) -> None:
    """Merge *body* into a bucket: null removes a member, what is not named stays.

    Args:
        metageneration: Of the bucket as it was read; another one is refused with `Conflict`. `None`: any.
    """
    query = {"ifMetagenerationMatch": metageneration} if metageneration else {}
    google.ask(HOST, "PATCH", url_path("storage", "v1", "b", name), query=query, json=body, subject=subject_of(name))


def delete_bucket(google: GoogleApis, name: str) -> None:
    """Delete a bucket; one with files is refused with `Conflict`."""
    google.ask(HOST, "DELETE", url_path("storage", "v1", "b", name), subject=subject_of(name))


def policy(google: GoogleApis, name: str) -> dict[str, object]:
    """Who may do what with a bucket."""
    path = url_path("storage", "v1", "b", name, "iam")
    return google.ask(HOST, "GET", path, query=_CONDITIONAL, subject=subject_of(name)).json_object()


def write_policy(google: GoogleApis, name: str, wanted: Mapping[str, object]) -> None:
    """Replace the policy that has the same etag; another one is refused with `Conflict`."""
    google.ask(HOST, "PUT", url_path("storage", "v1", "b", name, "iam"), json=wanted, subject=subject_of(name))


def subject_of(name: str) -> str:
    """What messages call a bucket."""
    return f"bucket `{name}`"
