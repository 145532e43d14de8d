"""Rules of a Firebase project, judged without a spec (`lint --live firebase:PROJECT`) and with one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from baasctl.cli.main import main
from baasctl.sandbox.faults import Fault
from tests.contract.firebase.test_security_rules import released
from tests.sandbox_fixtures import FirebaseProject

OPEN = """rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /posts/{id} {
      allow read: if true;
      allow update: if resource.data.owner == request.auth.uid;
    }
  }
}
"""
ACCEPTED = OPEN.replace(
    "      allow read", "      // baasctl-ignore: open_read because posts are public\n      allow read"
)


@pytest.fixture
def folder(firebase: FirebaseProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in firebase.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def target_of(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (found,) = json.loads(capsys.readouterr().out)["targets"]
    target: dict[str, Any] = found
    return target


def test_a_project_is_judged_without_a_spec(
    firebase: FirebaseProject, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each finding with its place in the live rules and a request that shows it; nothing is written."""
    released(firebase, OPEN)
    assert main(["lint", "--live", f"firebase:{firebase.id}", "--fail-on", "warn"]) == 5
    told = capsys.readouterr().out
    assert "warning[LINT122] open_read" in told
    assert "line 5, column 7: `allow read` at `/posts/{id}` lets everybody get and list" in told
    assert "(anonymous GET /posts/x is allowed)" in told
    assert 'UPDATE /posts/x {"owner": "u2"} over {"owner": "u1"} is allowed' in told
    assert f"Keep it as code:  baasctl adopt --live firebase:{firebase.id} --out baas" in told
    assert list(folder.iterdir()) == []


def test_programs_get_places_and_requests(
    firebase: FirebaseProject, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The place in the text, the severity, and the request that an engine answered."""
    released(firebase, OPEN)
    assert main(["lint", "--live", f"firebase:{firebase.id}", "-o", "json", "--fail-on", "none"]) == 0
    found = {each["name"]: each for each in target_of(capsys)["findings"] if "in_text" in each}
    assert found["open_read"]["in_text"] == {"line": 5, "column": 7}
    assert found["open_read"]["severity"] == "high"
    witness = found["open_read"]["witness"]
    assert (witness["text"], witness["judge"]) == ("anonymous GET /posts/x is allowed", "baasctl's evaluator")
    assert (witness["probe"]["operation"], witness["probe"]["path"]) == ("get", "posts/x")


def test_findings_in_files_of_a_spec_have_their_place(
    firebase: FirebaseProject, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """File, line and column of the rules; what a comment accepts with a reason is a suppressed result."""
    (folder / "firestore.rules").write_text(ACCEPTED)
    (folder / "baas.yaml").write_text(
        f"baasctl: 1\ntargets: {{prod: {{provider: firebase, project: {firebase.id}}}}}\n"
        "firestore_rules: {(default): {file: firestore.rules}}\n"
    )
    assert main(["lint", "--fail-on", "none"]) == 0
    told = capsys.readouterr().out
    assert "firestore.rules:7:7: warning[LINT127] reassignable_owner" in told
    assert "open_read" not in told
    assert "1 accepted with a reason" in told

    assert main(["lint", "-o", "sarif", "--fail-on", "none"]) == 0
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    (accepted,) = [each for each in results if each["ruleId"] == "LINT122"]
    assert accepted["suppressions"][0]["kind"] == "inSource"
    assert accepted["suppressions"][0]["justification"] == "posts are public"
    place = accepted["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "firestore.rules"
    assert (place["region"]["startLine"], place["region"]["startColumn"]) == (6, 7)


def test_rules_that_may_not_be_read_are_not_green(
    firebase: FirebaseProject, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lints of rules that nobody could read are named, and the run ends with 3."""
    firebase.sandbox.faults.add(Fault(method="GET", path="firebaserules", status=403))
    assert main(["lint", "--live", f"firebase:{firebase.id}", "--fail-on", "none"]) == 3
    told = capsys.readouterr().out
    assert "not judged:" in told
    assert "open_everywhere" in told
