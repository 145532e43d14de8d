"""What Google's emulator counts of each expression (`:ruleCoverage`) is what our coverage says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from baasctl.access.portable.exploring import explore
from baasctl.access.probe import Exercised
from baasctl.access.rules_judges.emulator import EmulatorJudge
from baasctl.access.rules_judges.evaluator import EvaluatorJudge
from baasctl.engines.firestore_emulator.server import FirestoreEmulator
from baasctl.model.probe import Probe
from baasctl.workers import ThreadWorkers
from tests.clients.firestore_emulator.test_judges import PROBES, RULES
from tests.laws.access_specs import Drawing, rendered, spec_text

pytestmark = pytest.mark.java

Counted = Mapping[tuple[int, int], Mapping[str, frozenset[str]]]
SEEDS = (1000, 1001)


def counted(source: str, reports: Sequence[Sequence[Any]]) -> Counted:
    """By line and column, then by text: what expressions came to, of several copies of a ruleset."""
    found: dict[tuple[int, int], dict[str, frozenset[str]]] = {}
    for node in (each for report in reports for each in _nodes(report)):
        place = node["sourcePosition"]
        text = _words(source[place.get("currentOffset", 0) : place["endOffset"] + 1])
        here = found.setdefault((place["line"], place["column"]), {})
        here[text] = here.get(text, frozenset()) | frozenset(_outcomes(node))
    return found


def _nodes(nodes: Sequence[Any]) -> Iterator[Any]:
    for node in nodes:
        yield node
        yield from _nodes(node.get("children", ()))


def _words(text: str) -> str:
    """White space is one blank; Google's places end before last brackets."""
    return " ".join(text.split()).rstrip(" ()[]")


def _outcomes(node: Any) -> Iterator[str]:
    """As a boolean or a failure; before a document is read, what needs it is undefined without a cause."""
    for value in (each.get("value", {}) for each in node.get("values", ())):
        if "boolValue" in value:
            yield "true" if value["boolValue"] else "false"
        elif value.get("undefined", {}).get("causeMessage"):
            yield "error"


def as_google_counts(part: Exercised, google: Counted) -> frozenset[str]:
    """What Google counted of a part; of a whole condition it is the longest expression that begins there."""
    here = google.get((part.line, part.column), {})
    return here.get(_words(part.part) if part.part else max(here, key=len, default=""), frozenset())


def pairs(
    emulator: FirestoreEmulator, source: str, probes: Sequence[Probe]
) -> Iterator[tuple[Exercised, frozenset[str]]]:
    """Each part as we have it, and what Google counted of it."""
    google, ours = EmulatorJudge(emulator.address, source, workers=ThreadWorkers()), EvaluatorJudge(source)
    google.judge(probes)
    ours.judge(probes)
    counts = counted(source, google.reports())
    google.close()
    yield from ((each, as_google_counts(each, counts)) for each in ours.coverage() if "other" not in each.outcomes)


def test_google_counts_what_our_coverage_says(emulator: FirestoreEmulator, tmp_path: Path) -> None:
    """Each condition and each part of one: never evaluated, true, false, or an error.

    What a document decides Google evaluates once before it has the document, and then also what stands behind: there
    it may count more. It never counts less, so that no part is called exercised which Google says was not.
    """
    found = list(pairs(emulator, RULES, [probe for probe, _ in PROBES]))
    assert [each for each in found if each[0].outcomes != each[1]] == []

    for seed in SEEDS:
        section, state = rendered(spec_text(Drawing(seed).section()), tmp_path)
        source = str(state.resources[0].attributes["source"])
        found += pairs(emulator, source, explore(section, seed=seed, most=60))

    assert [each for each in found if not each[0].outcomes <= each[1]] == []
    differing = sum(part.outcomes != counts for part, counts in found)
    assert differing < len(found) / 20
    assert len(found) > 100
