"""Operations that Google finishes later."""

from __future__ import annotations

import json
from typing import Any

import pytest

from baasctl.sandbox.exchange import Request
from baasctl.sandbox.firebase import operations
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.server import SandboxServer
from tests.sandbox_fixtures import FirebaseProject, new_firebase_project

HOST = "cloudfunctions.googleapis.com"


def begun(firebase: FirebaseProject, parent: str = "", **outcome: Any) -> Any:
    """An operation that a request to `HOST` begins."""
    call = Call(
        request=Request(method="POST", path=f"/{HOST}/v2/projects/{firebase.id}"),
        host=HOST,
        base_url=firebase.url,
        account=firebase.sandbox._google_account,
        parameters={"project": firebase.id},
    )
    return operations.begun(call, parent, **outcome)


def test_without_pending_reads_the_first_answer_is_done(firebase: FirebaseProject) -> None:
    """Nothing has to be polled, and reading it again says the same."""
    parent = f"projects/{firebase.id}/locations/europe-west1"
    operation = begun(firebase, parent, response={"name": "resize"}, metadata={"verb": "create"})

    assert operation["name"].startswith(f"{parent}/operations/")
    assert operation["done"] is True
    assert operation["response"] == {"name": "resize"}
    assert operation == firebase.get(f"{HOST}/v2/{operation['name']}")


def test_pending_reads_come_first(sandbox: SandboxServer) -> None:
    """As many reads as the option says show no outcome; the object can tell meanwhile."""
    firebase = new_firebase_project(sandbox, pending_reads=2)
    operation = begun(firebase, response={"name": "resize"})
    reads = [operation, *(firebase.get(f"{HOST}/v1/{operation['name']}") for _ in range(3))]

    assert [read.get("done", False) for read in reads] == [False, False, False, True]
    assert [read.get("response") for read in reads] == [None, None, None, {"name": "resize"}]
    assert operations.is_done(firebase.project, operation["name"])


def test_some_operations_are_done_at_once(sandbox: SandboxServer) -> None:
    """Databases of Firestore are made so, however slow the project is."""
    firebase = new_firebase_project(sandbox, pending_reads=2)
    body = {"locationId": "nam5", "type": "FIRESTORE_NATIVE"}
    address = "firestore.googleapis.com/v1/projects/{project}/databases?databaseId=(default)"

    assert firebase.change("POST", address, body)["done"] is True


def test_an_operation_that_fails_says_so_at_its_end(sandbox: SandboxServer) -> None:
    """The code is google.rpc's number."""
    firebase = new_firebase_project(sandbox, pending_reads=1)
    operation = begun(firebase, error=GoogleRefusal(429, "Quota exceeded"))

    assert not operations.is_done(firebase.project, operation["name"])
    assert "error" not in firebase.get(f"{HOST}/v1/{operation['name']}")
    assert firebase.get(f"{HOST}/v1/{operation['name']}")["error"]["code"] == 8


@pytest.mark.parametrize("name", ["operations/never", "projects/{project}/locations/eu/operations/never"])
def test_an_operation_that_nobody_began_is_not_found(firebase: FirebaseProject, name: str) -> None:
    """404 in Google's envelope."""
    answer = firebase.request("GET", f"{HOST}/v2/{name}")

    assert (answer.status, json.loads(answer.body)["error"]["status"]) == (404, "NOT_FOUND")


def test_the_project_of_an_operation_is_named_by_id_or_number(firebase: FirebaseProject) -> None:
    """Either finds it; another host does not."""
    operation = begun(firebase, f"projects/{firebase.id}/locations/eu", response={})
    numbered = operation["name"].replace(firebase.id, str(firebase.project.number))

    assert firebase.get(f"{HOST}/v2/{numbered}")["done"]
    assert firebase.request("GET", f"run.googleapis.com/v2/{numbered}").status == 404
