"""`/v1/projects/{project}/locations/{location}/functions`: functions of the first generation, kept until somebody goes.

Version 2 of the API lists them too (`environment: GEN_1`), and deletes them; their upgrade is not simulated.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, cast
from urllib.parse import urlsplit

from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase import operations
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.cloud_functions import sources
from baasctl.sandbox.firebase.cloud_functions.places import refuse_unknown_location
from baasctl.sandbox.firebase.iam_policies import forget_policy, policy_of, replace_policy
from baasctl.sandbox.firebase.masks import masked
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal, billing_disabled

DOCUMENT: Final = "functions_of_the_first_generation"
EMPTY: Final = "type.googleapis.com/google.protobuf.Empty"
_METADATA: Final = "type.googleapis.com/google.cloud.functions.v1.OperationMetadataV1"
_SECOND: Final = {
    "environmentVariables": "environmentVariables",
    "ingressSettings": "ingressSettings",
    "maxInstances": "maxInstanceCount",
    "minInstances": "minInstanceCount",
    "secretEnvironmentVariables": "secretEnvironmentVariables",
    "serviceAccountEmail": "serviceAccountEmail",
}
"""Members of version 1 and where version 2 shows them in `serviceConfig`."""


def all_of(project: Project) -> Iterable[JsonObject]:
    """The functions as version 1 answers them."""
    return _stored(project).values()


def as_second(function: JsonObject) -> JsonObject:
    """A function as version 2 shows it."""
    service = {second: function[first] for first, second in _SECOND.items() if first in function}
    service["availableMemory"] = f"{function['availableMemoryMb']}M"
    service["timeoutSeconds"] = int(float(str(function["timeout"]).removesuffix("s")))
    shown: JsonObject = {
        "name": function["name"],
        "environment": "GEN_1",
        "state": "ACTIVE",
        "updateTime": function["updateTime"],
        "buildConfig": {"entryPoint": function.get("entryPoint", ""), "runtime": function.get("runtime", "")},
        "serviceConfig": service,
        "labels": function.get("labels", {}),
    }
    trigger = cast("JsonObject", function.get("eventTrigger") or {})
    if trigger:
        filters: Json = [{"attribute": "resource", "value": trigger.get("resource", "")}]
        shown["eventTrigger"] = {"eventType": trigger["eventType"], "eventFilters": filters}
    else:
        shown["url"] = cast("JsonObject", function["httpsTrigger"])["url"]
    return shown


def list_all(call: Call) -> Answer:
    """`GET …/functions`; the location `-` means all of them."""
    location = call.parameter("location")
    found = [each for name, each in sorted(_stored(call.project).items()) if location in {"-", name.split("/")[3]}]
    return page(call, "functions", found)


def read(call: Call) -> Answer:
    """`GET …/functions/{function}`."""
    return call.answer(_find(call))


def generate_upload_url(call: Call) -> Answer:
    """`POST …/functions:generateUploadUrl`: the address alone."""
    location = call.parameter("location")
    refuse_unknown_location(location)
    return call.answer({"uploadUrl": sources.new_upload(call, location)[0]})


def create(call: Call) -> Answer:
    """`POST …/functions`; the body's name says which."""
    project, location = call.project, call.parameter("location")
    refuse_unknown_location(location)
    if not project.options.billing:
        raise billing_disabled(call.host, project.number)
    function_id = str(call.body.get("name", "")).rpartition("/")[2]
    name = f"projects/{project.id}/locations/{location}/functions/{function_id}"
    with project.lock:
        if name in _stored(project):
            message = f"Function {function_id} in region {location} in project {project.id} already exists"
            raise GoogleRefusal(409, message)
        return _deployed(call, name, call.body, "CREATE_FUNCTION")


def update(call: Call) -> Answer:
    """`PATCH ?updateMask=`."""
    with call.project.lock:
        before = _find(call)
        paths = call.mask() or tuple(call.body)
        return _deployed(call, str(before["name"]), masked(before, call.body, paths), "UPDATE_FUNCTION")


def delete(call: Call) -> Answer:
    """`DELETE`, from either version of the API."""
    project = call.project
    with project.lock:
        name = str(_find(call)["name"])
        project.store(DOCUMENT, {each: value for each, value in _stored(project).items() if each != name})
        forget_policy(project, _policy_name(call))
        return call.answer(_begun(call, name, "DELETE_FUNCTION", {"@type": EMPTY}))


def read_policy(call: Call) -> Answer:
    """`GET …:getIamPolicy`."""
    _find(call)
    return call.answer(policy_of(call.project, _policy_name(call)))


def write_policy(call: Call) -> Answer:
    """`POST …:setIamPolicy`; `roles/cloudfunctions.invoker` lets people call it."""
    _find(call)
    return call.answer(replace_policy(call, _policy_name(call)))


def _deployed(call: Call, name: str, function: JsonObject, kind: str) -> Answer:
    project = call.project
    path = urlsplit(str(function.get("sourceUploadUrl", ""))).path.removeprefix("/storage.googleapis.com/")
    if path and sources.content_of(project, path) is None:
        raise GoogleRefusal(400, "Failed to retrieve function source code")
    location, function_id = name.split("/")[3], name.rpartition("/")[2]
    stored: JsonObject = {
        "availableMemoryMb": 256,
        "timeout": "60s",
        "ingressSettings": "ALLOW_ALL",
        "serviceAccountEmail": f"{project.id}@appspot.gserviceaccount.com",
        "dockerRegistry": "ARTIFACT_REGISTRY",
        "entryPoint": function_id,
        **{member: value for member, value in function.items() if member not in {"sourceUploadUrl", "sourceToken"}},
        "name": name,
        "status": "ACTIVE",
        "versionId": str(1 + int(str(function.get("versionId", 0)))),
        "updateTime": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    if "eventTrigger" not in stored:
        url = f"https://{location}-{project.id}.cloudfunctions.net/{function_id}"
        stored["httpsTrigger"] = {**cast("JsonObject", stored.get("httpsTrigger") or {}), "url": url}
    project.store(DOCUMENT, {**_stored(project), name: stored})
    response = {"@type": "type.googleapis.com/google.cloud.functions.v1.CloudFunction", **stored}
    return call.answer(_begun(call, name, kind, response))


def _begun(call: Call, name: str, kind: str, response: JsonObject) -> JsonObject:
    metadata: JsonObject = {"@type": _METADATA, "target": name, "type": kind}
    return operations.begun(call, "", response=response, metadata=metadata)


def _find(call: Call) -> JsonObject:
    location, function_id = call.parameter("location"), call.parameter("function")
    found = _stored(call.project).get(f"projects/{call.project.id}/locations/{location}/functions/{function_id}")
    if found is None:
        message = f"Function {function_id} in region {location} in project {call.project.id} does not exist"
        raise GoogleRefusal(404, message)
    return found


def _stored(project: Project) -> dict[str, JsonObject]:
    return cast("dict[str, JsonObject]", project.settings(DOCUMENT))


def _policy_name(call: Call) -> str:
    return f"cloudfunctions.googleapis.com/{call.parameter('location')}/{call.parameter('function')}"
