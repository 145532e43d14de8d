"""Instances of the simulated Realtime Database, and their rules under each address that clients use."""

from __future__ import annotations

import json

from tests.sandbox_fixtures import FirebaseProject

AT = "firebasedatabase.googleapis.com/v1beta/projects/{project}/locations"
OPEN = b'// open\n{"rules": {".read": true}}'


def made(firebase: FirebaseProject, name: str, location: str = "us-central1", kind: str = "USER_DATABASE") -> str:
    path = f"{AT}/{location}/instances?databaseId={{project}}-{name}"
    return str(firebase.change("POST", path, {"type": kind})["databaseUrl"]).removeprefix("https://")


def test_an_instance_lives_at_an_address_of_its_location(firebase: FirebaseProject) -> None:
    """The default one under `firebaseio.com`; it is locked at first."""
    home = made(firebase, "default-rtdb", kind="DEFAULT_DATABASE")
    away = made(firebase, "other", "europe-west1")

    assert home == f"{firebase.id}-default-rtdb.firebaseio.com"
    assert away == f"{firebase.id}-other.europe-west1.firebasedatabase.app"
    assert firebase.get(f"{away}/.settings/rules.json") == {"rules": {".read": False, ".write": False}}
    assert len(firebase.get(f"{AT}/-/instances")["instances"]) == 2
    assert len(firebase.get(f"{AT}/europe-west1/instances")["instances"]) == 1


def test_rules_are_kept_to_the_last_character(firebase: FirebaseProject) -> None:
    """With comments; a dry run keeps nothing, broken rules are refused with their line."""
    host = made(firebase, "other")
    path = f"{host}/.settings/rules.json"

    assert firebase.request("PUT", f"{path}?dryRun=true", OPEN).status == 200
    assert b"false" in firebase.request("GET", path).body
    assert firebase.request("PUT", path, OPEN).status == 200
    assert firebase.request("GET", path).body == OPEN

    broken = firebase.request("PUT", path, b'{"rules": {\n".read": 1}}')
    assert broken.status == 400
    assert json.loads(broken.body)["error"].startswith("Line 2: ")


def test_the_firebase_cli_puts_all_into_one_parameter(firebase: FirebaseProject) -> None:
    """`/rtdb/?ns=INSTANCE/.settings/rules.json?dryRun=true` is how it spells an address of a local server."""
    host = made(firebase, "other")
    name = host.partition(".")[0]

    assert firebase.request("PUT", f"rtdb/?ns={name}/.settings/rules.json?dryRun=true", OPEN).status == 200
    assert b"false" in firebase.request("GET", f"{host}/.settings/rules.json").body
    assert firebase.request("PUT", f"rtdb/?ns={name}/.settings/rules.json", OPEN).status == 200
    assert firebase.request("GET", f"rtdb/?ns={name}/.settings/rules.json").body == OPEN


def test_an_instance_is_disabled_before_it_is_deleted(firebase: FirebaseProject) -> None:
    """A disabled one has no rules to read; a deleted one is listed on demand, and can come back."""
    host = made(firebase, "other")
    path = f"{AT}/us-central1/instances/{{project}}-other"
    assert firebase.request("DELETE", path).status == 400

    assert firebase.change("POST", f"{path}:disable", {})["state"] == "DISABLED"
    assert firebase.request("GET", f"{host}/.settings/rules.json").status == 404
    firebase.change("DELETE", path, None)
    assert firebase.get(f"{AT}/-/instances") == {}
    assert firebase.get(f"{AT}/-/instances?showDeleted=true")["instances"][0]["state"] == "DELETED"
    firebase.change("POST", f"{path}:undelete", {})
    assert firebase.change("POST", f"{path}:reenable", {})["state"] == "ACTIVE"


def test_what_cannot_be_made(firebase: FirebaseProject) -> None:
    """Ids are taken by the whole world, the default instance by its project; a check makes nothing."""
    made(firebase, "default-rtdb", kind="DEFAULT_DATABASE")
    path = f"{AT}/us-central1/instances"
    assert firebase.request("POST", f"{path}?databaseId={{project}}-default-rtdb", {}).status == 409
    assert firebase.request("POST", f"{path}?databaseId=x-{{project}}", {"type": "DEFAULT_DATABASE"}).status == 409
    assert firebase.request("POST", path, {}).status == 400
    assert firebase.request("POST", f"{AT}/moon/instances?databaseId=y", {}).status == 400
    assert firebase.request("POST", f"{path}?databaseId=z-{{project}}&validateOnly=true", {}).status == 200
    assert len(firebase.get(f"{AT}/-/instances")["instances"]) == 1
    assert firebase.request("DELETE", f"{path}/{{project}}-default-rtdb").status == 400
    assert firebase.request("GET", f"{path}/none").status == 404
