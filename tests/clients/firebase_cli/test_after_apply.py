"""What baasctl applied is what the Firebase CLI finds; the project is described twice, in `project/`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.clients.firebase_cli.conftest import BothClients

pytestmark = pytest.mark.npm

ALWAYS_WRITTEN = (
    "PUT /rtdb/",
    "PATCH /firebaserules.googleapis.com/v1/projects/P/releases/",
    "PUT /firebaseremoteconfig",
)
"""The CLI compares neither the rules of the Realtime Database nor Remote Config, and releases rules each time."""
ASKED = (":test", ":testIamPermissions", "/token", ":generateServiceIdentity", ":generateUploadUrl", ".zip")
"""Requests that change nothing of the project."""


def test_its_readers_find_what_was_applied(both: BothClients) -> None:
    """Indexes, functions with triggers and secrets, Remote Config."""
    declared = json.loads((both.cli.folder / "firestore.indexes.json").read_text())
    indexes = both.cli.json("firestore:indexes")
    assert [each["fields"][:2] for each in indexes["indexes"]] == [each["fields"] for each in declared["indexes"]]
    assert indexes["fieldOverrides"] == [{"ttl": False, **each} for each in declared["fieldOverrides"]]

    functions = {each["id"]: each for each in both.cli.json("functions:list")}
    triggers = {name: next(key for key in each if key.endswith("Trigger")) for name, each in functions.items()}
    assert triggers == {
        "admit": "blockingTrigger",
        "count": "callableTrigger",
        "greet": "httpsTrigger",
        "handle": "eventTrigger",
        "index": "eventTrigger",
        "sweep": "scheduleTrigger",
    }
    assert functions["greet"]["secretEnvironmentVariables"][0]["secret"] == "API_KEY"
    template = json.loads((both.cli.folder / "remoteconfig.template.json").read_text())
    assert template.items() <= both.cli.json("remoteconfig:get").items()


def test_its_deployment_of_the_same_files_changes_nothing(both: BothClients) -> None:
    """It uploads no rules and no indexes; functions it makes its own, which baasctl does not take for drift."""
    requests = both.cli.requests("deploy", "--force")
    writes = [each for each in requests if not each.startswith("GET") and not each.endswith(ASKED)]
    rewritten = [each for each in writes if not each.startswith(ALWAYS_WRITTEN)]

    assert {each.split("/")[1] for each in rewritten} == {
        "artifactregistry.googleapis.com",
        "cloudfunctions.googleapis.com",
        "cloudscheduler.googleapis.com",
    }
    assert both.drift() == (0, [])


def test_then_it_skips_everything_that_it_compares(both: BothClients) -> None:
    """Also after another `baasctl apply`, which has nothing to do; rules and functions are up to date for both."""
    code, text = both.apply()
    assert code == 0
    assert "No changes." in text
    printed = both.cli.run("deploy", "--force")

    assert printed.count("Skipped (No changes detected)") == 6
    assert printed.count("already up to date, skipping upload") == 2
