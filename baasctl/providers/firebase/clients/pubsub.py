"""Topics of Pub/Sub (discovery document pubsub v1); the Firebase CLI makes those that functions listen to."""

from __future__ import annotations

import contextlib
from typing import Final
from urllib.parse import quote

from baasctl.model.errors import Conflict
from baasctl.providers.firebase.clients.google import GoogleApis

HOST: Final = "pubsub.googleapis.com"


def ensure_topic(google: GoogleApis, topic: str) -> None:
    """Make a topic, `projects/{project}/topics/{topic}`, unless it is there.

    Raises:
        ProviderError: It cannot be made.
    """
    with contextlib.suppress(Conflict):
        google.ask(HOST, "PUT", f"/v1/{quote(topic)}", json={}, subject=f"topic `{topic}`")
