"""Rules of Realtime Database instances through the whole pipeline: what no case file can say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baasctl.cli.main import main
from baasctl.model.errors import NormaliseError
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import FirebaseProject


def test_rules_of_the_realtime_database_are_checked_right_before_they_are_put(
    firebase: FirebaseProject, tmp_path: Path
) -> None:
    """The check needs the right to write, so a plan does without it."""
    path = "firebasedatabase.googleapis.com/v1beta/projects/{project}/locations/us-central1/instances"
    firebase.change("POST", f"{path}?databaseId={{project}}-default-rtdb", {"type": "DEFAULT_DATABASE"})
    project = SpecProject(firebase, tmp_path / "spec")
    project.write({"database_rules": {"(default)": json.dumps({"rules": {".read": "auth != null"}})}})
    project.plan()
    log = (firebase.sandbox.data / "requests.jsonl").read_text("utf-8")
    assert not any(
        f"PUT /{firebase.id}" in f"{each['method']} {each['path']}" for each in map(json.loads, log.splitlines())
    )

    assert project.apply().is_converged

    puts = [call for call in firebase.calls() if call.startswith("PUT") and "rules.json" in call]
    assert len(puts) == 2


def test_an_instance_that_is_not_there_is_said_at_plan(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Unless the same spec declares it."""
    project = SpecProject(firebase, tmp_path / "spec")
    project.write({"database_rules": {"(default)": '{"rules": {}}', "other-instance": '{"rules": {}}'}})

    with pytest.raises(NormaliseError) as caught:
        project.plan()

    assert [each.code for each in caught.value.diagnostics] == ["SPEC558", "SPEC558"]


def test_the_credential_goes_to_no_address_but_googles(firebase: FirebaseProject, tmp_path: Path) -> None:
    """An address that a broken or forged answer names is never asked."""
    path = "firebasedatabase.googleapis.com/v1beta/projects/{project}/locations/us-central1/instances"
    firebase.change("POST", f"{path}?databaseId={{project}}-default-rtdb", {"type": "DEFAULT_DATABASE"})
    stored = firebase.project.settings("realtime_instances")
    name = f"{firebase.id}-default-rtdb"
    firebase.project.store("realtime_instances", {name: {**stored[name], "databaseUrl": "https://a.example"}})
    project = SpecProject(firebase, tmp_path / "spec")
    project.write({"database_rules": {"(default)": '{"rules": {}}'}})

    plan = project.plan()

    assert "none of the Realtime Database" in plan.unreadable["database_rules"].detail
    assert not any("a.example" in call for call in firebase.calls())


def test_a_disabled_instance_is_said_at_plan(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Its rules can neither be read nor written."""
    path = "firebasedatabase.googleapis.com/v1beta/projects/{project}/locations/us-central1/instances"
    firebase.change("POST", f"{path}?databaseId=chat-{{project}}", {})
    firebase.change("POST", f"{path}/chat-{{project}}:disable", {})
    project = SpecProject(firebase, tmp_path / "spec")
    project.write({"database_rules": {f"chat-{firebase.id}": '{"rules": {}}'}})

    with pytest.raises(NormaliseError) as caught:
        project.plan()

    assert [each.code for each in caught.value.diagnostics] == ["SPEC559"]


def test_a_mistake_in_a_condition_is_said_at_its_place_without_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """File, line and column, and what there is instead; `validate` asks nobody."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "database.rules.json").write_text('{"rules": {\n  ".read": "auth.uid === ath.uid"}}')
    (tmp_path / "baas.yaml").write_text(
        "baasctl: 1\ntargets: {prod: {provider: firebase, project: acme-prod}}\n"
        "database_rules: {(default): {file: database.rules.json}}\n"
    )
    assert main(["validate"]) == 1
    told = capsys.readouterr().err
    assert "database.rules.json:2:26: error[SPEC550]" in told
    assert "unknown variable `ath`; in `.read` there are auth, now, root, data, query" in told
