"""`doctor` says what an app consists of, and who owns it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baasctl.cli.main import main
from tests.sandbox_fixtures import AmplifyProject, new_amplify_project


@pytest.mark.parametrize("owned", [True, False])
def test_doctor_shows_what_was_found_and_its_owner(
    amplify: AmplifyProject,
    owned: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An id to look at in the console, and the stack that would overwrite changes."""
    app = new_amplify_project(amplify.sandbox, owned=owned)
    for name, value in app.environment().items():
        monkeypatch.setenv(name, value)
    spec = f"""
baasctl: 1
targets: {{prod: {{provider: amplify, app: {app.app}, region: {app.region}}}}}
auth: {{password: {{minimum_length: 12}}}}
"""
    (tmp_path / "baas.yaml").write_text(spec)
    monkeypatch.chdir(tmp_path)

    assert main(["doctor", "-o", "json"]) == 0

    shown = {check["what"].strip(): check["detail"] for check in json.loads(capsys.readouterr().out)}
    assert app.user_pool in shown["prod: user pool"]
    assert ("owned by CloudFormation stack" in shown["prod: user pool"]) is owned
    assert app.app in shown["prod: app"]


def test_doctor_asks_also_where_the_spec_declares_nothing(
    amplify: AmplifyProject, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is adopted it says what there is to adopt; a credential that is not taken is no success."""
    for name, value in amplify.environment().items():
        monkeypatch.setenv(name, value)
    target = f"{{provider: amplify, app: {amplify.app}, region: {amplify.region}}}"
    (tmp_path / "baas.yaml").write_text(f"baasctl: 1\ntargets: {{prod: {target}}}\n")
    monkeypatch.chdir(tmp_path)

    assert main(["doctor", "-o", "json"]) == 0
    shown = {check["what"].strip(): check for check in json.loads(capsys.readouterr().out)}
    assert amplify.user_pool in shown["prod: user pool"]["detail"]
    assert "declares nothing" in shown["target prod"]["detail"]
    assert " 0 calls" not in shown["target prod"]["detail"]

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    assert main(["doctor", "-o", "json"]) == 3
    shown = {check["what"].strip(): check for check in json.loads(capsys.readouterr().out)}
    assert shown["target prod"]["state"] == "fail"
