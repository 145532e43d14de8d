"""Lints of rules of Firebase: what they find, at which place of the text, with which request, and what accepts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.access.facts import Facts, facts_of
from baasctl.access.lints.ignoring import Sifted, sift
from baasctl.access.lints.registry import FOLDERS, kinds_for, rule
from baasctl.access.lints.remarks import remarks_of
from baasctl.access.lints.rule import findings
from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.model.value import freeze

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "lints" / "firebase_rules"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
FIRESTORE = "service cloud.firestore {\nmatch /databases/{database}/documents {\n"
STORAGE = "service firebase.storage {\nmatch /b/{bucket}/o {\n"
AROUND = {
    "firestore": ("firestore_rules", f"rules_version = '2';\n{FIRESTORE}"),
    "storage": ("storage_rules", f"rules_version = '2';\n{STORAGE}"),
}
LINES_BEFORE = 3


def by_lint() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        found |= yaml.safe_load(file.read_text("utf-8"))
    return found


CASES = [
    pytest.param(lint, case, id=f"{lint}-{case['why']}".replace(" ", "_"))
    for lint, cases in by_lint().items()
    for case in cases
]


def facts(texts: Mapping[str, str], indexes: Sequence[Mapping[str, str]] = ()) -> Facts:
    found = [
        Resource(address=Address("prod", kind, ("(default)",)), attributes={"source": text})
        for kind, text in texts.items()
    ]
    found += [
        Resource(address=Address("prod", "indexes", ("(default)", str(number))), attributes=freeze(each))  # type: ignore[arg-type]
        for number, each in enumerate(indexes)
    ]
    return facts_of(found, kinds_for("firebase"), "firebase", NOW)


def texts_of(case: Mapping[str, Any]) -> dict[str, str]:
    texts = {kind: f"{text}{case[name]}}} }}\n" for name, (kind, text) in AROUND.items() if name in case}
    return texts | case.get("whole", {}) | ({"database_rules": case["database"]} if "database" in case else {})


def sifted(lint: str, case: Mapping[str, Any]) -> Sifted:
    judged = facts(texts_of(case), case.get("indexes", ()))
    return sift(findings(rule(lint), judged), (), remarks_of(judged))


@pytest.mark.parametrize(("lint", "case"), CASES)
def test_a_lint_finds_what_the_case_says(lint: str, case: dict[str, Any]) -> None:
    """Places, words, hints, the request that proves it, and what comments accept are those of the case."""
    found = sifted(lint, case)
    before = 0 if "database" in case or "whole" in case else LINES_BEFORE
    places = [f"{each.line - before}:{each.column}" if each.line else each.address.local for each in found.findings]
    assert places == case["finds"]
    assert [f"{each.line - before}:{each.column}" for each, _ in found.ignored] == case.get("ignored", [])
    assert (found.unused, found.unexplained) == ((), ())
    for text in case.get("says", ()):
        assert any(text in each.detail for each in found.findings), [each.detail for each in found.findings]
    for text in case.get("hints", ()):
        assert text in [each.hint for each in found.findings]
    witnesses = [each.witness.text for each in found.findings if each.witness]
    if "witness" in case:
        assert case["witness"] in witnesses


def test_every_lint_has_a_hit_a_near_miss_and_an_accepted_case() -> None:
    """No lint is there without proof in both directions."""
    cases = by_lint()
    assert sorted(cases) == sorted(FOLDERS["firebase_rules"])
    for lint, each in cases.items():
        assert any(case["finds"] for case in each), lint
        assert any(not case["finds"] and "ignored" not in case for case in each), lint
        assert any(case.get("ignored") for case in each), lint


def test_what_validate_says_of_a_spec_is_not_said_again() -> None:
    """Warnings of Google's compiler are findings of live rules only."""
    text = AROUND["firestore"][1] + "match /a/{b} { allow get: if requst.auth != null; } } }"
    live = Resource(address=Address("prod", "firestore_rules", ("(default)",)), attributes={"source": text})
    for resource, count in ((live, 1), (replace(live, declared_at=Span(file="b.yaml", line=1, column=1)), 0)):
        judged = facts_of([resource], frozenset({"firestore_rules"}), "firebase", NOW)
        assert len(list(findings(rule("compiler_warning"), judged))) == count
