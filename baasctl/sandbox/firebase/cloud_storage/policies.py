"""Who may do what with a bucket: `b/{bucket}/iam`.

Source: cloud.google.com/storage/docs/access-control/iam-roles (legacy roles that every bucket has),
cloud.google.com/storage/docs/public-access-prevention.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject, json_answer
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.cloud_storage import stored as state
from baasctl.sandbox.firebase.project import Project

_EVERYONE: Final = {"allUsers", "allAuthenticatedUsers"}


def agent_of(project: Project) -> str:
    """The account that Cloud Storage tells of uploads with."""
    return f"service-{project.number}@gs-project-accounts.iam.gserviceaccount.com"


def read_agent(call: Call) -> Answer:
    """`GET projects/{project}/serviceAccount`."""
    return json_answer(200, {"kind": "storage#serviceAccount", "email_address": agent_of(call.project)})


def read(call: Call) -> Answer:
    """`GET b/{bucket}/iam`."""
    project, stored = state.find(call)
    return json_answer(200, _policy(project.id, call.parameter("bucket"), stored))


def replace(call: Call) -> Answer:
    """`PUT b/{bucket}/iam`: whole, if the etag is that of the policy."""
    name = call.parameter("bucket")
    project, _ = state.find(call)
    with project.lock:
        stored = state.find(call)[1]
        before = _policy(project.id, name, stored)
        sent = call.body
        if sent.get("etag") and sent["etag"] != before["etag"]:
            message = "At least one of the pre-conditions you specified did not hold."
            raise state.refusal(412, message, "conditionNotMet")
        bindings = cast("list[JsonObject]", sent.get("bindings", []))
        bucket = state.described(stored)
        settings = cast("JsonObject", bucket["iamConfiguration"])
        members = {str(member) for each in bindings for member in cast("list[Json]", each.get("members", []))}
        if settings["publicAccessPrevention"] == "enforced" and members & _EVERYONE:
            message = (
                "The member bindings allUsers and allAuthenticatedUsers are not allowed since public access prevention"
                " is enforced."
            )
            raise state.refusal(412, message, "conditionNotMet")
        kept = [each for each in bindings if each.get("members")]
        stored = {**stored, "policy": cast("list[Json]", kept), "bucket": state.renewed(bucket)}
        state.put(project, name, stored)
    return json_answer(200, _policy(project.id, name, stored))


def _policy(project: str, name: str, stored: state.Stored) -> JsonObject:
    usual: list[JsonObject] = [
        {"role": "roles/storage.legacyBucketOwner", "members": [f"projectEditor:{project}", f"projectOwner:{project}"]},
        {"role": "roles/storage.legacyBucketReader", "members": [f"projectViewer:{project}"]},
    ]
    bindings = cast("list[Json]", stored.get("policy", usual))
    digest = hashlib.sha256(json.dumps([name, bindings], sort_keys=True).encode()).digest()
    return {
        "kind": "storage#policy",
        "resourceId": f"projects/_/buckets/{name}",
        "version": 1,
        "etag": base64.b64encode(digest[:6]).decode(),
        "bindings": bindings,
    }
