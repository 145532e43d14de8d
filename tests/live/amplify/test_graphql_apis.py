"""Rows of the fidelity table that are our reading of AppSync."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.live.amplify.conftest import aws_client

GOOD = b"# a comment\ntype Query @aws_api_key {\n\n  a: String\n}"


@pytest.fixture
def appsync() -> Iterator[Any]:
    with aws_client("appsync") as client:
        yield client


@pytest.fixture
def api(appsync: Any) -> Iterator[str]:
    """A new API with a schema."""
    made = appsync.create_graphql_api(name="baasctl-live-test", authenticationType="API_KEY")["graphqlApi"]["apiId"]
    assert compiled(appsync, made, GOOD)["status"] in {"SUCCESS", "ACTIVE"}
    yield made
    appsync.delete_graphql_api(apiId=made)


def compiled(appsync: Any, api: str, definition: bytes) -> Any:
    """How compiling a schema ended."""
    appsync.start_schema_creation(apiId=api, definition=definition)
    while (found := appsync.get_schema_creation_status(apiId=api))["status"] == "PROCESSING":
        time.sleep(1)
    return found


def schema(appsync: Any, api: str) -> str:
    text: bytes = appsync.get_introspection_schema(apiId=api, format="SDL", includeDirectives=True)["schema"].read()
    return text.decode()


def test_appsync_failed_schema(appsync: Any, api: str) -> None:
    """The reason is told, and the schema before stays."""
    ended = compiled(appsync, api, b"type Query { a: Nothing }")

    assert ended["status"] == "FAILED"
    assert ended["details"]
    assert "String" in schema(appsync, api)


def test_appsync_printed_schema(appsync: Any, api: str) -> None:
    """No comment comes back; the directive does."""
    printed = schema(appsync, api)

    assert "a comment" not in printed
    assert "@aws_api_key" in printed
