"""The first minutes: init, schema, validate, providers, demo."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from baasctl.cli.main import main
from baasctl.sandbox import lifecycle

BROKEN = """\
baasctl: 1
targets: {dev: {provider: supabase, project: abcdefghijklmnopqrst}}
auth:
  passwort: {minimum_length: 12}
  sit_url: https://x.example.com
"""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SUPABASE_PROJECT_REF", "abcdefghijklmnopqrst")


def test_init_writes_a_spec_that_is_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The starter needs no repair, and the schema beside it is one."""
    assert main(["init"]) == 0
    assert capsys.readouterr().out == "baas.yaml\nbaasctl.schema.json\n"
    assert main(["validate"]) == 0
    assert capsys.readouterr().out == "valid: 1 resource on 1 target\n"
    jsonschema.Draft7Validator.check_schema(json.loads((tmp_path / "baasctl.schema.json").read_text()))


def test_every_commented_line_of_the_starter_is_valid(tmp_path: Path) -> None:
    """What a person uncomments first works."""
    assert main(["init"]) == 0
    spec = tmp_path / "baas.yaml"
    lines = spec.read_text().split("\n")
    shown = [line for line in lines[:2] if line.startswith("#")]
    rest = [line.replace("# ", "", 1) if _is_yaml(line) else line for line in lines[len(shown) :]]
    spec.write_text("\n".join([*shown, *rest]))
    assert "\nfunctions:\n" in spec.read_text()
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "confirmation.html").write_text("{{ .ConfirmationURL }}")
    (tmp_path / "functions" / "hello").mkdir(parents=True)
    (tmp_path / "functions" / "hello" / "index.ts").write_text("Deno.serve(() => new Response('hello'))")
    assert main(["validate"]) == 0


def _is_yaml(line: str) -> bool:
    text = line.strip()
    return text.startswith("#") and ":" in text and not text.startswith(("# The", "# A table", "# Only"))


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    """An existing spec stays, byte by byte; an existing schema too."""
    (tmp_path / "baas.yaml").write_text("mine")
    (tmp_path / "baasctl.schema.json").write_text("mine")
    assert main(["init"]) == 64
    assert main(["init", "-f", "other.yaml"]) == 0
    assert {path.read_text() for path in (tmp_path / "baas.yaml", tmp_path / "baasctl.schema.json")} == {"mine"}


def test_schema_prints_or_writes_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`schema` and `schema --out` agree."""
    assert main(["schema"]) == 0
    printed = capsys.readouterr().out
    assert main(["schema", "--out", "x.json"]) == 0
    assert (tmp_path / "x.json").read_text() == printed


def test_validate_reports_every_problem_at_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All problems at once, on standard error, sorted by place; no data on standard output."""
    (tmp_path / "baas.yaml").write_text(BROKEN)
    assert main(["validate"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    places = [line.split(": ")[0] for line in captured.err.splitlines() if line.startswith("baas.yaml:")]
    assert [place.split(":")[1] for place in places] == ["4", "5"]


@pytest.mark.parametrize("format_", ["json", "sarif"])
def test_validate_speaks_to_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str], format_: str) -> None:
    """The same problems, with the same places, as Terraform's validate JSON and as SARIF."""
    (tmp_path / "baas.yaml").write_text(BROKEN)
    assert main(["validate", "-o", format_]) == 1
    document = json.loads(capsys.readouterr().out)
    if format_ == "json":
        assert (document["valid"], document["error_count"]) == (False, 2)
        lines = [each["range"]["start"]["line"] for each in document["diagnostics"]]
    else:
        results = document["runs"][0]["results"]
        lines = [each["locations"][0]["physicalLocation"]["region"]["startLine"] for each in results]
        rules = {rule["id"] for rule in document["runs"][0]["tool"]["driver"]["rules"]}
        assert rules == {each["ruleId"] for each in results}
    assert lines == [4, 5]


@pytest.mark.parametrize("command", ["plan", "drift"])
def test_a_program_gets_its_report_also_when_the_spec_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """JSON says errored and why, a comment on a pull request shows it; the person at the log reads it too."""
    (tmp_path / "baas.yaml").write_text(BROKEN)
    assert main([command, "-o", "json"]) == 1
    captured = capsys.readouterr()
    document = json.loads(captured.out)
    assert (document["errored"], document["complete"], document["applyable"]) == (True, False, False)
    assert len(document["x_baasctl"]["targets"][0]["diagnostics"]) == 2
    assert "baas.yaml:4" in captured.err
    assert main([command, "-o", "markdown"]) == 1
    assert "sit_url" in capsys.readouterr().out
    assert main([command]) == 1
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("format_", ["text", "json", "markdown"])
def test_providers_prints_the_support_table(capsys: pytest.CaptureFixture[str], format_: str) -> None:
    """Every format, the whole table or one kind; unknown names are usage errors."""
    assert main(["providers", "-o", format_]) == 0
    everything = capsys.readouterr().out
    assert main(["providers", "supabase", "--kind", "policies", "-o", format_]) == 0
    assert "pg_policy" in everything
    assert 0 < len(capsys.readouterr().out) < len(everything)
    assert main(["providers", "nope"]) == main(["providers", "--kind", "nope"]) == 64


@pytest.mark.parametrize("address", ["dev", "dev/auth#site_url", "", "dev/nope", "dev/auth/x", "dev/functions",
                                     "dev/auth#/site_ur", "dev/auth#/password/minimum_length/x"])  # fmt: skip
def test_an_address_that_is_none_is_a_usage_error(address: str) -> None:
    """64, before anything is read."""
    assert main(["explain", address]) == 64


def test_doctor_without_a_spec_speaks_of_the_machine(capsys: pytest.CaptureFixture[str]) -> None:
    """Python, packages, clock and engine; a missing spec is no failure."""
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert "starts and stops" in shown
    assert "there is no baas.yaml here" in shown


def test_sandbox_starts_and_stops_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`start` prints the address; a second start on the folder is refused; `reset` removes what is its own only."""
    assert main(["sandbox", "start", "-q"]) == 0
    url = capsys.readouterr().out.strip()
    try:
        assert url == lifecycle.status(tmp_path / ".baasctl" / "sandbox").url
        assert (tmp_path / ".baasctl" / ".gitignore").exists()
        assert main(["sandbox", "start"]) == 1
        assert "SANDBOX" in capsys.readouterr().err
        assert main(["sandbox", "stop"]) == main(["sandbox", "stop"]) == 0
        assert main(["sandbox", "reset", "--data", str(tmp_path), "--yes"]) == 1
    finally:
        assert main(["sandbox", "reset", "--yes"]) == 0
    assert not (tmp_path / ".baasctl" / "sandbox").exists()


def test_sandbox_run_hands_back_the_code_of_its_command(capfd: pytest.CaptureFixture[str]) -> None:
    """The command sees a project and a token, and nothing is left behind."""
    program = "import os, sys; print(os.environ['SUPABASE_PROJECT_REF']); sys.exit(7)"
    assert main(["sandbox", "run", "--", "python3", "-c", program]) == 7
    assert len(capfd.readouterr().out.strip()) == 20


@pytest.mark.slow
def test_the_demo_tells_its_story_to_the_end(capfd: pytest.CaptureFixture[str]) -> None:
    """Plan, apply, empty plan, drift, repair; each step checks its own exit code."""
    assert main(["demo"]) == 0
    assert capfd.readouterr().out.count("No changes.") == 2


@pytest.mark.parametrize("arguments", [["init", "-f", "nowhere/baas.yaml"], ["schema", "--out", "nowhere/x.json"]])
def test_a_file_that_cannot_be_written_is_named(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Path, reason and hint, exit 1; not a bug of ours."""
    assert main(arguments) == 1
    error = capsys.readouterr().err
    assert "PLAN094" in error
    assert f"{arguments[-1]}: No such file or directory" in error
