"""What has to be there before a function can be deployed: topics, the place and rights of its events, secrets."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final
from urllib.parse import quote

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Forbidden, Invalid, NotFound
from baasctl.model.value import Value
from baasctl.providers.firebase.clients import long_running
from baasctl.providers.firebase.clients.eventarc import HOST as EVENTARC
from baasctl.providers.firebase.clients.eventarc import begin_channel
from baasctl.providers.firebase.clients.pubsub import ensure_topic
from baasctl.providers.firebase.clients.secret_manager import SecretManager, version_of
from baasctl.providers.firebase.cloud_functions import server_members as server
from baasctl.providers.firebase.cloud_functions.event_triggers import filter_value, is_global
from baasctl.providers.firebase.cloud_functions.invokers import SECRET_READER, account, with_members
from baasctl.providers.firebase.cloud_functions.service_agents import ServiceAgents
from baasctl.providers.firebase.project import Project

_STORAGE_EVENTS: Final = "google.cloud.storage."
_FIRESTORE_EVENTS: Final = "google.cloud.firestore."


class Prerequisites:
    """Asked for once a batch."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._secrets = SecretManager(project.google, project.id)
        self._agents = ServiceAgents(project)
        self._versions: dict[str, str] = {}
        self._config: Mapping[str, object] | None = None

    def firebase_config(self) -> Mapping[str, object]:
        """What the Firebase SDK is told about the project; only its id where that cannot be read."""
        if self._config is None:
            path = f"/v1beta1/projects/{self._project.id}/adminSdkConfig"
            self._config = {"projectId": self._project.id}
            with contextlib.suppress(NotFound, Forbidden):
                self._config = self._project.google.ask("firebase.googleapis.com", "GET", path).json_object()
        return self._config

    def prepare(self, body: dict[str, object]) -> None:
        """Make the topic or channel of a new function, tell where its events are, and let them and its secrets in."""
        trigger = body.get("eventTrigger")
        if isinstance(trigger, dict):
            if isinstance(trigger.get("pubsubTopic"), str):
                ensure_topic(self._project.google, str(trigger["pubsubTopic"]))
            if isinstance(trigger.get("channel"), str):
                self._ensure_channel(str(trigger["channel"]))
            region = trigger.get("triggerRegion") or self._event_region(trigger)
            if region:
                trigger["triggerRegion"] = region
            self._agents.let_deliver(trigger)
        self.grant_secrets(body, {})

    def _ensure_channel(self, channel: str) -> None:
        operation = begin_channel(self._project.google, channel)
        if operation is not None:
            long_running.finished(
                self._project.google,
                EVENTARC,
                "v1",
                operation,
                subject=f"channel `{channel}`",
                pause=self._project.pause,
                progress=self._project.progress,
            )

    def newest_versions(self, names: Iterable[Value]) -> Mapping[str, str]:
        """The newest version of each secret.

        Raises:
            ProviderError: A secret has no version, or cannot be asked about.
        """
        for name in {str(name) for name in names} - self._versions.keys():
            newest = self._secrets.newest(name)
            if newest is None:
                raise Invalid(
                    Diagnostic(
                        code="APPLY274",
                        summary="a secret has no value",
                        detail=f"project `{self._project.id}` has no version of `{name}`",
                        hint=f"declare `function_secrets: {{{name}: …}}`",
                    )
                )
            self._versions[name] = version_of(newest)
        return self._versions

    def grant_secrets(self, body: Mapping[str, object], live: Mapping[str, object]) -> None:
        """Let the function's account read the secrets that it is given, as the Firebase CLI does.

        Where the credential may not change who reads a secret, the deployment tells whether that is needed.
        """
        sent, now = (_service(each) for each in (body, live))
        if not {"secretEnvironmentVariables", "serviceAccountEmail"} & sent.keys():
            return
        entries = sent.get("secretEnvironmentVariables", now.get("secretEnvironmentVariables"))
        email = str(sent.get("serviceAccountEmail") or now.get("serviceAccountEmail") or "")
        for entry in entries if isinstance(entries, list) else ():
            name = str(entry.get("secret", ""))
            email = email or server.default_account(self._secrets.project_number(name))
            reader = partial(with_members, add=(account(email),), role=SECRET_READER)
            with contextlib.suppress(Forbidden):
                self._secrets.change_policy(name, reader)

    def _event_region(self, trigger: Mapping[str, object]) -> str:
        """Where events come from, as the Firebase CLI finds it; empty: Google knows."""
        event, google = str(trigger.get("eventType", "")), self._project.google
        if is_global(event):
            return "global"
        with contextlib.suppress(NotFound, Forbidden):
            if event.startswith(_STORAGE_EVENTS) and (bucket := filter_value(trigger, "bucket")):
                path = f"/storage/v1/b/{quote(bucket, safe='')}"
                found = google.ask("storage.googleapis.com", "GET", path, subject=f"bucket `{bucket}`").json_object()
                return str(found.get("location", "")).lower()
            if event.startswith(_FIRESTORE_EVENTS):
                database = filter_value(trigger, "database") or "(default)"
                path = f"/v1/projects/{self._project.id}/databases/{quote(database, safe='()')}"
                found = google.ask("firestore.googleapis.com", "GET", path).json_object()
                return str(found.get("locationId", "")).lower()
        return ""


def _service(function: Mapping[str, object]) -> Mapping[str, object]:
    service = function.get("serviceConfig")
    return service if isinstance(service, Mapping) else {}
