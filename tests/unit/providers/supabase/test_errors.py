"""Every answer that is no success becomes one error that says what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baasctl.model.errors import (
    AuthFailed,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    PlanLimit,
    RateLimited,
    Unavailable,
    UnexpectedAnswer,
)
from baasctl.providers.supabase.clients import operations
from baasctl.providers.supabase.clients.operations import Operation
from baasctl.providers.supabase.errors import case_of, error_of
from baasctl.transport import Response

REF = "abcdefghijklmnopqrst"


def answer(status: int, body: object = None) -> Response:
    return Response(request="GET /x", status=status, headers={}, body=json.dumps(body).encode() if body else b"")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, Invalid),
        (401, AuthFailed),
        (402, PlanLimit),
        (403, Forbidden),
        (404, NotFound),
        (406, NotFound),
        (409, Conflict),
        (429, RateLimited),
        (500, Unavailable),
        (503, Unavailable),
        (418, UnexpectedAnswer),
        (304, UnexpectedAnswer),
    ],
)
def test_each_status_is_one_error(status: int, expected: type[Exception]) -> None:
    """A status decides the error's type, and so the exit code."""
    assert type(error_of(answer(status), operations.READ_AUTH, REF)) is expected


@pytest.fixture(scope="session")
def contract(shared: Path) -> dict[str, dict[str, dict[str, object]]]:
    paths = json.loads((shared / "contracts" / "supabase-management-openapi.json").read_text())["paths"]
    assert isinstance(paths, dict)
    return paths


@pytest.mark.parametrize("operation", operations.ALL, ids=str)
def test_every_status_that_the_contract_declares_has_its_own_case(
    operation: Operation, contract: dict[str, dict[str, dict[str, object]]]
) -> None:
    """No operation in use can answer with a documented status that we would call unexpected."""
    responses = contract[operation.path][operation.method.lower()]["responses"]
    assert isinstance(responses, dict)
    failures = [int(status) for status in responses if not status.startswith("2")]
    assert [status for status in failures if case_of(status).error is UnexpectedAnswer] == []


@pytest.mark.parametrize("operation", operations.ALL, ids=str)
def test_scopes_are_those_of_the_contract(
    operation: Operation, contract: dict[str, dict[str, dict[str, object]]]
) -> None:
    """The permission that a message asks for is the one that the contract names."""
    declared = contract[operation.path][operation.method.lower()]
    assert declared.get("x-oauth-scope", "") == operation.scope
    security = declared.get("security") or []
    assert isinstance(security, list)
    named = [name for each in security for name in each.get("fga_permissions", [])]
    assert set(operation.permission.split(" and ")) - {""} <= set(named)


def test_every_operation_in_use_is_listed() -> None:
    """The tests over the contract see every endpoint that the client can ask."""
    named = {value for value in vars(operations).values() if isinstance(value, Operation)}
    assert named == set(operations.ALL)


def test_an_unknown_project_names_the_reference_and_how_to_list_projects() -> None:
    """Who mistypes a reference reads it in the message, with the way to the right one."""
    error = error_of(answer(404, {"message": "Project not found"}), operations.READ_AUTH, REF)
    assert REF in str(error)
    assert "Project not found" in str(error)
    assert "supabase projects list" in str(error)


def test_a_missing_permission_is_named() -> None:
    """Who lacks a scope reads which one."""
    error = error_of(answer(403, {"message": "Forbidden resource"}), operations.SAVE_SECRETS, REF)
    assert "edge_functions_secrets_write" in str(error)
    assert "secrets:write" in str(error)
    assert error.diagnostics[0].code.startswith("APPLY")


def test_words_of_the_server_are_bounded_and_printable() -> None:
    """A hostile message can neither flood nor steer a terminal."""
    error = error_of(answer(400, {"message": "\x1b[2J\nnew line\u202e" + "x" * 5000}), operations.QUERY, REF)
    detail = error.diagnostics[0].detail
    assert detail.isprintable()
    assert len(detail) < 1200


@pytest.mark.parametrize("body", [None, [], "text", {"message": 5}, {"error": "x"}])
def test_an_error_without_a_message_is_still_an_error(body: object) -> None:
    """What the body holds never changes which error it is."""
    assert type(error_of(answer(400, body), operations.READ_AUTH, REF)) is Invalid
