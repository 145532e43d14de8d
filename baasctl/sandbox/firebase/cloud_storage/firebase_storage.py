"""Which buckets Firebase knows: their rules hold there, and its SDKs find them (firebasestorage v1beta)."""

from __future__ import annotations

from baasctl.sandbox.exchange import Answer, JsonObject
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.cloud_storage import stored as state
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.project_facts import default_bucket
from baasctl.sandbox.firebase.refusals import GoogleRefusal


def list_all(call: Call) -> Answer:
    """`GET buckets`: linked ones."""
    project = call.project
    found = [_shown(project, name) for name, each in sorted(state.buckets(project).items()) if each.get("linked")]
    return page(call, "buckets", found)


def read(call: Call) -> Answer:
    """`GET buckets/{bucket}`."""
    if not _found(call).get("linked"):
        raise GoogleRefusal(404, "Requested entity was not found.")
    return call.answer(_shown(call.project, call.parameter("bucket")))


def link(call: Call) -> Answer:
    """`POST buckets/{bucket}:addFirebase`; again is no problem."""
    return _linked(call, linked=True)


def unlink(call: Call) -> Answer:
    """`POST buckets/{bucket}:removeFirebase`."""
    return _linked(call, linked=False)


def read_default(call: Call) -> Answer:
    """`GET defaultBucket`; the Firebase CLI asks for it under v1alpha."""
    project, name = call.project, default_bucket(call.project)
    stored = state.buckets(project).get(name)
    if stored is None:
        raise GoogleRefusal(404, "Requested entity was not found.")
    return call.answer(_default(project, name, stored))


def create_default(call: Call) -> Answer:
    """`POST defaultBucket`."""
    project, name, location = call.project, default_bucket(call.project), str(call.body.get("location", ""))
    if not location:
        raise GoogleRefusal(400, "Location is required.")
    if not project.options.billing:
        raise GoogleRefusal(400, "The project must be connected to a billing account.", code="FAILED_PRECONDITION")
    with project.lock:
        if name in state.buckets(project):
            raise GoogleRefusal(409, "Requested entity already exists")
        made = state.new_bucket(project, {"name": name, "location": location}, state.timestamp())
        state.put(project, name, {"bucket": made, "linked": True})
    return call.answer(_default(project, name, {"bucket": made}))


def _linked(call: Call, *, linked: bool) -> Answer:
    project, name = call.project, call.parameter("bucket")
    with project.lock:
        state.put(project, name, {**_found(call), "linked": linked})
    return call.answer(_shown(project, name) if linked else {})


def _found(call: Call) -> state.Stored:
    found = state.buckets(call.project).get(call.parameter("bucket"))
    if found is None:
        raise GoogleRefusal(404, "Requested entity was not found.")
    return found


def _shown(project: Project, name: str) -> JsonObject:
    return {"name": f"projects/{project.number}/buckets/{name}"}


def _default(project: Project, name: str, stored: state.Stored) -> JsonObject:
    bucket = state.described(stored)
    return {
        "name": f"projects/{project.number}/defaultBucket",
        "location": bucket["location"],
        "storageClass": bucket["storageClass"],
        "bucket": _shown(project, name),
    }
