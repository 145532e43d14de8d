"""`/v2/projects/{project}/locations/{location}/functions`: functions of the second generation."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, JsonObject
from baasctl.sandbox.firebase import operations
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.cloud_functions import first_generation, sources
from baasctl.sandbox.firebase.cloud_functions.effective import configured, policy_name, revised, service_id
from baasctl.sandbox.firebase.cloud_functions.places import refuse_unknown_location
from baasctl.sandbox.firebase.cloud_functions.refused import failure, refuse_request, refuse_resources
from baasctl.sandbox.firebase.iam_policies import forget_policy
from baasctl.sandbox.firebase.masks import masked
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal, billing_disabled

DOCUMENT: Final = "cloud_functions"
_TYPE: Final = "type.googleapis.com/google.cloud.functions.v2"
_FILTER: Final = re.compile(r"""\s*environment\s*=\s*["']?(GEN_1|GEN_2)["']?\s*""")
_OPERATION: Final = "_operation"
_AFTERWARDS: Final = "_state"


def list_all(call: Call) -> Answer:
    """`GET …/functions`; the location `-` means all of them, the filter knows `environment="GEN_2"`."""
    project, location = call.project, call.parameter("location")
    wanted = _FILTER.fullmatch(call.query("filter"))
    if call.query("filter") and wanted is None:
        raise GoogleRefusal(400, f"Invalid filter: {call.query('filter')}", note="not simulated: this filter")
    found = [_shown(project, stored) for stored in _stored(project).values()]
    found += [first_generation.as_second(each) for each in first_generation.all_of(project)]
    chosen = [
        each
        for each in sorted(found, key=lambda each: str(each["name"]))
        if location in {"-", _location(each)} and (wanted is None or each["environment"] == wanted[1])
    ]
    return page(call, "functions", chosen)


def read(call: Call) -> Answer:
    """`GET …/functions/{function}`, of either generation."""
    project, name = call.project, _name(call)
    stored = _stored(project).get(name)
    if stored is not None:
        return call.answer(_shown(project, stored))
    for each in first_generation.all_of(project):
        if each["name"] == name:
            return call.answer(first_generation.as_second(each))
    raise _not_found(name)


def create(call: Call) -> Answer:
    """`POST …/functions?functionId=`: begins; what is wrong with the source or with Cloud Run, the operation says."""
    project, location = call.project, call.parameter("location")
    refuse_unknown_location(location)
    if not project.options.billing:
        raise billing_disabled(call.host, project.number)
    function_id = call.query("functionId")
    refuse_request(function_id, call.body)
    if call.body.get("environment") == "GEN_1":
        raise GoogleRefusal(400, "environment: functions of the first generation are made by version 1 of the API.")
    name = f"projects/{project.id}/locations/{location}/functions/{function_id}"
    with project.lock:
        if name in _stored(project) or any(each["name"] == name for each in first_generation.all_of(project)):
            raise GoogleRefusal(409, f"Resource '{name}' already exists")
        stored = configured(project, location, function_id, call.body)
        stored["createTime"] = stored["updateTime"] = _now()
        refuse_resources("create", stored)
        return _deployed(call, stored, "CREATE_FUNCTION")


def update(call: Call) -> Answer:
    """`PATCH ?updateMask=`: leaf masks; without one, everything is replaced by the body."""
    project, name = call.project, _name(call)
    with project.lock:
        before = _changeable(project, name)
        paths = [path for path in call.mask() if path not in {"name", "environment"}]
        wanted = masked(before, call.body, paths) if call.mask() else {**call.body, "createTime": before["createTime"]}
        if bool(wanted.get("eventTrigger")) != bool(before.get("eventTrigger")):
            raise GoogleRefusal(400, "The trigger of a function cannot be changed between HTTP and events.")
        location, function_id = call.parameter("location"), call.parameter("function")
        refuse_request(function_id, wanted)
        stored = configured(project, location, function_id, wanted)
        stored |= {"createTime": before["createTime"], "updateTime": _now()}
        refuse_resources("update", stored)
        return _deployed(call, stored, "UPDATE_FUNCTION", before)


def delete(call: Call) -> Answer:
    """`DELETE`: the function, its service and who may invoke it."""
    project, name = call.project, _name(call)
    if any(each["name"] == name for each in first_generation.all_of(project)):
        return first_generation.delete(call)
    with project.lock:
        stored = _changeable(project, name)
        operation = _begun(call, name, "DELETE_FUNCTION", {"@type": first_generation.EMPTY})
        _remove(project, name)
        forget_policy(project, policy_name(call.parameter("location"), service_id(call.parameter("function"))))
        sources.forget(project, _source_path(stored))
    return call.answer(operation)


def generate_download_url(call: Call) -> Answer:
    """`POST …:generateDownloadUrl`: a signed address of the source that was deployed."""
    project, name = call.project, _name(call)
    stored = _stored(project).get(name)
    if stored is None:
        raise _not_found(name)
    return call.answer({"downloadUrl": sources.signed_url(call, "GET", _source_path(stored))})


def services_of(project: Project) -> dict[str, JsonObject]:
    """Functions by the name of their Cloud Run service: `europe-west1/greet`."""
    return {
        f"{_location(each)}/{service_id(str(each['name']).rpartition('/')[2])}": _shown(project, each)
        for each in _stored(project).values()
        if "revision" in cast("JsonObject", each["serviceConfig"])
    }


def _deployed(call: Call, stored: JsonObject, kind: str, before: JsonObject | None = None) -> Answer:
    """Store the function and answer its operation; a deployment that fails leaves a function that ran as it was."""
    project, name = call.project, str(stored["name"])
    content = sources.content_of(project, _source_path(stored))
    failed = failure(project, stored, content)
    kept = stored
    if failed is None:
        stored["serviceConfig"] = revised(cast("JsonObject", stored["serviceConfig"]))
        _build(project, stored, cast("bytes", content))
    elif before is not None and before[_AFTERWARDS] == "ACTIVE":
        kept = before
    state = "FAILED" if kept is stored and failed else "ACTIVE"
    response = {"@type": f"{_TYPE}.Function", **_public(stored), "state": state}
    operation = _begun(call, name, kind, response, failed)
    _save(project, name, {**kept, _OPERATION: operation["name"], _AFTERWARDS: state})
    return call.answer(operation)


def _build(project: Project, stored: JsonObject, content: bytes) -> None:
    """Keep the archive where Google keeps what it built, and say so."""
    build = cast("JsonObject", stored["buildConfig"])
    function_id = str(stored["name"]).rpartition("/")[2]
    bucket, name = f"gcf-v2-sources-{project.number}-{_location(stored)}", f"{function_id}/function-source.zip"
    generation = sources.remember(project, f"{bucket}/{name}", content)
    source: JsonObject = {"bucket": bucket, "object": name, "generation": generation}
    build["source"] = {"storageSource": source}
    build["sourceProvenance"] = {"resolvedStorageSource": source}
    build["build"] = f"projects/{project.number}/locations/{_location(stored)}/builds/{uuid.uuid4()}"


def _begun(call: Call, name: str, kind: str, response: JsonObject, error: GoogleRefusal | None = None) -> JsonObject:
    project = call.project
    now = _now()
    metadata: JsonObject = {
        "@type": f"{_TYPE}.OperationMetadata",
        "createTime": now,
        "endTime": now,
        "target": name,
        "verb": kind.partition("_")[0].lower(),
        "apiVersion": "v2",
        "operationType": kind,
    }
    parent = f"projects/{project.id}/locations/{call.parameter('location')}"
    return operations.begun(call, parent, response=response, error=error, metadata=metadata)


def _changeable(project: Project, name: str) -> JsonObject:
    stored = _stored(project).get(name)
    if stored is None:
        raise _not_found(name)
    if not operations.is_done(project, str(stored[_OPERATION])):
        raise GoogleRefusal(409, "unable to queue the operation", code="ABORTED")
    return stored


def _shown(project: Project, stored: JsonObject) -> JsonObject:
    done = operations.is_done(project, str(stored[_OPERATION]))
    return {**_public(stored), "state": stored[_AFTERWARDS] if done else "DEPLOYING"}


def _public(stored: JsonObject) -> JsonObject:
    return {name: value for name, value in stored.items() if not name.startswith("_")}


def _source_path(stored: JsonObject) -> str:
    """Where the source is kept: what was uploaded until it is built, then Google's own copy."""
    build = cast("JsonObject", stored["buildConfig"])
    source = cast("JsonObject", cast("JsonObject", build.get("source") or {}).get("storageSource") or {})
    return f"{source.get('bucket')}/{source.get('object')}"


def _stored(project: Project) -> dict[str, JsonObject]:
    return cast("dict[str, JsonObject]", project.settings(DOCUMENT))


def _save(project: Project, name: str, stored: JsonObject) -> None:
    project.store(DOCUMENT, {**project.settings(DOCUMENT), name: stored})


def _remove(project: Project, name: str) -> None:
    project.store(DOCUMENT, {each: value for each, value in project.settings(DOCUMENT).items() if each != name})


def _name(call: Call) -> str:
    location, function_id = call.parameter("location"), call.parameter("function")
    return f"projects/{call.project.id}/locations/{location}/functions/{function_id}"


def _location(function: JsonObject) -> str:
    return str(function["name"]).split("/")[3]


def _not_found(name: str) -> GoogleRefusal:
    return GoogleRefusal(404, f"Resource '{name}' was not found")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
