"""The checker that every test with a sandbox goes through says what the documents forbid."""

from __future__ import annotations

import json
from typing import Any

import pytest

from baasctl.sandbox.exchange import Answer, Request, json_answer
from tests.contract.firebase.discovery import violations

CONFIG = "/identitytoolkit.googleapis.com/v2/projects/acme/config"
RELEASE = "/firebaserules.googleapis.com/v1/projects/acme/releases/cloud.firestore/other"


def exchange(path: str, answer: object = None, body: object = None, method: str = "PATCH", **query: str) -> list[str]:
    request = Request(method=method, path=path, query=query, body=b"" if body is None else json.dumps(body).encode())
    return violations(request, answer if isinstance(answer, Answer) else json_answer(200, answer or {}))


@pytest.mark.parametrize(
    ("answer", "body", "query"),
    [
        ({"mfa": {"state": "OFF"}}, {}, {}),
        ({"unheardOf": 1}, {}, {}),
        ({"signIn": None}, {}, {}),
        ({"quota": {"signUpQuotaConfig": {"quota": 7}}}, {}, {}),
        ({"passwordPolicyConfig": {"lastUpdateTime": "yesterday"}}, {}, {}),
        ({}, {"unheardOf": 1}, {}),
        ({}, {"authorizedDomains": [1]}, {}),
        ({}, {}, {"mask": "mfa"}),
    ],
    ids=["enum", "member", "null", "int64", "time", "request", "request type", "query"],
)
def test_a_violation_is_found(answer: object, body: Any, query: dict[str, str]) -> None:
    """One each."""
    assert len(exchange(CONFIG, answer, body, **query)) == 1


def test_what_clients_may_send_is_no_violation() -> None:
    """Nulls, snake_case, 64-bit integers as numbers, ids with slashes; a refused request may be anything."""
    assert exchange(CONFIG, {}, {"sign_in": None, "quota": {"signUpQuotaConfig": {"quota": 7}}}, update_mask="x") == []
    assert exchange(RELEASE, {"name": "x"}, {"release": {"rulesetName": "y"}}) == []
    refused = json_answer(400, {"error": {"code": 400, "message": "no", "status": "INVALID_ARGUMENT"}})
    assert exchange(CONFIG, refused, {"unheardOf": 1}) == []


def test_a_refusal_is_in_googles_envelope() -> None:
    """With the status in it."""
    assert exchange(CONFIG, json_answer(400, {"message": "no"}))
    assert exchange(CONFIG, json_answer(400, {"error": {"code": 404, "message": "no"}}))


def test_an_address_that_no_document_has_is_found() -> None:
    """Unless clients are known to use it all the same, or there is no document of the host."""
    assert exchange("/identitytoolkit.googleapis.com/v9/config", method="GET")
    assert exchange("/firebase.googleapis.com/v1alpha/firebase:provisionFirebaseApp", method="POST") == []
    assert exchange("/firebaseremoteconfig.googleapis.com/v1/projects/acme/remoteConfig", method="GET") == []
