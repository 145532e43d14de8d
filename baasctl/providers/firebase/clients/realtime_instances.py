"""Realtime Database instances (firebasedatabase.googleapis.com, v1beta). Every function raises `ProviderError`.

Source: Google's discovery document firebasedatabase.v1beta. Instances are global: their ids are never free again.
"""

from __future__ import annotations

from typing import Final

from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.transport.base_url import url_path

HOST: Final = "firebasedatabase.googleapis.com"
SOURCE: Final = "realtime/instances"
"""Name of the list among the documents that parts fetch: databases and their rules share it."""
DEFAULT_ENDING: Final = "-default-rtdb"


def instances(google: GoogleApis, project: str) -> list[dict[str, object]]:
    """The instances of all locations; deleted ones are not among them."""
    return list(google.pages(HOST, _parent(project, "-"), "instances"))


def create_instance(google: GoogleApis, project: str, location: str, instance: str) -> None:
    """Make an instance; the project's own has a type of its own."""
    is_default = instance == f"{project}{DEFAULT_ENDING}"
    google.ask(
        HOST,
        "POST",
        _parent(project, location),
        query={"databaseId": instance},
        json={"type": "DEFAULT_DATABASE" if is_default else "USER_DATABASE"},
        subject=_subject(instance),
    )


def switch_instance(google: GoogleApis, project: str, location: str, instance: str, *, enabled: bool) -> None:
    """Let clients reach an instance, or not."""
    verb = "reenable" if enabled else "disable"
    google.ask(HOST, "POST", f"{_path(project, location, instance)}:{verb}", json={}, subject=_subject(instance))


def delete_instance(google: GoogleApis, project: str, location: str, instance: str) -> None:
    """Delete an instance that is disabled; Google keeps it for 20 days."""
    google.ask(HOST, "DELETE", _path(project, location, instance), subject=_subject(instance))


def _parent(project: str, location: str) -> str:
    return url_path("v1beta", "projects", project, "locations", location, "instances")


def _path(project: str, location: str, instance: str) -> str:
    return _parent(project, location) + url_path(instance)


def _subject(instance: str) -> str:
    return f"Realtime Database `{instance}`"
