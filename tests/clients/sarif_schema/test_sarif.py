"""What baasctl prints as SARIF is SARIF 2.1.0 by the schema that Microsoft publishes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from baasctl.model.span import Span
from baasctl.report import as_sarif, lint_data
from tests.clients.npm_package import installed
from tests.golden import hostile
from tests.unit.report.test_lint_reports import HOSTILE, rules_section, section

pytestmark = pytest.mark.npm

HERE = Path(__file__).resolve().parent
RULES = """service cloud.firestore { match /databases/{d}/documents {
  // baasctl-ignore: open_read because it is a catalogue
  match /a/{b} { allow read; allow write: if request.auth.uid == b; }
} }"""
ACCEPTED = as_sarif.Suppression(kind="external", why="known", span=Span(file="b c.yaml", line=1, column=2))


@cache
def schema() -> Draft7Validator:
    file = installed(HERE) / "@microsoft" / "jest-sarif" / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json"
    return Draft7Validator(json.loads(file.read_text("utf-8")), format_checker=Draft7Validator.FORMAT_CHECKER)


@pytest.mark.parametrize(
    "log",
    [
        pytest.param(lambda: lint_data.to_sarif([section("x"), *HOSTILE]), id="findings"),
        pytest.param(lambda: lint_data.to_sarif([rules_section(RULES)]), id="accepted"),
        pytest.param(lambda: lint_data.to_sarif(()), id="rules"),
        pytest.param(
            lambda: as_sarif.to_data([as_sarif.Result(diagnostic=hostile.diagnostic(), accepted=ACCEPTED)]),
            id="validate",
        ),
    ],
)
def test_the_log_is_valid(log: Any) -> None:
    """Every member is where the standard has it, with a value that it allows."""
    assert [f"{each.json_path}: {each.message[:200]}" for each in schema().iter_errors(log())] == []
