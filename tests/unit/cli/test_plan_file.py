"""Plan files: what was shown is what is applied."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from baasctl.cli import plan_file
from baasctl.cli.main import main
from baasctl.model.errors import PlanRefused, PlanStale, UsageError
from baasctl.model.plan import Plan
from baasctl.report import as_json
from baasctl.report.section import Section
from tests.golden import hostile, realistic_plan


def written(path: Path, *plans: Plan) -> Path:
    sections = [Section(target=plan.target.name, plan=plan) for plan in plans]
    path.write_text(as_json.to_text(as_json.plan_data(sections, 0, realistic_plan.MADE_AT)))
    return path


@pytest.mark.parametrize("plan", [realistic_plan.plan(), realistic_plan.incomplete(), hostile.plan()])
def test_reading_gives_back_what_was_written(tmp_path: Path, plan: Plan) -> None:
    """load(save(plan)) == plan, also through the JSON report."""
    read = plan_file.read(written(tmp_path / "plan.json", plan, plan))
    assert read == (plan, plan)
    assert plan_file.digest(read) == plan_file.digest((plan, plan)) != plan_file.digest((plan,))


def test_an_edited_plan_is_refused(tmp_path: Path) -> None:
    """A plan that was shown to nobody is not applied."""
    path = written(tmp_path / "plan.json", realistic_plan.plan())
    path.write_text(path.read_text().replace("https://app.example.com", "https://evil.example.com"))
    with pytest.raises(PlanStale, match="it was edited"):
        plan_file.read(path)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"x_baasctl": {}}', '{"x_baasctl": {"targets": []}}', '{"x_baasctl": {"targets": [1]}}',
     '{"x_baasctl": {"targets": [{"plan": 1}]}}', '{"x_baasctl": {"targets": [{"plan": {"target": {}}}]}}',
     '{"format_version": "1.2", "resource_changes": []}', "\x00\xff", "[" * 100_000],
)  # fmt: skip
def test_garbage_is_no_plan(tmp_path: Path, content: str) -> None:
    """Any other file is refused with its path and a hint, and exit code 6."""
    path = tmp_path / "plan.json"
    path.write_text(content)
    with pytest.raises(PlanStale) as raised:
        plan_file.read(path)
    assert str(path) in str(raised.value)
    assert raised.value.diagnostics[0].hint


def test_every_member_of_a_plan_is_checked(tmp_path: Path) -> None:
    """A plan with a member of the wrong type, or too many, is refused and not half understood."""
    document = json.loads(written(tmp_path / "plan.json", realistic_plan.plan()).read_text())
    exact = document["x_baasctl"]["targets"][0]["plan"]
    for name in exact:
        broken = json.loads(json.dumps(document))
        broken["x_baasctl"]["targets"][0]["plan"][name] = [[{"nonsense": 1}]]
        path = tmp_path / "broken.json"
        path.write_text(json.dumps(broken))
        with pytest.raises(PlanStale):
            plan_file.read(path)


def test_a_file_with_a_target_that_failed_is_refused(tmp_path: Path) -> None:
    """Half of what was asked for is not applied silently."""
    path = tmp_path / "plan.json"
    path.write_text(as_json.to_text(as_json.plan_data(realistic_plan.sections(), 3, realistic_plan.MADE_AT)))
    with pytest.raises(PlanRefused, match="dev"):
        plan_file.read(path)


def test_a_missing_file_is_a_usage_error(tmp_path: Path) -> None:
    """64, with the path."""
    with pytest.raises(UsageError, match=r"nowhere\.json"):
        plan_file.read(tmp_path / "nowhere.json")


def test_another_digest_than_the_expected_one_is_refused(tmp_path: Path) -> None:
    """What was approved is what is applied."""
    plan = realistic_plan.plan()
    plan_file.check_expected((plan,), plan_file.digest((plan,)))
    plan_file.check_expected((plan,), None)
    with pytest.raises(PlanStale):
        plan_file.check_expected((replace(plan, skipped=()),), plan_file.digest((plan,)))


@pytest.mark.parametrize("option", [["--allow", "DOWNTIME"], ["-t", "prod"], ["--secrets", "skip"]])
def test_what_plan_decides_cannot_be_changed_at_apply(tmp_path: Path, option: list[str]) -> None:
    """Options of `plan` beside a PLANFILE are usage errors."""
    path = written(tmp_path / "plan.json", realistic_plan.plan())
    assert main(["apply", str(path), *option]) == 64


def test_a_refused_plan_is_not_applied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither --yes nor a file makes a refusal go away; nothing is sent."""
    path = written(tmp_path / "plan.json", realistic_plan.plan())
    assert main(["apply", str(path), "--yes"]) == 5
    error = capsys.readouterr().err
    assert "PLAN010" in error
    assert "--allow MAY_WIDEN_ACCESS" in error
