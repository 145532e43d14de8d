"""Jobs of Cloud Scheduler (discovery document cloudscheduler v1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from baasctl.providers.firebase.clients.google import GoogleApis

HOST: Final = "cloudscheduler.googleapis.com"


class CloudScheduler:
    """Jobs of one project. Every method raises `ProviderError`."""

    def __init__(self, google: GoogleApis, project: str) -> None:
        self._google = google
        self._root = f"projects/{project}/locations"

    def jobs(self, region: str) -> list[dict[str, object]]:
        """The jobs of one region; there is no list over all of them."""
        return list(self._google.pages(HOST, f"/v1/{self._root}/{quote(region)}/jobs", "jobs", query={"pageSize": 500}))

    def job(self, region: str, name: str) -> dict[str, object]:
        """One job, as it is now."""
        return self._google.ask(HOST, "GET", self._path(region, name), subject=f"job `{name}`").json_object()

    def create(self, region: str, name: str, job: Mapping[str, object]) -> None:
        """Make a job; it runs at once when its time comes."""
        parent = f"{self._root}/{region}"
        body = {"name": f"{parent}/jobs/{name}", **job}
        self._google.ask(HOST, "POST", f"/v1/{quote(parent)}/jobs", json=body, subject=f"job `{name}`")

    def update(self, region: str, name: str, job: Mapping[str, object], mask: tuple[str, ...]) -> None:
        """Change what *mask* names."""
        body = {"name": f"{self._root}/{region}/jobs/{name}", **job}
        path = self._path(region, name)
        query = {"updateMask": ",".join(mask)}
        self._google.ask(HOST, "PATCH", path, json=body, query=query, subject=f"job `{name}`", idempotent=True)

    def pause(self, region: str, name: str) -> None:
        """Stop the job until it is resumed; a paused one stays so."""
        self._google.ask(HOST, "POST", self._path(region, name) + ":pause", json={}, subject=f"job `{name}`")

    def resume(self, region: str, name: str) -> None:
        """Let a paused job run again."""
        self._google.ask(HOST, "POST", self._path(region, name) + ":resume", json={}, subject=f"job `{name}`")

    def delete(self, region: str, name: str) -> None:
        self._google.ask(HOST, "DELETE", self._path(region, name), subject=f"job `{name}`")

    def _path(self, region: str, name: str) -> str:
        return f"/v1/{self._root}/{quote(region)}/jobs/{quote(name)}"
