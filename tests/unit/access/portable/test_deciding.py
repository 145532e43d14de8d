"""The meaning of the portable section, case by case: `tests/cases/access/deciding.yaml`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.access.portable.deciding import decides
from baasctl.access.portable.exploring import explore
from baasctl.model.probe import Comparing, Filter, Operation, Probe, Query, Row, Special, Who, WhoKind
from tests.laws.access_specs import Drawing, rendered, spec_text

CASES = yaml.safe_load((Path(__file__).resolve().parents[3] / "cases" / "access" / "deciding.yaml").read_text("utf-8"))


def who_of(written: Any) -> Who:
    if written in ("anonymous", "service"):
        return Who(kind=WhoKind(written))
    if isinstance(written, str):
        return Who(kind=WhoKind.USER, uid=written)
    groups = tuple(written.get("groups", ()))
    return Who(kind=WhoKind.USER, uid=written["uid"], claims=frozen(written.get("claims", {})), groups=groups)


def frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: frozen(member) for name, member in value.items()}
    if isinstance(value, list):
        return tuple(map(frozen, value))
    return Special.NOW if value == "NOW" else value


def probe_of(asked: Mapping[str, Any]) -> Probe:
    filters = tuple(Filter(name, Comparing.EQUAL, value) for name, value in asked.get("where", {}).items())
    world = [Row(resource=row["of"], row=row["row"], values=frozen(row["values"])) for row in asked.get("world", ())]
    return Probe(
        who=who_of(asked["who"]),
        operation=Operation(asked["do"]),
        resource=asked.get("of", "posts"),
        row=asked.get("row", ""),
        existing=frozen(asked["existing"]) if "existing" in asked else None,
        new=frozen(asked["new"]) if "new" in asked else None,
        query=Query(filters=filters),
        world=tuple(world),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["why"]))
def test_the_section_means_what_is_written_about_it(case: dict[str, Any], tmp_path: Path) -> None:
    """Each request has the answer that the sentence gives."""
    section, _ = rendered(spec_text(case["access"]), tmp_path)

    answers = [
        (json.dumps(asked), decides(section, probe_of(asked), fills_in=asked.get("fills_in", True)))
        for asked in case["asked"]
    ]

    assert answers == [(json.dumps(asked), asked["answer"]) for asked in case["asked"]]


def test_the_same_seed_asks_the_same(tmp_path: Path) -> None:
    """Requests depend on nothing but the section, the seed and the bound, which holds."""
    section, _ = rendered(spec_text(Drawing(3).section()), tmp_path)

    assert explore(section, seed=5, most=300) == explore(section, seed=5, most=300)
    assert len(explore(section, seed=5, most=300)) == 300


def test_requests_reach_every_entry_in_both_directions(tmp_path: Path) -> None:
    """Every operation of every resource that an entry allows is asked with an answer of each sort."""
    section, _ = rendered(spec_text(Drawing(3).section()), tmp_path)

    found = {
        (probe.resource.split("/")[-1], probe.operation, decides(section, probe)) for probe in explore(section, seed=1)
    }

    for resource in section.resources:
        for operation in {operation for entry in resource.allow for operation in entry.operations}:
            name = resource.place.path.split("/")[-1]
            assert {(name, operation, True), (name, operation, False)} <= found
