"""What the sandbox refuses or does not serve, the Firebase CLI is told; nothing looks as if it had worked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from baasctl.sandbox.environment import firebase_variables

if TYPE_CHECKING:
    from pathlib import Path

    from tests.clients.firebase_cli.conftest import FirebaseCli

pytestmark = pytest.mark.npm

FUNCTIONS = "cloudfunctions.googleapis.com/v2/projects/{project}/locations/europe-west1/functions"
SOURCE = """
const {onRequest} = require("firebase-functions/https");
exports.greet = onRequest({region: "europe-west1", memory: "8GiB", cpu: 1}, (request, response) => response.send(""));
"""


def test_a_function_that_cannot_run_fails_the_deployment(cli: FirebaseCli) -> None:
    """With the reason that Cloud Run has, and there is no function."""
    (cli.folder / "functions" / "index.js").write_text(SOURCE, encoding="utf-8")
    done = cli.attempt("deploy", "--only=functions")

    assert done.returncode == 2
    assert "For 1 CPU, memory must be at most 4096Mi" in done.stdout
    assert cli.firebase.get(FUNCTIONS) == {}


def test_rules_that_do_not_compile_are_not_deployed(cli: FirebaseCli) -> None:
    """With the place of the mistake."""
    (cli.folder / "storage.rules").write_text("service firebase.storage { match /b/{bucket}/o { allow read: if ; } }")
    done = cli.attempt("deploy", "--only=storage")

    assert done.returncode == 1
    assert "[E] 1:" in done.stdout
    assert cli.firebase.get("firebaserules.googleapis.com/v1/projects/{project}/rulesets") == {}


@pytest.mark.parametrize("command", ["hosting:sites:list", "apphosting:backends:list"])
def test_a_missing_operation_fails_the_command(cli: FirebaseCli, command: str) -> None:
    """Google's own words for an address that it does not have, and a note in the log."""
    before = len(cli.log())
    done = cli.attempt(command)

    assert done.returncode != 0
    assert {each["status"] for each in cli.log()[before:] if each.get("note") == "not simulated"} == {404}


def test_every_address_of_the_cli_leads_to_the_sandbox(modules: Path) -> None:
    """No variable of `lib/api.js` with an address of Google is left out, but those of pages that it only prints."""
    text = (modules / "firebase-tools" / "lib" / "api.js").read_text(encoding="utf-8")
    declared = re.findall(r'\("([A-Z_0-9]+)", (?:utils\.envOverride\("[A-Z_]+", )?"https://([^"]+)"', text)
    printed = {"FIREBASE_CONSOLE_URL", "FIREBASE_HOSTING_URL", "FIREBASE_APPHOSTING_GITHUB_INSTALLATION_URL"}
    elsewhere = {name for name, host in declared if host.endswith("github.com")}
    missing = {name for name, _ in declared} - firebase_variables("http://127.0.0.1:1").keys()

    assert len(declared) > 50
    assert missing == printed | elsewhere
