"""The simulated Cloud Storage: buckets, their policies, their link to Firebase."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox_fixtures import FirebaseProject

BUCKETS = "storage.googleapis.com/storage/v1/b"
FIREBASE = "firebasestorage.googleapis.com/v1beta/projects/{project}"


def made(firebase: FirebaseProject, **body: Any) -> str:
    name = f"files-{firebase.id}"
    firebase.change("POST", f"{BUCKETS}?project={{project}}", {"name": name, **body})
    return f"{BUCKETS}/{name}"


def refusal(firebase: FirebaseProject, method: str, address: str, body: object = None) -> tuple[int, str]:
    answer = firebase.request(method, address, body)
    return answer.status, json.loads(answer.body)["error"]["errors"][0]["reason"]


def test_a_bucket_reads_back_with_what_google_adds(firebase: FirebaseProject) -> None:
    """Upper case locations, files that can be restored for a week, no public access yet."""
    found = firebase.get(made(firebase, location="europe-west1"))
    assert (found["location"], found["locationType"], found["storageClass"]) == ("EUROPE-WEST1", "region", "STANDARD")
    assert found["softDeletePolicy"]["retentionDurationSeconds"] == "604800"
    assert found["iamConfiguration"]["publicAccessPrevention"] == "inherited"
    assert found["metageneration"] == "1"


def test_a_change_is_merged(firebase: FirebaseProject) -> None:
    """Null removes a member, what is not named stays, and each change counts."""
    address = made(firebase, labels={"a": "1", "b": "2"}, versioning={"enabled": True})
    changed = firebase.change("PATCH", address, {"labels": {"a": None, "c": "3"}})
    assert changed["labels"] == {"b": "2", "c": "3"}
    assert changed["versioning"] == {"enabled": True}
    assert changed["metageneration"] == "2"
    assert "versioning" not in firebase.change("PATCH", address, {"versioning": None})


def test_a_change_of_a_bucket_that_moved_on_is_refused(firebase: FirebaseProject) -> None:
    """The metageneration that was read has to be the one that is."""
    address = made(firebase)
    body = {"versioning": {"enabled": True}}
    assert refusal(firebase, "PATCH", f"{address}?ifMetagenerationMatch=7", body) == (412, "conditionNotMet")
    assert firebase.request("PATCH", f"{address}?ifMetagenerationMatch=1", body).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {"location": "EU"},
        {"lifecycle": {"rule": [{"action": {"type": "Delete"}, "condition": {}}]}},
        {"lifecycle": {"rule": [{"action": {"type": "Burn"}, "condition": {"age": 1}}]}},
        {
            "lifecycle": {
                "rule": [{"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"isLive": True}}]
            }
        },
        {"iamConfiguration": {"publicAccessPrevention": "maybe"}},
    ],
)
def test_a_change_that_cannot_be_is_refused(firebase: FirebaseProject, body: Any) -> None:
    """400, and nothing is changed."""
    address = made(firebase, location="US")
    assert firebase.request("PATCH", address, body).status == 400
    assert firebase.get(address)["metageneration"] == "1"


def test_a_name_belongs_to_one_project(firebase: FirebaseProject) -> None:
    """To this one already, or to somebody else's."""
    other, address = firebase.another(), made(firebase)
    name = address.rpartition("/")[2]
    body = {"name": name}
    assert refusal(firebase, "POST", f"{BUCKETS}?project={{project}}", body) == (409, "conflict")
    assert refusal(other, "POST", f"{BUCKETS}?project={{project}}", body) == (409, "conflict")
    assert refusal(firebase, "POST", f"{BUCKETS}?project={{project}}", {"name": "x.firebasestorage.app"})[0] == 403


def test_a_bucket_with_files_is_not_deleted(firebase: FirebaseProject) -> None:
    """An empty one is."""
    address = made(firebase)
    upload = address.replace("/storage/v1", "/upload/storage/v1") + "/o?name=a&uploadType=media"
    firebase.request("POST", upload, b"x", **{"content-type": "text/plain"})
    assert refusal(firebase, "DELETE", address) == (409, "conflict")
    empty = f"{BUCKETS}/{firebase.id}.firebasestorage.app"
    assert firebase.request("DELETE", empty).status == 204
    assert firebase.request("GET", empty).status == 404


def test_a_policy_is_replaced_under_its_etag(firebase: FirebaseProject) -> None:
    """And anyone is no member while public access is prevented."""
    address = made(firebase)
    policy = firebase.get(f"{address}/iam")
    everybody = {"role": "roles/storage.objectViewer", "members": ["allUsers"]}
    wanted = {**policy, "bindings": [*policy["bindings"], everybody]}
    assert everybody in firebase.change("PUT", f"{address}/iam", wanted)["bindings"]
    assert refusal(firebase, "PUT", f"{address}/iam", wanted) == (412, "conditionNotMet")
    firebase.change("PATCH", address, {"iamConfiguration": {"publicAccessPrevention": "enforced"}})
    again = firebase.get(f"{address}/iam")
    assert refusal(firebase, "PUT", f"{address}/iam", again) == (412, "conditionNotMet")


def test_a_bucket_is_linked_and_unlinked(firebase: FirebaseProject) -> None:
    """Only linked ones are Firebase's; linking twice changes nothing."""
    name = made(firebase).rpartition("/")[2]
    assert firebase.request("GET", f"{FIREBASE}/buckets/{name}").status == 404
    for _ in range(2):
        shown = firebase.change("POST", f"{FIREBASE}/buckets/{name}:addFirebase", {})
        assert shown == {"name": f"projects/{firebase.project.number}/buckets/{name}"}
    assert len(firebase.get(f"{FIREBASE}/buckets")["buckets"]) == 2
    firebase.change("POST", f"{FIREBASE}/buckets/{name}:removeFirebase", {})
    assert len(firebase.get(f"{FIREBASE}/buckets")["buckets"]) == 1


def test_the_own_bucket_is_made_by_firebase(firebase: FirebaseProject) -> None:
    """A project without storage has none, and needs a location and billing for it."""
    bare = firebase.another(storage=False)
    assert bare.request("GET", f"{FIREBASE}/defaultBucket").status == 404
    assert bare.request("POST", f"{FIREBASE}/defaultBucket", {}).status == 400
    assert bare.change("POST", f"{FIREBASE}/defaultBucket", {"location": "us-central1"})["location"] == "US-CENTRAL1"
    assert bare.request("POST", f"{FIREBASE}/defaultBucket", {"location": "us-central1"}).status == 409
    free = firebase.another(storage=False, billing=False)
    assert free.request("POST", f"{FIREBASE}/defaultBucket", {"location": "us-central1"}).status == 400
