"""Law 12 on Google's own engine: rules rendered from the `access` section allow nothing that the section denies."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from baasctl.access.portable.deciding import decides
from baasctl.access.portable.exploring import explore
from baasctl.access.rules_judges.emulator import EmulatorJudge
from baasctl.engines.firestore_emulator.server import FirestoreEmulator
from baasctl.model.probe import Operation, Probe, Who, WhoKind
from tests.laws.access_specs import Drawing, rendered, spec_text

pytestmark = pytest.mark.java

SEED = int(os.environ.get("BAASCTL_ACCESS_SEED", "1000"))
SPECS = int(os.environ.get("BAASCTL_ACCESS_SPECS", "8"))
REQUESTS = int(os.environ.get("BAASCTL_ACCESS_REQUESTS", "60"))


def test_google_allows_nothing_that_the_section_denies(
    emulator: FirestoreEmulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Specs are drawn from a seed; every rendered ruleset compiles without a warning, and no request is let through."""
    outcomes: Counter[str] = Counter()
    wider = []
    for seed in range(SEED, SEED + SPECS):
        section, state = rendered(spec_text(Drawing(seed).section()), tmp_path)
        (resource,) = state.resources
        source = str(resource.attributes["source"])
        assert emulator.compile(source) == (), source
        judge = EmulatorJudge(emulator.address, source)
        probes = explore(section, seed=seed, most=REQUESTS)
        for probe, verdict in zip(probes, judge.judge(probes), strict=True):
            wanted = decides(section, probe)
            outcomes[f"section {wanted}, Google {verdict.allowed}"] += 1
            if verdict.allowed and wanted is False:
                wider.append((seed, probe))
        judge.close()
    with capsys.disabled():
        print(f"\nlaw 12 on Google's emulator: seed {SEED}, {SPECS} specs, {sum(outcomes.values())} requests,"
              f" {len(wider)} allowed more; {dict(sorted(outcomes.items()))}")  # fmt: skip
    assert wider == []
    assert outcomes["section True, Google True"]


def test_an_error_of_a_lookup_hides_no_other(emulator: FirestoreEmulator, tmp_path: Path) -> None:
    """The emulator loses an error left of `&&` beside failing lookups: rendered checks of fields are never errors."""
    section, state = rendered(spec_text(Drawing(5006).section()), tmp_path)
    (resource,) = state.resources
    ada = Who(kind=WhoKind.USER, uid="ada")
    probe = Probe(who=ada, operation=Operation.UPDATE, resource="notes", row="1", existing={}, new={"rank": 2})
    assert decides(section, probe) is False

    judge = EmulatorJudge(emulator.address, str(resource.attributes["source"]))
    (verdict,) = judge.judge([probe])
    judge.close()

    assert verdict.allowed is False
