"""Secrets of Secret Manager: versions with a state, payloads until they are destroyed, etags, names with the number."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from baasctl.sandbox.firebase.crc32c import crc32c
from tests.sandbox_fixtures import FirebaseProject
from tests.unit.sandbox.firebase.deploying import message

SECRETS = "secretmanager.googleapis.com/v1/projects/{project}/secrets"
KEY = SECRETS + "/KEY"
AUTOMATIC = {"replication": {"automatic": {}}}


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.fixture
def with_secret(firebase: FirebaseProject) -> FirebaseProject:
    """A project with the secret KEY and two versions of it."""
    firebase.change("POST", SECRETS + "?secretId=KEY", {**AUTOMATIC, "labels": {"team": "a"}})
    for text in ("one", "two"):
        firebase.change("POST", KEY + ":addVersion", {"payload": {"data": encoded(text)}})
    return firebase


def payload(firebase: FirebaseProject, version: str) -> str:
    found = firebase.get(f"{KEY}/versions/{version}:access")["payload"]
    content = base64.b64decode(found["data"])
    assert int(found["dataCrc32c"]) == crc32c(content)
    return content.decode()


def test_names_carry_the_number_of_the_project(with_secret: FirebaseProject) -> None:
    """Whatever the request said."""
    name = f"projects/{with_secret.project.number}/secrets/KEY"

    assert with_secret.get(KEY)["name"] == name
    assert with_secret.get(KEY + "/versions/latest")["name"] == f"{name}/versions/2"
    by_number = SECRETS.replace("{project}", str(with_secret.project.number))
    assert [each["name"] for each in with_secret.get(by_number)["secrets"]] == [name]


def test_versions_are_listed_newest_first_and_by_state(with_secret: FirebaseProject) -> None:
    """The filter is the one that the Firebase CLI sends."""
    with_secret.change("POST", KEY + "/versions/1:destroy", {})
    listed = with_secret.get(KEY + "/versions")["versions"]
    kept = with_secret.get(KEY + "/versions?filter=NOT state: DESTROYED")["versions"]

    assert [(each["name"][-1], each["state"]) for each in listed] == [("2", "ENABLED"), ("1", "DESTROYED")]
    assert [each["name"][-1] for each in kept] == ["2"]
    assert listed[0]["replicationStatus"] == {"automatic": {}}


def test_secrets_are_found_by_a_label(with_secret: FirebaseProject) -> None:
    """As the Firebase CLI looks for its own."""
    with_secret.change("POST", SECRETS + "?secretId=OTHER", AUTOMATIC)

    assert len(with_secret.get(SECRETS)["secrets"]) == 2
    assert [each["labels"] for each in with_secret.get(SECRETS + "?filter=labels.team=a")["secrets"]] == [{"team": "a"}]
    assert with_secret.get(SECRETS + "?filter=labels.team=b") == {}


def test_a_payload_is_there_while_its_version_is_enabled(with_secret: FirebaseProject) -> None:
    """Disabled it cannot be read, enabled again it can, destroyed never more."""
    assert (payload(with_secret, "1"), payload(with_secret, "latest")) == ("one", "two")
    with_secret.change("POST", KEY + "/versions/2:disable", {})
    assert "DISABLED state" in message(with_secret.request("GET", KEY + "/versions/latest:access"))
    with_secret.change("POST", KEY + "/versions/2:enable", {})
    assert payload(with_secret, "2") == "two"
    with_secret.change("POST", KEY + "/versions/2:destroy", {})
    assert "DESTROYED state" in message(with_secret.request("GET", KEY + "/versions/2:access"))
    assert "DESTROYED state" in message(with_secret.request("POST", KEY + "/versions/2:enable", {}))
    assert encoded("two") not in (with_secret.project.documents.folder / "secrets.json").read_text()


def test_an_etag_guards_every_write(with_secret: FirebaseProject) -> None:
    """An old one is refused, the present one is not."""
    before = with_secret.get(KEY)
    with_secret.change("PATCH", KEY + "?updateMask=labels", {"labels": {"team": "b"}, "etag": before["etag"]})
    late = with_secret.request("PATCH", KEY + "?updateMask=labels", {"labels": {}, "etag": before["etag"]})

    assert (late.status, with_secret.get(KEY)["labels"]) == (400, {"team": "b"})
    assert with_secret.request("DELETE", f"{KEY}?etag={before['etag']}").status == 400
    version = with_secret.get(KEY + "/versions/1")
    with_secret.change("POST", KEY + "/versions/1:disable", {"etag": version["etag"]})
    assert with_secret.request("POST", KEY + "/versions/1:enable", {"etag": version["etag"]}).status == 400


def test_a_write_that_changes_nothing_changes_the_etag(with_secret: FirebaseProject) -> None:
    """Of the secret or of the version that was written, not of the other one."""
    before, version = with_secret.get(KEY)["etag"], with_secret.get(KEY + "/versions/1")["etag"]
    with_secret.change("POST", KEY + "/versions/1:enable", {})

    assert with_secret.get(KEY)["etag"] == before
    assert with_secret.get(KEY + "/versions/1")["etag"] != version


def test_a_deleted_secret_leaves_nothing(with_secret: FirebaseProject) -> None:
    """No version, and no policy for the next one of that name."""
    member = "serviceAccount:robot@demo-acme.iam.gserviceaccount.com"
    binding = {"role": "roles/secretmanager.secretAccessor", "members": [member]}
    with_secret.change("POST", KEY + ":setIamPolicy", {"policy": {"bindings": [binding]}})
    with_secret.change("DELETE", KEY, None)
    assert with_secret.request("GET", KEY).status == 404

    with_secret.change("POST", SECRETS + "?secretId=KEY", AUTOMATIC)
    assert "bindings" not in with_secret.get(KEY + ":getIamPolicy")
    assert with_secret.get(KEY + "/versions") == {}
    assert with_secret.request("GET", KEY + "/versions/latest").status == 404


def test_a_replica_keeps_its_place(firebase: FirebaseProject) -> None:
    """Secrets of the user's own places say so in each version."""
    replication = {"userManaged": {"replicas": [{"location": "europe-west1"}]}}
    firebase.change("POST", SECRETS + "?secretId=KEY", {"replication": replication})
    version = firebase.change("POST", KEY + ":addVersion", {"payload": {"data": encoded("one")}})

    assert firebase.get(KEY)["replication"] == replication
    assert version["replicationStatus"] == replication


def test_the_checksum_of_a_payload_is_held_to(firebase: FirebaseProject) -> None:
    """CRC-32C, as a number or as a text."""
    assert crc32c(b"123456789") == 0xE3069283
    firebase.change("POST", SECRETS + "?secretId=KEY", AUTOMATIC)
    right = {"data": encoded("one"), "dataCrc32c": str(crc32c(b"one"))}

    assert firebase.change("POST", KEY + ":addVersion", {"payload": right})["clientSpecifiedPayloadChecksum"]
    assert firebase.request("POST", KEY + ":addVersion", {"payload": {**right, "dataCrc32c": "1"}}).status == 400


@pytest.mark.parametrize(
    ("method", "address", "body", "status"),
    [
        ("POST", SECRETS + "?secretId=KEY", AUTOMATIC, 409),
        ("POST", SECRETS + "?secretId=no spaces", AUTOMATIC, 400),
        ("POST", SECRETS + "?secretId=OTHER", {}, 400),
        ("PATCH", KEY, {"labels": {}}, 400),
        ("PATCH", KEY + "?updateMask=replication", {"replication": {}}, 400),
        ("POST", KEY + ":addVersion", {"payload": {"data": ""}}, 400),
        ("POST", KEY + ":addVersion", {"payload": {"data": "no base64!"}}, 400),
        ("POST", KEY + ":addVersion", {"payload": {"data": encoded("x" * 65537)}}, 400),
        ("GET", KEY + "/versions/7", None, 404),
        ("GET", KEY + "/versions?filter=create_time>1", None, 501),
        ("GET", SECRETS + "?filter=name:K", None, 501),
        ("GET", SECRETS + "/OTHER", None, 404),
    ],
)
def test_what_is_wrong_is_refused(
    with_secret: FirebaseProject, method: str, address: str, body: Any, status: int
) -> None:
    """With the status that Google has for it."""
    assert with_secret.request(method, address, body).status == status
