"""Buckets: made, merged into under `ifMetagenerationMatch`, deleted when they are empty.

Sources: discovery document storage.v1; cloud.google.com/storage/docs/json_api/v1/status-codes for the refusals.
"""

from __future__ import annotations

import re
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject, json_answer
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.cloud_storage import stored as state
from baasctl.sandbox.firebase.refusals import GoogleRefusal

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{1,220}[a-z0-9]")
_OWNED_DOMAINS: Final = (".firebasestorage.app", ".appspot.com")
_FIXED: Final = ("name", "location", "locationType", "projectNumber", "id", "kind", "timeCreated", "generation")
_CONDITIONS: Final = frozenset(
    {"age", "createdBefore", "customTimeBefore", "daysSinceCustomTime", "daysSinceNoncurrentTime", "isLive"}
    | {"matchesPrefix", "matchesStorageClass", "matchesSuffix", "noncurrentTimeBefore", "numNewerVersions"}
)
_OUTPUT_ONLY: Final = ("metageneration", "etag", "selfLink", "updated", "owner")


def list_all(call: Call) -> Answer:
    """`GET b?project=`."""
    project = state.open_project(call, call.account.project(call.query("project")))
    wanted = call.query("prefix")
    found = [state.described(each) for name, each in sorted(state.buckets(project).items()) if name.startswith(wanted)]
    answer: JsonObject = {"kind": "storage#buckets", **({"items": cast("list[Json]", found)} if found else {})}
    return json_answer(200, answer)


def read(call: Call) -> Answer:
    """`GET b/{bucket}`."""
    return json_answer(200, state.described(state.find(call)[1]))


def create(call: Call) -> Answer:
    """`POST b?project=`."""
    project = state.open_project(call, call.account.project(call.query("project")))
    name = str(call.body.get("name", ""))
    if not _NAME.fullmatch(name) or name.startswith("goog"):
        raise state.refusal(400, f"Invalid bucket name: '{name}'", "invalid")
    if name.endswith(_OWNED_DOMAINS):
        message = "The bucket you tried to create is a domain name owned by another user."
        raise state.refusal(403, message, "forbidden")
    other = state.owner(call, name)
    if other is not None:
        message = (
            "Your previous request to create the named bucket succeeded and you already own it."
            if other is project
            else "The requested bucket name is not available. The bucket namespace is shared by all users of the"
            " system. Please select a different name and try again."
        )
        raise state.refusal(409, message, "conflict")
    with project.lock:
        fresh = state.new_bucket(project, call.body, state.timestamp())
        given = {key: value for key, value in call.body.items() if key not in (*_FIXED, *_OUTPUT_ONLY)}
        made = _checked(state.merged(fresh, given, given))
        state.put(project, name, {"bucket": made})
    return json_answer(200, made)


def update(call: Call) -> Answer:
    """`PATCH b/{bucket}`."""
    project, _ = state.find(call)
    with project.lock:
        stored = state.find(call)[1]
        before = state.described(stored)
        _check_generation(call, before)
        sent = call.request.json()
        given: JsonObject = dict(sent) if isinstance(sent, dict) else {}
        for name in _FIXED:
            if name in given and str(given[name]).lower() != str(before.get(name, "")).lower():
                raise state.refusal(400, f"The {name} of a bucket cannot be changed.", "invalid")
        given = {name: value for name, value in given.items() if name not in (*_FIXED, *_OUTPUT_ONLY)}
        changed = state.renewed(_checked(state.merged(before, given, call.body)))
        state.put(project, call.parameter("bucket"), {**stored, "bucket": changed})
    return json_answer(200, changed)


def delete(call: Call) -> Answer:
    """`DELETE b/{bucket}`."""
    project, _ = state.find(call)
    with project.lock:
        stored = state.find(call)[1]
        _check_generation(call, state.described(stored))
        if stored.get("objects"):
            raise state.refusal(409, "The bucket you tried to delete is not empty.", "conflict")
        name = call.parameter("bucket")
        state.save(project, {key: each for key, each in state.buckets(project).items() if key != name})
    return Answer(status=204)


def put_object(call: Call) -> Answer:
    """`POST /upload/storage/v1/b/{bucket}/o?name=`: remembered by its name, so that a bucket can be full."""
    project, _ = state.find(call)
    name = call.query("name")
    if not name:
        raise state.refusal(400, "Required parameter: name", "required")
    with project.lock:
        stored = state.find(call)[1]
        known = cast("list[Json]", stored.get("objects", []))
        state.put(project, call.parameter("bucket"), {**stored, "objects": [*known, name]})
    size = str(len(call.request.body))
    return json_answer(200, {"kind": "storage#object", "name": name, "bucket": call.parameter("bucket"), "size": size})


def _check_generation(call: Call, bucket: JsonObject) -> None:
    wanted = call.query("ifMetagenerationMatch")
    if wanted and wanted != bucket["metageneration"]:
        message = "At least one of the pre-conditions you specified did not hold."
        raise state.refusal(412, message, "conditionNotMet")


def _checked(bucket: JsonObject) -> JsonObject:
    """The bucket, without members that are empty now.

    Raises:
        GoogleRefusal: 400.
    """
    settings = cast("JsonObject", bucket.get("iamConfiguration", {}))
    if settings.get("publicAccessPrevention") not in ("inherited", "enforced"):
        raise state.refusal(400, "Invalid argument: publicAccessPrevention", "invalid")
    uniform = settings.get("uniformBucketLevelAccess")
    lifecycle = cast("JsonObject", bucket.get("lifecycle") or {})
    for rule in cast("list[JsonObject]", lifecycle.get("rule", [])):
        _check_rule(rule)
    empty = {name for name in ("lifecycle", "cors", "labels", "encryption") if not bucket.get(name)}
    kept = {name: value for name, value in bucket.items() if name not in empty}
    return {**kept, "iamConfiguration": {**settings, "bucketPolicyOnly": uniform}}


def _check_rule(rule: JsonObject) -> None:
    action = cast("JsonObject", rule.get("action") or {}).get("type")
    if action not in ("Delete", "SetStorageClass", "AbortIncompleteMultipartUpload"):
        raise _bad_rule("A lifecycle rule must have a valid action.")
    condition = cast("JsonObject", rule.get("condition") or {})
    if not _CONDITIONS & condition.keys():
        raise _bad_rule("A lifecycle management rule must specify at least one condition.")
    if action == "AbortIncompleteMultipartUpload" and not condition.keys() <= {"age", "matchesPrefix", "matchesSuffix"}:
        raise _bad_rule("AbortIncompleteMultipartUpload supports only age, matchesPrefix and matchesSuffix.")


def _bad_rule(message: str) -> GoogleRefusal:
    return state.refusal(400, message, "invalid")
