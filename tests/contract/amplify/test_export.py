"""`export` prints what the owner's code has to say; `observe` refuses, `--take-over` and `manage` write."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl.cli.main import main
from tests.sandbox_fixtures import AmplifyProject, new_amplify_project

AUTH = "auth: {password: {minimum_length: 14}}\n"


def _in_folder(
    app: AmplifyProject, folder: Path, monkeypatch: pytest.MonkeyPatch, target: str = "", kinds: str = AUTH
) -> None:
    for name, value in app.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    where = f"{{provider: amplify, app: {app.app}, region: {app.region}{target}}}"
    (folder / "baas.yaml").write_text(f"baasctl: 1\ntargets: {{prod: {where}}}\n{kinds}")


@pytest.fixture
def owned(amplify: AmplifyProject) -> AmplifyProject:
    return new_amplify_project(amplify.sandbox, owned=True)


def test_what_cloudformation_owns_is_not_changed_unasked(
    owned: AmplifyProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The plan shows the drift and refuses; taken over, it is written."""
    _in_folder(owned, tmp_path, monkeypatch)
    assert main(["plan"]) == 5
    told = capsys.readouterr()
    assert "--take-over" in told.out
    assert "CloudFormation stack amplify-" in told.out
    assert main(["apply", "--yes"]) == 5
    assert main(["apply", "--yes", "--take-over"]) == 0
    pool = owned.ask("cognito-idp", "DescribeUserPool", UserPoolId=owned.user_pool)["UserPool"]
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 14


def test_a_managed_kind_is_written(owned: AmplifyProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The target says whose it is."""
    _in_folder(owned, tmp_path, monkeypatch, target=", ownership: {auth: manage}")
    assert main(["apply", "--yes"]) == 0
    assert main(["export"]) == 0


def test_overrides_are_printed(
    owned: AmplifyProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line a property; the file holds the same."""
    kinds = AUTH + 'email_templates: {verification: {subject: "Hi \\u2028 `$${x}` \\"; evil()"}}\n'
    _in_folder(owned, tmp_path, monkeypatch, target=", ownership: {auth: export, email_templates: export}", kinds=kinds)
    assert main(["export"]) == 0
    text = capsys.readouterr().out
    pool = "backend.auth.resources.cfnResources.cfnUserPool"
    assert f'{pool}.addPropertyOverride("Policies.PasswordPolicy.MinimumLength", 14);' in text.splitlines()
    assert r"\u2028" in text
    assert main(["export", "--out", "overrides.ts"]) == 0
    assert (tmp_path / "overrides.ts").read_text() == text


def test_only_what_is_to_be_exported_is_printed(
    owned: AmplifyProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A kind that is observed is left out where another one is exported."""
    kinds = AUTH + "email_templates: {verification: {subject: Hello}}\n"
    _in_folder(owned, tmp_path, monkeypatch, target=", ownership: {auth: export}", kinds=kinds)
    assert main(["export"]) == 0
    assert "EmailSubject" not in capsys.readouterr().out


def test_there_is_nothing_to_export_of_what_nobody_else_owns(
    amplify: AmplifyProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And that is said, on standard error."""
    _in_folder(amplify, tmp_path, monkeypatch)
    assert main(["export"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "nothing to export" in told.err
