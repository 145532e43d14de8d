"""Remote Config: the template and its etag.

https://firebase.google.com/docs/remote-config/use-config-rest
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.strict import unexpected
from baasctl.transport import Response

HOST: Final = "firebaseremoteconfig.googleapis.com"
_SUBJECT: Final = "Remote Config"


def path(project: str) -> str:
    """Of a project's template."""
    return f"/v1/projects/{project}/remoteConfig"


def template(google: GoogleApis, project: str) -> tuple[dict[str, object], str]:
    """The template of now, and its etag, which the server only sends with answers that it may compress.

    Raises:
        UnexpectedAnswer: There is no etag.
    """
    response = google.ask(HOST, "GET", path(project), subject=_SUBJECT)
    return response.json_object(), _etag(response)


def validate(google: GoogleApis, project: str, body: Mapping[str, object], etag: str) -> None:
    """Ask whether the template could be published; writes nothing.

    Raises:
        Invalid: It could not.
        Conflict: The etag is not the one of now.
    """
    _put(google, project, body, etag, query={"validateOnly": True})


def publish(google: GoogleApis, project: str, body: Mapping[str, object], etag: str) -> None:
    """Replace the template that has this etag.

    Raises:
        Conflict: Another one was published in between.
    """
    _put(google, project, body, etag, query={})


def _put(google: GoogleApis, project: str, body: Mapping[str, object], etag: str, *, query: Mapping[str, bool]) -> None:
    google.ask(
        HOST,
        "PUT",
        path(project),
        query=query,
        json=body,
        headers={"if-match": etag},
        subject=_SUBJECT,
        # A second try of a write that succeeded would find another etag and look like a conflict.
        idempotent=bool(query),
    )


def _etag(response: Response) -> str:
    found = response.headers.get("etag", "")
    if not found:
        raise unexpected("remoteConfig", "", "the answer has no ETag header")
    return found
