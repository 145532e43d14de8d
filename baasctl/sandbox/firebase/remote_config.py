"""Remote Config: one template of a project, replaced whole under its etag, and its earlier versions.

No discovery document exists. https://firebase.google.com/docs/reference/remote-config/rest/v1/projects and
https://firebase.google.com/docs/remote-config/use-config-rest (etags, `validateOnly`, versions).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject, json_answer
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.firebase.remote_config_template import checked
from baasctl.sandbox.routing import Route

DOCUMENT: Final = "remote_config"
KEPT: Final = 300
_PATH: Final = "/firebaseremoteconfig.googleapis.com/v1/projects/{project}/remoteConfig"


def read(call: Call) -> Answer:
    """The template of now, or of `?versionNumber=`."""
    asked = call.query("versionNumber")
    versions = _versions(call.project)
    if not asked:
        return _answer(call.project, versions[-1] if versions else {})
    found = next((each for each in versions if _number(each) == asked), None)
    if found is None:
        raise GoogleRefusal(404, f"[VERSION_NOT_FOUND]: Version {asked} of the template was not found.")
    return _answer(call.project, found)


def publish(call: Call) -> Answer:
    """The next version, or with `?validateOnly=true` only whether it could be one; its etag ends in 0 then."""
    project = call.project
    with project.lock:
        versions = _versions(project)
        kind = _consented(call, versions)
        template = checked({name: member for name, member in call.body.items() if name != "version"})
        if call.asks_for("validateOnly"):
            return _answer(project, template, number="0")
        said = call.body.get("version")
        described = {"description": said["description"]} if isinstance(said, dict) and "description" in said else {}
        return _publish(project, versions, template, {"updateType": kind, **described})


def list_versions(call: Call) -> Answer:
    """Newest first, without their templates."""
    size = int(call.query("pageSize") or "100")
    begins = int(call.query("pageToken") or "0")
    newest = list(reversed(_versions(call.project)))
    listed: JsonObject = {"versions": [each["version"] for each in newest[begins : begins + size]]}
    if begins + size < len(newest):
        listed["nextPageToken"] = str(begins + size)
    return json_answer(200, listed if listed["versions"] else {})


def roll_back(call: Call) -> Answer:
    """An earlier version becomes the next one."""
    project = call.project
    asked = str(call.body.get("versionNumber") or call.query("versionNumber"))
    with project.lock:
        versions = _versions(project)
        found = next((each for each in versions if _number(each) == asked), None)
        if found is None:
            raise GoogleRefusal(404, f"[VERSION_NOT_FOUND]: Version {asked} of the template was not found.")
        template = {name: member for name, member in found.items() if name != "version"}
        return _publish(project, versions, template, {"updateType": "ROLLBACK", "rollbackSource": asked})


ROUTES: Final[tuple[Route[Operation], ...]] = (
    Route("GET", _PATH, read),
    Route("PUT", _PATH, publish),
    Route("GET", f"{_PATH}:listVersions", list_versions),
    Route("POST", f"{_PATH}:rollback", roll_back),
)


def _versions(project: Project) -> list[JsonObject]:
    return cast("list[JsonObject]", project.settings(DOCUMENT).get("versions", []))


def _number(template: JsonObject) -> str:
    version = template.get("version")
    return str(version["versionNumber"]) if isinstance(version, dict) else "0"


def _etag(project: Project, number: str) -> str:
    return f"etag-{project.number}-{number}"


def _consented(call: Call, versions: list[JsonObject]) -> str:
    """How the update was asked for; the etag has to be the one of now."""
    wanted = call.request.headers.get("if-match", "")
    if not wanted:
        raise GoogleRefusal(400, "[INVALID_ARGUMENT]: The If-Match header is required.")
    if wanted == "*":
        return "FORCED_UPDATE"
    current = _number(versions[-1]) if versions else "0"
    if wanted.strip('"') != _etag(call.project, current):
        expected = wanted.rpartition("-")[2]
        message = f"[VERSION_MISMATCH]: Expected version {expected}, found version {current} for project"
        raise GoogleRefusal(409, f"{message}: {call.project.number}", code="ABORTED")
    return "INCREMENTAL_UPDATE"


def _publish(project: Project, versions: list[JsonObject], template: JsonObject, version: JsonObject) -> Answer:
    number = str(int(_number(versions[-1])) + 1 if versions else 1)
    published: JsonObject = {
        **template,
        "version": {
            "versionNumber": number,
            "updateTime": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "updateUser": {"email": "owner@example.com"},
            "updateOrigin": "REST_API",
            **version,
        },
    }
    project.store(DOCUMENT, {"versions": cast("Json", [*versions, published][-KEPT:])})
    return _answer(project, published)


def _answer(project: Project, template: JsonObject, *, number: str = "") -> Answer:
    answer = json_answer(200, template)
    etag = _etag(project, number or _number(template))
    return Answer(status=200, body=answer.body, headers={**answer.headers, "etag": etag})
