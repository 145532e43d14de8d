"""Rulesets and releases of the simulated Firebase."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox_fixtures import FirebaseProject

RULES = "firebaserules.googleapis.com/v1/projects/{project}"
TEXT = "rules_version = '2'; service cloud.firestore { match /a/{b} { allow read; } }"


def source(text: str = TEXT, **more: object) -> dict[str, object]:
    return {"source": {"files": [{"name": "firestore.rules", "content": text}]}, **more}


def made(firebase: FirebaseProject, text: str = TEXT, **more: object) -> str:
    return str(firebase.change("POST", f"{RULES}/rulesets", source(text, **more))["name"])


def refused(firebase: FirebaseProject, method: str, path: str, body: object = None) -> tuple[int, str]:
    answer = firebase.request(method, f"{RULES}{path}", body)
    error: dict[str, Any] = json.loads(answer.body)["error"]
    return answer.status, error["status"]


def test_a_list_of_rulesets_has_no_sources_and_pages(firebase: FirebaseProject) -> None:
    """Ten on a page, newest first; a single one has its source."""
    names = [made(firebase, TEXT.replace("/a/", f"/a{number}/")) for number in range(12)]

    first = firebase.get(f"{RULES}/rulesets")
    second = firebase.get(f"{RULES}/rulesets?pageToken={first['nextPageToken']}")

    assert [each["name"] for each in (*first["rulesets"], *second["rulesets"])] == names[::-1]
    assert "source" not in first["rulesets"][0]
    assert first["rulesets"][0]["metadata"] == {"services": ["cloud.firestore"]}
    one = firebase.get(f"{RULES}/rulesets/{names[0].rpartition('/')[2]}")
    assert one["source"]["files"][0]["content"] == TEXT.replace("/a/", "/a0/")


def test_a_release_is_made_moved_and_deleted(firebase: FirebaseProject) -> None:
    """Its id may hold slashes; PATCH makes none, POST moves none."""
    one, two = made(firebase), made(firebase)
    name = f"projects/{firebase.id}/releases/cloud.firestore/other"
    assert refused(firebase, "PATCH", "/releases/cloud.firestore/other", {"release": {"rulesetName": one}})[0] == 404

    firebase.change("POST", f"{RULES}/releases", {"name": name, "rulesetName": one})
    assert refused(firebase, "POST", "/releases", {"name": name, "rulesetName": two})[0] == 409
    body = {"release": {"name": "projects/x/releases/y", "rulesetName": two}, "updateMask": "name"}
    firebase.change("PATCH", f"{RULES}/releases/cloud.firestore/other", body)

    found = firebase.get(f"{RULES}/releases/cloud.firestore/other")
    assert (found["name"], found["rulesetName"]) == (name, two)
    assert firebase.get(f"{RULES}/releases")["releases"] == [found]
    assert firebase.get(f"{RULES}/releases/cloud.firestore/other:getExecutable")["rulesetName"] == two
    firebase.change("DELETE", f"{RULES}/releases/cloud.firestore/other", None)
    assert firebase.get(f"{RULES}/releases") == {}


def test_a_released_ruleset_cannot_be_deleted(firebase: FirebaseProject) -> None:
    """Only once nothing points at it."""
    name = made(firebase)
    path = f"/rulesets/{name.rpartition('/')[2]}"
    release = {"name": f"projects/{firebase.id}/releases/cloud.firestore", "rulesetName": name}
    firebase.change("POST", f"{RULES}/releases", release)
    assert refused(firebase, "DELETE", path) == (400, "FAILED_PRECONDITION")

    firebase.change("DELETE", f"{RULES}/releases/cloud.firestore", None)
    firebase.change("DELETE", f"{RULES}{path}", None)
    assert refused(firebase, "GET", path)[0] == 404


def test_there_is_a_last_ruleset(firebase: FirebaseProject) -> None:
    """After 2,500, or as many as the project's options say, 429."""
    small = firebase.another(most_rulesets=1)
    made(small)
    assert refused(small, "POST", "/rulesets", source()) == (429, "RESOURCE_EXHAUSTED")


def test_a_source_that_does_not_compile_is_no_ruleset(firebase: FirebaseProject) -> None:
    """`:test` says where; a warning is no refusal."""
    broken = TEXT.replace("read;", "read if true;")
    (issue,) = firebase.change("POST", f"{RULES}:test", source(broken))["issues"]
    assert issue["severity"] == "ERROR"
    assert issue["sourcePosition"] == {"fileName": "firestore.rules", "line": 1, "column": 74}
    assert refused(firebase, "POST", "/rulesets", source(broken))[0] == 400

    (warning,) = firebase.change("POST", f"{RULES}:test", source(TEXT.partition(";")[2]))["issues"]
    assert (warning["severity"], "old version" in warning["description"]) == ("WARNING", True)
    name = made(firebase).rpartition("/")[2]
    assert firebase.change("POST", f"{RULES}/rulesets/{name}:test", {}) == {}


def test_the_firebase_cli_writes_snake_case(firebase: FirebaseProject) -> None:
    """`attachment_point`, as it sends it for named databases."""
    point = f"firestore.googleapis.com/projects/{firebase.project.number}/databases/other"
    name = made(firebase, attachment_point=point).rpartition("/")[2]
    assert firebase.get(f"{RULES}/rulesets/{name}")["attachmentPoint"] == point


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/rulesets", {}, 400),
        ("POST", "/rulesets", source("x" * 262_145), 400),
        ("POST", "/releases", {"name": "projects/x/releases/y", "rulesetName": "z"}, 400),
        ("GET", "/rulesets/none", None, 404),
        ("DELETE", "/releases/none", None, 404),
        ("GET", "/releases/none:getExecutable", None, 404),
    ],
)
def test_what_is_not_there_or_cannot_be(
    method: str, path: str, body: object, status: int, firebase: FirebaseProject
) -> None:
    """Each with Google's status."""
    assert refused(firebase, method, path, body)[0] == status
