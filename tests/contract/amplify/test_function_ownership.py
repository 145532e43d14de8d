"""Functions that somebody else owns: CloudFormation's are found by the app's names, another target's are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl.cli.main import main
from tests.sandbox_fixtures import AmplifyProject, new_amplify_project


def _plan(app: AmplifyProject, folder: Path, monkeypatch: pytest.MonkeyPatch, kinds: str) -> int:
    for name, value in app.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    where = f"{{provider: amplify, app: {app.app}, region: {app.region}}}"
    (folder / "baas.yaml").write_text(f"baasctl: 1\ntargets: {{prod: {where}}}\n{kinds}")
    return main(["plan"])


def test_a_function_of_a_stack_is_not_changed_unasked(
    amplify: AmplifyProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The app's own name leads to it; taken over, it is written under its physical name."""
    owned = new_amplify_project(amplify.sandbox, owned=True)
    assert _plan(owned, tmp_path, monkeypatch, "functions: {say-hello: {memory: 1GiB}}\n") == 5
    assert "CloudFormation stack amplify-" in capsys.readouterr().out
    assert main(["apply", "--yes", "--take-over"]) == 0
    assert owned.ask("lambda", "GetFunctionConfiguration", FunctionName=owned.function)["MemorySize"] == 1024
    assert main(["plan"]) == 0


def test_a_function_of_another_target_is_refused(
    amplify: AmplifyProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its tag says so: names of functions are taken once in an account and region."""
    found = amplify.ask("lambda", "GetFunctionConfiguration", FunctionName=amplify.function)
    amplify.ask("lambda", "TagResource", Resource=found["FunctionArn"], Tags={"baasctl-app": "other/main"})
    assert _plan(amplify, tmp_path, monkeypatch, "functions: {say-hello: {memory: 1GiB}}\n") == 1
    told = capsys.readouterr()
    assert "baasctl-app=other/main" in told.out + told.err


def test_secrets_are_where_amplify_has_them(
    amplify: AmplifyProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below the name of the root stack, encrypted."""
    owned = new_amplify_project(amplify.sandbox, owned=True)
    monkeypatch.setenv("TOKEN", "a-secret-value")
    _plan(owned, tmp_path, monkeypatch, 'function_secrets: {TOKEN: "${secret:env:TOKEN}"}\n')
    assert main(["apply", "--yes"]) == 0
    found = owned.ask("ssm", "DescribeParameters")["Parameters"]
    stack = owned.ask("amplify", "GetBranch", appId=owned.app, branchName="main")["branch"]["backend"]["stackArn"]
    namespace, name, sort, digest = stack.split(":stack/")[1].split("/")[0].split("-")[1:]
    names = {each["Name"]: each["Type"] for each in found}
    assert names[f"/amplify/{namespace}/{name}-{sort}-{digest}/TOKEN"] == "SecureString"
    assert main(["plan"]) == 0
