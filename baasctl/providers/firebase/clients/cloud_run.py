"""Who may call the Cloud Run service behind a function: run.googleapis.com v1, IAM only (discovery document run v1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.firebase.clients.iam_policy import WITH_CONDITIONS, Policy, change_policy

HOST: Final = "run.googleapis.com"


class CloudRun:
    """IAM policies of services, by `projects/{project}/locations/{region}/services/{service}`."""

    def __init__(self, google: GoogleApis) -> None:
        self._google = google

    def policy(self, service: str) -> Policy:
        """The policy as it is; without bindings, only the etag."""
        return self._google.ask(
            HOST,
            "GET",
            f"/v1/{quote(service, errors='replace')}:getIamPolicy",
            query=WITH_CONDITIONS,
            subject=f"service `{service}`",
        ).json_object()

    def change_policy(self, service: str, changed: Callable[[Policy], Policy]) -> None:
        """See `iam_policy.change_policy`."""
        path, subject = f"/v1/{quote(service, errors='replace')}:setIamPolicy", f"service `{service}`"
        change_policy(
            lambda: self.policy(service),
            lambda wanted: self._google.ask(HOST, "POST", path, json={"policy": wanted}, subject=subject),
            changed,
        )
