"""The commands as a person uses them, against a sandbox that runs in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from baasctl.cli.main import main
from baasctl.sandbox import environment, lifecycle
from baasctl.transport.retries import Retries

SPEC = """\
baasctl: 1
targets:
  dev: {provider: supabase, project: "${env:SUPABASE_PROJECT_REF}"}
auth:
  site_url: https://app.example.com
  password: {minimum_length: 12}
"""


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    data = tmp_path_factory.mktemp("sandbox") / "data"
    lifecycle.start(data, rate_limit=0, durable=False)
    try:
        yield {"BAASCTL_SANDBOX": str(data)}
    finally:
        lifecycle.reset(data)


class Shell:
    """Runs command lines in a folder and hands back code, data and messages."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        captured = self._capsys.readouterr()
        return code, captured.out, captured.err


@pytest.fixture
def shell(
    variables: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """A folder with a spec, and a new project."""
    data = Path(variables["BAASCTL_SANDBOX"])
    project = lifecycle.add_project(data, "supabase")
    for name, value in {**variables, **environment.environment(data, lifecycle.status(data))}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SUPABASE_PROJECT_REF", str(project["id"]))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baas.yaml").write_text(SPEC)
    return Shell(capsys)


def test_plan_file_apply_and_an_empty_second_plan(shell: Shell, tmp_path: Path) -> None:
    """The main job: plan, save, apply exactly that, and nothing is left to do."""
    code, shown, said = shell("plan", "--out", "plan.json", "--detailed-exitcode")
    assert code == 2
    assert "/password/minimum_length   6 -> 12" in shown
    digest = said.split("sha256:")[1].split()[0]
    assert stat.S_IMODE((tmp_path / "plan.json").stat().st_mode) == 0o600

    code, shown, _ = shell("apply", "plan.json", "--expect", f"sha256:{digest}")
    assert (code, shown.splitlines()[-1]) == (0, "1 applied. Converged: a new plan is empty.")
    assert (tmp_path / ".baasctl" / ".gitignore").read_text() == "*\n"

    code, shown, _ = shell("plan", "--detailed-exitcode")
    assert (code, shown.splitlines()[-1]) == (0, "No changes. Live is what the spec asks for (1 kind compared).")
    code, shown, _ = shell("apply", "plan.json")
    assert code == 6
    assert "stale" in shown
    code, _, said = shell("apply", "plan.json", "-o", "json")
    assert code == 6
    assert "stale" in said


def test_apply_without_consent_changes_nothing(shell: Shell) -> None:
    """No PLANFILE, no terminal, no --yes: exit 5."""
    code, shown, said = shell("apply")
    assert code == 5
    assert "Plan: 0 to add, 1 to change" in shown
    assert "no consent" in said
    assert shell("drift")[0] == 2


def test_drift_is_found_and_repaired(shell: Shell) -> None:
    """Exit 2 on drift, 0 after apply."""
    code, shown, _ = shell("drift", "-o", "json")
    assert code == 2
    document = json.loads(shown)
    assert document["x_baasctl"]["targets"][0]["exit_code"] == document["x_baasctl"]["exit_code"] == 2
    assert shell("apply", "--yes", "-o", "json")[0] == 0
    code, shown, _ = shell("drift")
    assert (code, shown.splitlines()[-1].split(".")[0]) == (0, "No changes")


def test_json_on_standard_output_is_json_and_nothing_else(shell: Shell) -> None:
    """A program can read every -o json, whatever is said beside it."""
    shell("apply", "--yes")
    for arguments in (["validate"], ["render"], ["plan"], ["drift"], ["explain", "dev/auth#/site_url"],
                      ["providers"], ["sandbox", "status"], ["doctor"]):  # fmt: skip
        code, shown, _ = shell(*arguments, "-o", "json")
        assert code == 0, arguments
        json.loads(shown)


def test_explain_tells_where_a_value_comes_from_and_goes(shell: Shell) -> None:
    """From file and line to the wire."""
    code, shown, _ = shell("explain", "dev/auth#/password/minimum_length")
    assert code == 0
    assert "baas.yaml:6:30" in shown
    assert "password_min_length" in shown


def test_adopt_writes_a_spec_whose_plan_is_empty(shell: Shell) -> None:
    """Law 2, from the command line; existing files are not overwritten."""
    code, shown, said = shell("adopt", "-t", "dev", "--out", "adopted", "--kinds", "auth", "--full")
    assert code == 0, said
    assert "adopted/baas.yaml" in shown
    code, shown, said = shell("plan", "-f", "adopted/baas.yaml", "--detailed-exitcode")
    assert (code, "No changes." in shown) == (0, True), shown + said
    assert shell("adopt", "-t", "dev", "--out", "adopted", "--kinds", "auth")[0] == 64
    assert shell("adopt", "-t", "dev", "--out", "other", "--kinds", "nope")[0] == 64
    assert shell("adopt", "--out", "other", "--kinds", "auth")[0] == 0


def test_the_token_is_in_no_output(shell: Shell, tmp_path: Path) -> None:
    """Law 7 for the credential in use; `sandbox status` and `env` are there to show the sandbox's own."""
    token = os.environ["SUPABASE_ACCESS_TOKEN"]
    for arguments in (["plan", "--out", "plan.json", "-v"], ["apply", "--yes"], ["drift"], ["doctor"], ["render"]):
        assert token not in "".join(map(str, shell(*arguments)))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if token in path.read_text(errors="replace")] == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("SUPABASE_ACCESS_TOKEN", "", 3), ("SUPABASE_ACCESS_TOKEN", "sbp_" + "0" * 40, 3),
     ("SUPABASE_PROJECT_REF", "zzzzzzzzzzzzzzzzzzzz", 1), ("BAASCTL_SUPABASE_API_URL", "http://127.0.0.1:9", 1)],
)  # fmt: skip
def test_a_plan_that_cannot_read_never_exits_0(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: int
) -> None:
    """No token, a wrong one, an unknown project, nobody there: 3 or 1, and never "no changes"."""
    monkeypatch.setattr(Retries, "_next_wait_s", lambda retries: 0.01)
    monkeypatch.setenv(name, value)
    found, shown, said = shell("plan", "--workers", "1")
    assert found == code, shown + said
    assert "No changes" not in shown
    assert shell("drift", "--workers", "1")[0] == code
    assert shell("apply", "--yes", "--workers", "1")[0] in {code, 5}


def test_diff_compares_two_live_targets(shell: Shell, tmp_path: Path) -> None:
    """Shown is what would make the second like the first."""
    other = lifecycle.add_project(Path(os.environ["BAASCTL_SANDBOX"]), "supabase")["id"]
    spec = SPEC.replace("targets:\n", f"targets:\n  stage: {{provider: supabase, project: {other}}}\n")
    (tmp_path / "baas.yaml").write_text(spec)
    assert shell("apply", "--yes", "-t", "dev")[0] == 0
    code, shown, _ = shell("diff", "dev", "stage")
    assert code == 2
    assert "/password/minimum_length" in shown
    assert "6 -> 12" in shown
    assert shown.startswith("stage against dev  supabase")
    assert shown.endswith("Difference: 1 resource differs, 0 only in dev, 0 only in stage.\n")
    assert "| `stage against dev` | 1 resource differs" in shell("diff", "dev", "stage", "-o", "markdown")[1]
    assert "stage against dev" in shell("diff", "dev", "stage", "-o", "html")[1]
    code, shown, _ = shell("diff", "dev", "dev")
    assert code == 0
    assert "No difference. dev is like dev" in shown


def test_diff_compares_live_with_a_git_revision(shell: Shell, tmp_path: Path) -> None:
    """What the spec asked for then, on whichever side it is named; an unknown revision or target is an error."""
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for arguments in (["init", "-q"], ["add", "baas.yaml"], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *arguments], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "baas.yaml").write_text(SPEC.replace("12", "14"))
    assert shell("apply", "--yes")[0] == 0
    code, shown, _ = shell("diff", "git:HEAD", "dev")
    assert code == 2
    assert "14 -> 12" in shown
    assert shell("diff", "dev", "git:HEAD")[1].split("\n")[1:] == shown.split("\n")[1:]
    assert shell("diff", "git:nowhere", "dev")[0] == 1
    assert shell("diff", "git:HEAD", "stage")[0] == shell("diff", "git:HEAD", "git:HEAD")[0] == 64


def test_base_tells_the_spec_from_drift(shell: Shell, tmp_path: Path) -> None:
    """Against a revision each field says who moved, with no ledger."""
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com"]
    assert shell("apply", "--yes")[0] == 0
    for arguments in (["init", "-q"], ["add", "baas.yaml"], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *arguments], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "baas.yaml").write_text(SPEC.replace("12", "14"))
    code, shown, _ = shell("plan", "--base", "HEAD")
    assert code == 0
    assert "spec changed" in shown


def test_sandbox_commands_speak_of_the_running_sandbox(shell: Shell) -> None:
    """Status as documented, env to eval, one JSON line for each request."""
    code, shown, _ = shell("sandbox", "status", "-o", "json")
    status = json.loads(shown)
    assert (code, set(status)) == (0, {"url", "token", "projects", "pid", "ministack", "ministack_python"})
    assert {"provider", "id", "postgres_url"} <= set(status["projects"][0])
    code, shown, _ = shell("sandbox", "env")
    assert f"export SUPABASE_ACCESS_TOKEN={status['token']}" in shown.splitlines()
    code, shown, _ = shell("sandbox", "project", "add", "supabase", "--option", "plan=free", "-o", "json")
    assert (code, json.loads(shown)["plan"]) == (0, "free")
    assert shell("sandbox", "project", "add", "supabase", "--option", "plan")[0] == 64
    shell("plan")
    code, shown, _ = shell("sandbox", "log")
    assert {"time", "method", "path", "status", "milliseconds", "bytes"} <= set(json.loads(shown.splitlines()[-1]))
    assert shell("sandbox", "reset")[0] == 5
    assert shell("sandbox", "status", "--data", "elsewhere")[0] == 1


def test_fidelity_says_also_what_there_is_not(shell: Shell) -> None:
    """As lines, and in JSON."""
    code, shown, _ = shell("sandbox", "status", "--fidelity")
    assert code == 0
    assert "PostgREST, GoTrue sign-in" in shown
    data = json.loads(shell("sandbox", "status", "--fidelity", "-o", "json")[1])
    assert data.keys() == {"behaviours", "not_simulated"}
    missing = data["not_simulated"]
    assert missing.keys() == {"supabase", "firebase", "amplify"}
    assert len(shown.splitlines()) == len(data["behaviours"]) + sum(2 + len(each) for each in missing.values())


def test_a_narrow_token_may_do_what_it_says(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan with it reads auth and nothing else; unknown permissions are refused with the known ones."""
    code, shown, _ = shell("sandbox", "token", "add", "auth_config_read", "project_admin_read")
    assert (code, shown[:4]) == (0, "sbp_")
    assert json.loads(shell("sandbox", "token", "add", "auth_config_read", "-o", "json")[1])["token"].startswith("sbp_")
    code, _, said = shell("sandbox", "token", "add", "nope")
    assert code == 1
    assert "auth_config_write" in said
    monkeypatch.setenv("SUPABASE_ACCESS_TOKEN", shown.strip())
    assert shell("plan")[0] == 0
    assert shell("apply", "--yes")[0] != 0


def test_it_serves_in_the_foreground_until_it_is_told_to_stop(tmp_path: Path) -> None:
    """The address first; then it answers; a signal, or `sandbox stop` from elsewhere, ends it in order."""
    for ends in ("signal", "stop"):
        data = tmp_path / ends
        command = [sys.executable, "-m", "baasctl", "sandbox", "start", "--foreground", "--data", str(data)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == lifecycle.status(data).url
            assert lifecycle.status(data).pid == process.pid
            if ends == "signal":
                process.send_signal(signal.SIGTERM)
            else:
                assert lifecycle.stop(data)
            assert process.wait(timeout=60) == 0
        assert not lifecycle.stop(data)


def test_a_firebase_project_beside_it(shell: Shell) -> None:
    """Made with options, shown by status, opened by tokens of its own; unknown providers are a usage error."""
    code, shown, _ = shell(
        "sandbox", "project", "add", "firebase", "demo-cli", "--option", "billing=false", "-o", "json"
    )
    assert (code, json.loads(shown)["plan"]) == (0, "spark")
    assert "project  firebase  demo-cli  spark\n" in shell("sandbox", "status")[1]
    assert "export FIREBASE_PROJECT=demo-cli\n" in shell("sandbox", "env")[1]
    code, shown, _ = shell("sandbox", "token", "add", "--provider", "firebase", "read", "firestore.googleapis.com")
    assert (code, shown[:5]) == (0, "ya29.")
    assert shell("sandbox", "token", "add", "--provider", "firebase", "write")[0] == 1
    assert shell("sandbox", "project", "add", "nobody")[0] == 64
