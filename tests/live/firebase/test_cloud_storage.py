"""Assumed behaviours of buckets and their link to Firebase, asked of a real project."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.live.firebase.conftest import LiveProject

BUCKETS = "storage.googleapis.com/storage/v1/b"
FIREBASE = "firebasestorage.googleapis.com/v1beta/projects/{project}/buckets"


@pytest.fixture
def bucket(live: LiveProject) -> Iterator[str]:
    """The name of a new, empty bucket; it is deleted afterwards."""
    name = f"baasctl-{secrets.token_hex(8)}"
    made = live.ask("POST", f"{BUCKETS}?project={{project}}", {"name": name})
    assert made.status == 200, made.data
    yield name
    live.ask("DELETE", f"{BUCKETS}/{name}")


def test_linking_buckets(live: LiveProject, bucket: str) -> None:
    """A bucket is linked, linked again, listed by its name, unlinked and then unknown."""
    for _ in range(2):
        assert live.ask("POST", f"{FIREBASE}/{bucket}:addFirebase", {}).status == 200
    listed = live.get(f"{FIREBASE}?pageSize=1000")["buckets"]
    assert bucket in [each["name"].rpartition("/buckets/")[2] for each in listed]
    assert live.ask("POST", f"{FIREBASE}/{bucket}:removeFirebase", {}).status == 200
    assert live.ask("GET", f"{FIREBASE}/{bucket}").status == 404


def test_own_bucket_is_made_by_firebase(live: LiveProject) -> None:
    """Cloud Storage makes no bucket whose name is a domain of Firebase."""
    body = {"name": f"{live.id}-{secrets.token_hex(4)}.firebasestorage.app"}
    assert live.ask("POST", f"{BUCKETS}?project={{project}}", body).status == 403


def test_fixed_members_of_buckets(live: LiveProject, bucket: str) -> None:
    """The location cannot be changed."""
    assert live.ask("PATCH", f"{BUCKETS}/{bucket}", {"location": "ASIA"}).status == 400


def test_policies_count_as_changes(live: LiveProject, bucket: str) -> None:
    """Writing the policy raises the metageneration of the bucket."""
    before = live.get(f"{BUCKETS}/{bucket}")["metageneration"]
    policy = live.get(f"{BUCKETS}/{bucket}/iam")
    assert live.ask("PUT", f"{BUCKETS}/{bucket}/iam", policy).status == 200
    assert int(live.get(f"{BUCKETS}/{bucket}")["metageneration"]) > int(before)
