"""Apps keep what Google set, whatever a mask names, and are found without their project."""

from __future__ import annotations

import pytest

from tests.sandbox_fixtures import FirebaseProject

PROJECT = "firebase.googleapis.com/v1beta1/projects"
BODIES = {
    "webApps": {"displayName": "Site"},
    "androidApps": {"packageName": "com.example.app"},
    "iosApps": {"bundleId": "com.example.app"},
}


@pytest.mark.parametrize("sort", BODIES)
def test_a_mask_of_read_only_members_changes_nothing(firebase: FirebaseProject, sort: str) -> None:
    """State and id stay; they are ignored, as members that only Google sets are."""
    made = firebase.change("POST", f"{PROJECT}/{{project}}/{sort}", BODIES[sort])["response"]
    one = f"{PROJECT}/{{project}}/{sort}/{made['appId']}"
    before = firebase.get(one)
    firebase.change("PATCH", f"{one}?updateMask=state,appId,projectId,name,etag", {})

    assert firebase.get(one) == before


@pytest.mark.parametrize("sort", BODIES)
def test_an_app_is_removed_and_brought_back_without_naming_its_project(firebase: FirebaseProject, sort: str) -> None:
    """`projects/-` stands for whichever it is in."""
    made = firebase.change("POST", f"{PROJECT}/{{project}}/{sort}", BODIES[sort])["response"]
    one = f"{PROJECT}/-/{sort}/{made['appId']}"

    assert firebase.change("POST", f"{one}:remove", {})["done"]
    assert firebase.get(one)["state"] == "DELETED"
    assert firebase.change("POST", f"{one}:undelete", {})["done"]
    assert firebase.get(one)["state"] == "ACTIVE"
