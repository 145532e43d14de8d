"""The operations of storage.googleapis.com and firebasestorage.googleapis.com."""

from __future__ import annotations

from typing import Final

from baasctl.sandbox.firebase.call import Operation
from baasctl.sandbox.firebase.cloud_storage import buckets, firebase_storage, policies
from baasctl.sandbox.routing import Route

_ALL: Final = "/storage.googleapis.com/storage/v1/b"
_ONE: Final = f"{_ALL}/{{bucket}}"
_FIREBASE: Final = "/firebasestorage.googleapis.com/v1beta/projects/{project}"

ROUTES: tuple[Route[Operation], ...] = (
    Route("GET", _ALL, buckets.list_all),
    Route("POST", _ALL, buckets.create),
    Route("GET", _ONE, buckets.read),
    Route("PATCH", _ONE, buckets.update),
    Route("DELETE", _ONE, buckets.delete),
    Route("GET", f"{_ONE}/iam", policies.read),
    Route("PUT", f"{_ONE}/iam", policies.replace),
    Route("GET", "/storage.googleapis.com/storage/v1/projects/{project}/serviceAccount", policies.read_agent),
    Route("POST", "/storage.googleapis.com/upload/storage/v1/b/{bucket}/o", buckets.put_object),
    Route("GET", f"{_FIREBASE}/buckets", firebase_storage.list_all),
    Route("GET", f"{_FIREBASE}/buckets/{{bucket}}", firebase_storage.read),
    Route("POST", f"{_FIREBASE}/buckets/{{bucket}}:addFirebase", firebase_storage.link),
    Route("POST", f"{_FIREBASE}/buckets/{{bucket}}:removeFirebase", firebase_storage.unlink),
    Route("GET", f"{_FIREBASE}/defaultBucket", firebase_storage.read_default),
    Route("POST", f"{_FIREBASE}/defaultBucket", firebase_storage.create_default),
    Route(
        "GET",
        "/firebasestorage.googleapis.com/v1alpha/projects/{project}/defaultBucket",
        firebase_storage.read_default,
    ),
)
