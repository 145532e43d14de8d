"""Law 12 on PostgreSQL: a rendered rule never allows what the section denies."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.access.portable.deciding import decides
from baasctl.access.portable.exploring import explore
from baasctl.access.row_security.bare import bare
from baasctl.access.row_security.judge import RowSecurityJudge
from baasctl.access.row_security.sketch import sketch
from baasctl.model.access import AccessSection
from baasctl.model.problems import Problems
from baasctl.model.state import DesiredState
from baasctl.pipeline import render
from baasctl.render.access import section_of
from baasctl.run import Run

SECTIONS: dict[str, Any] = yaml.safe_load(
    (Path(__file__).resolve().parents[1] / "cases" / "access" / "row_security" / "law_12.yaml").read_text("utf-8")
)
SEED = 12
MOST = 600


def rendered(section: dict[str, Any], folder: Path) -> tuple[AccessSection, DesiredState]:
    """The section as it was read, and the state that it becomes."""
    targets = {"prod": {"provider": "supabase", "project": "abcdefghijklmnopqrst"}}
    file = folder / "baas.yaml"
    file.write_text(yaml.safe_dump({"baasctl": 1, "targets": targets, "access": section}, sort_keys=False))
    (one,) = render(Run(file=file))
    written = next(each for each in one.spec.resources if each.address.kind == "access")
    read = section_of(written, one.support, one.spec.target, Problems())
    assert read is not None
    return read, one.desired


@pytest.mark.parametrize("name", SECTIONS)
def test_nothing_gets_through_that_the_section_denies(name: str, tmp_path: Path, record_property: Any) -> None:
    """PostgreSQL allows nothing that the section denies, and nothing less than it allows."""
    section, desired = rendered(SECTIONS[name], tmp_path)
    probes = explore(section, seed=SEED, most=MOST)
    with RowSecurityJudge.open(bare((sketch(section),)), desired.resources, desired.emptied) as judge:
        verdicts = judge.judge(probes)
    answers = [(decides(section, probe), verdict) for probe, verdict in zip(probes, verdicts, strict=True)]
    counts = Counter((wanted, verdict.allowed) for wanted, verdict in answers)
    for key, value in {"seed": SEED, "probes": len(probes), "counts": str(dict(counts))}.items():
        record_property(key, value)

    wider = [
        (probe, verdict)
        for probe, (wanted, verdict) in zip(probes, answers, strict=True)
        if wanted is False and verdict.allowed
    ]
    narrower = [
        (probe, verdict)
        for probe, (wanted, verdict) in zip(probes, answers, strict=True)
        if wanted is True and verdict.allowed is False
    ]
    print(name, counts)
    assert wider == []
    assert narrower == []
