"""What a provider is like is said in its own folder."""

from __future__ import annotations

import re

from baasctl.providers import registry
from tests.unit.structure.source_tree import ROOT

STAGES = ("load", "resolve", "render", "read", "normalise", "diff", "plan", "apply", "adopt", "report",
          "access/testing", "access_trials.py", "linting.py", "pipeline.py")  # fmt: skip


def test_no_stage_knows_a_provider_by_name() -> None:
    """A new provider is an addition in its own folder: no stage, nor the trying of access tests, looks one up."""
    names = re.compile("|".join(f"""["']{name}["']""" for name in registry.NAMES))
    places = [ROOT / "baasctl" / stage for stage in STAGES]
    found = [path for place in places for path in (place.rglob("*.py") if place.is_dir() else (place,))]

    assert len(found) > len(STAGES)
    assert [str(path) for path in found if names.search(path.read_text())] == []
