"""artifactregistry.googleapis.com: the repository of container images that functions are built into."""

from __future__ import annotations

from typing import Final, cast

from baasctl.sandbox.exchange import Answer, JsonObject
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.cloud_functions import functions
from baasctl.sandbox.firebase.masks import masked
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.routing import Route

DOCUMENT: Final = "artifact_repositories"
_OF_FUNCTIONS: Final = "gcf-artifacts"


def read(call: Call) -> Answer:
    """`GET …/repositories/{repository}`; that of functions is there once a function was built."""
    return call.answer(_find(call))


def update(call: Call) -> Answer:
    """`PATCH …/repositories/{repository}?updateMask=`: labels and how long images are kept."""
    project = call.project
    with project.lock:
        changed = masked(_find(call), call.body, [path for path in call.mask() if path != "name"])
        project.store(DOCUMENT, {**project.settings(DOCUMENT), call.parameter("location"): changed})
    return call.answer(changed)


_REPOSITORY: Final = (
    "/artifactregistry.googleapis.com/{version}/projects/{project}/locations/{location}/repositories/{repository}"
)
ROUTES: tuple[Route[Operation], ...] = (Route("GET", _REPOSITORY, read), Route("PATCH", _REPOSITORY, update))


def _find(call: Call) -> JsonObject:
    project, location = call.project, call.parameter("location")
    name = f"projects/{project.id}/locations/{location}/repositories/{call.parameter('repository')}"
    is_used = any(key.startswith(f"{location}/") for key in functions.services_of(project))
    written = cast("JsonObject", project.settings(DOCUMENT).get(location) or {})
    if call.parameter("repository") != _OF_FUNCTIONS or not (is_used or written):
        raise GoogleRefusal(404, f'Resource "{name}" was not found')
    labels: JsonObject = {"goog-managed-by": "cloudfunctions"}
    made: JsonObject = {"name": name, "format": "DOCKER", "mode": "STANDARD_REPOSITORY", "labels": labels}
    return {**made, "createTime": project.created_at, "updateTime": project.created_at, **written}
