"""An app that no spec names: `--live amplify:APP` and `--live amplify:APP/BRANCH`."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from baasctl.cli.main import main
from tests.sandbox_fixtures import AmplifyProject


@pytest.fixture
def folder(amplify: AmplifyProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in amplify.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("branch", ["", "/main"])
def test_an_app_is_adopted_without_a_spec(amplify: AmplifyProject, folder: Path, branch: str) -> None:
    """The branch that is meant is in the new spec, unless it is the usual one; its first plan is empty."""
    assert main(["adopt", "--live", f"amplify:{amplify.app}{branch}", "--kinds", "auth", "--out", "."]) == 0
    target = yaml.safe_load((folder / "baas.yaml").read_text())["targets"]["prod"]
    assert target == {"provider": "amplify", "app": amplify.app, **({"branch": "main"} if branch else {})}
    assert main(["plan"]) == 0


def test_a_branch_that_is_not_there_is_told(
    amplify: AmplifyProject, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the nearest one."""
    assert main(["adopt", "--live", f"amplify:{amplify.app}/mian", "--kinds", "auth", "--out", "."]) == 1
    assert "READ302" in (told := capsys.readouterr().err)
    assert "`main`" in told


def test_lints_judge_the_settings_that_all_providers_have(
    amplify: AmplifyProject, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the lints of a database nor those of another provider's rules."""
    assert main(["lint", "--live", f"amplify:{amplify.app}", "--fail-on", "none"]) == 0
    told = capsys.readouterr().out
    assert "auth_insufficient_mfa_options" in told
    assert "tables" not in told
