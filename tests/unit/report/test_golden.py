"""What a person sees, compared byte by byte. BAASCTL_GOLDEN=write writes the files again."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from baasctl.report import as_html, as_json, as_markdown, as_text, results_as_text
from baasctl.report.colour import Colour
from baasctl.report.section import Section
from tests.golden import realistic_plan

FOLDER = Path(__file__).parents[2] / "golden"
SECTIONS = realistic_plan.sections()
RESULTS = (Section(target="prod", plan=realistic_plan.plan(), result=realistic_plan.result(), exit_code=4),)
REPORTS: dict[str, Callable[[], str]] = {
    "plan.txt": lambda: as_text.plans(SECTIONS),
    "plan.colour.txt": lambda: as_text.plans(SECTIONS, Colour(is_on=True)),
    "plan.md": lambda: as_markdown.plans(SECTIONS),
    "plan.html": lambda: as_html.plans(SECTIONS),
    "plan.json": lambda: as_json.to_text(as_json.plan_data(SECTIONS, 5, realistic_plan.MADE_AT)),
    "result.txt": lambda: results_as_text.results(RESULTS),
    "result.json": lambda: as_json.to_text(as_json.result_data(RESULTS, 4)),
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_the_one_that_was_reviewed(name: str) -> None:
    """A change of any report shows in a diff that a person reads."""
    path = FOLDER / name
    report = REPORTS[name]()
    if os.environ.get("BAASCTL_GOLDEN") == "write":
        path.write_text(report, encoding="utf-8")
    assert report == path.read_text(encoding="utf-8")


def test_colour_only_adds_colour() -> None:
    """A plan makes sense without colour: every word and space is the same."""
    import re

    coloured = REPORTS["plan.colour.txt"]()
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == REPORTS["plan.txt"]()
