"""Rights that Google's own accounts need to bring events to functions; the Firebase CLI gives them, too.

Without them the first function that listens to a bucket or a topic is made and fails, or is never called.
Source: firebase-tools 15.34.2, `deploy/functions/checkIam`, `deploy/functions/services/storage`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.errors import Forbidden, Invalid, NotFound
from baasctl.providers.firebase.clients import long_running, resource_manager
from baasctl.providers.firebase.clients.firebase_projects import project_number
from baasctl.providers.firebase.cloud_functions import server_members as server
from baasctl.providers.firebase.cloud_functions.invokers import account, members_of, with_members
from baasctl.providers.firebase.project import Project

_AGENTS: Final = ("pubsub.googleapis.com", "eventarc.googleapis.com")
"""Services whose accounts have to be there before a policy can name them."""
_FROM_STORAGE: Final = "google.cloud.storage."
TOKEN_CREATOR: Final = "roles/iam.serviceAccountTokenCreator"  # noqa: S105 - the name of a role
RUN_INVOKER: Final = "roles/run.invoker"
EVENT_RECEIVER: Final = "roles/eventarc.eventReceiver"
PUBLISHER: Final = "roles/pubsub.publisher"

Grant = tuple[str, str]
"""A role, and the member that has it."""


class ServiceAgents:
    """Looked after once a batch for each sort of events."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._settled: set[bool] = set()

    def let_deliver(self, trigger: Mapping[str, object]) -> None:
        """Give what is missing for an event.

        Where the credential may not do so, the deployment tells whether that was needed.

        Args:
            trigger: `eventTrigger` of a function that is going to be made.
        """
        from_storage = str(trigger.get("eventType", "")).startswith(_FROM_STORAGE)
        if from_storage in self._settled:
            return
        self._settled.add(from_storage)
        try:
            self._give(list(self._needed(from_storage=from_storage)))
        except (Forbidden, NotFound, Invalid) as error:
            self._project.progress(f"rights of Google's service agents stay as they are: {error}")

    def _needed(self, *, from_storage: bool) -> Iterator[Grant]:
        google, project = self._project.google, self._project.id
        number = project_number(google, project)
        compute = account(server.default_account(number))
        yield TOKEN_CREATOR, account(f"service-{number}@gcp-sa-pubsub.iam.gserviceaccount.com")
        yield RUN_INVOKER, compute
        yield EVENT_RECEIVER, compute
        if from_storage:
            yield PUBLISHER, account(resource_manager.storage_agent(google, project))

    def _give(self, needed: list[Grant]) -> None:
        google, project = self._project.google, self._project.id
        policy = resource_manager.project_policy(google, project)
        missing = [(role, member) for role, member in needed if member not in members_of(policy, "policy", role)]
        if not missing:
            return
        for service in _AGENTS:
            self._make_agent(service)
        self._project.progress(f"giving Google's service agents {', '.join(sorted({role for role, _ in missing}))}")
        resource_manager.change_project_policy(google, project, lambda found: _with(found, missing))

    def _make_agent(self, service: str) -> None:
        long_running.finished(
            self._project.google,
            "serviceusage.googleapis.com",
            "v1beta1",
            resource_manager.begin_service_identity(self._project.google, self._project.id, service),
            subject=f"service agent of {service}",
            pause=self._project.pause,
            progress=self._project.progress,
        )


def _with(policy: dict[str, object], missing: list[Grant]) -> dict[str, object]:
    for role, member in missing:
        policy = with_members(policy, add=(member,), role=role)
    return policy
