"""The committed tables of methods and messages are what Google's discovery documents say."""

from __future__ import annotations

import re

import pytest

from baasctl.sandbox.firebase import api_tables
from baasctl.sandbox.firebase.api import ROUTES
from baasctl.sandbox.firebase.call import Operation
from baasctl.sandbox.firebase.messages import ONE_OF, PRESENT
from baasctl.sandbox.routing import Route
from tests.contract.firebase import write_api_tables


@pytest.mark.parametrize("api", write_api_tables.SERVED)
def test_a_committed_table_is_what_the_installed_document_gives(api: str) -> None:
    """`python -m tests.contract.firebase.write_api_tables` writes them anew."""
    written = (write_api_tables.FOLDER / f"{api}.json").read_text(encoding="utf-8")

    assert written == write_api_tables.as_text(write_api_tables.table(api))


def test_there_is_no_table_without_a_document() -> None:
    """A file that the program does not write is left over."""
    assert {path.stem for path in write_api_tables.FOLDER.iterdir()} == set(write_api_tables.SERVED)


@pytest.mark.parametrize("api", write_api_tables.SERVED)
def test_every_message_that_a_table_names_is_in_it(api: str) -> None:
    """Checking never ends at a gap."""
    table = api_tables.api(api)
    named = {
        field.message for message in table.messages.values() for field in message.values() if field.type == "message"
    }

    assert named - set(table.messages) == set()
    assert {each.request for each in table.methods} | {each.answer for each in table.methods} <= {"", *table.messages}


def test_members_that_are_said_to_exclude_each_other_are_there() -> None:
    """In the message of some API; so are those that an answer has with a default value."""
    known = [set(message) for api in write_api_tables.SERVED for message in api_tables.api(api).messages.values()]
    named = {name for api in write_api_tables.SERVED for name in api_tables.api(api).messages}
    members = [set(each) for oneofs in ONE_OF.values() for each in oneofs.values()]

    assert [each for each in members if not any(each <= message for message in known)] == []
    assert {*ONE_OF, *(message for message, _ in PRESENT)} <= named


UNDOCUMENTED = (
    "/{host}/",  # operations, for every API
    "/firebase.googleapis.com/v1alpha/",
    "/firebasestorage.googleapis.com/v1alpha/",
    "/storage.googleapis.com/upload/",  # bodies of files
)
"""Beginnings of patterns that serve what no document has."""


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if not route.pattern.startswith(UNDOCUMENTED)],
    ids=lambda route: f"{route.method} {route.pattern}",
)
def test_every_operation_of_a_documented_api_is_checked(route: Route[Operation]) -> None:
    """Its method is in the table, so that a request with an unknown member is refused; else `SERVED` lacks it."""
    host, _, pattern = route.pattern.removeprefix("/").partition("/")
    name, _, domain = host.partition(".")
    is_documented = domain == "googleapis.com" and any(api.partition(".")[0] == name for api in write_api_tables.SERVED)
    example = {"version": "v1", "config": "recaptchaV3Config"}
    path = re.sub(r"\{(\w+)(=\*\*)?\}", lambda found: example.get(found[1], "x"), pattern)

    assert not is_documented or api_tables.method(route.method, host, f"/{path}") is not None
