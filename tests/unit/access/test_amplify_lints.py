"""Lints about apps of Amplify: what they find, where, with which request, and what accepts it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from baasctl.model.spec import IgnoredLint
from baasctl.model.value import freeze

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "lints" / "amplify_rules"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
DEPTHS = {"auth": 0, "graphql_api": 0, "buckets": 1, "roles": 1, "functions": 1, "storage_access": 2}


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


def leaves(found: Mapping[str, Any], depth: int, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if depth == 0:
        yield at, found
        return
    for key, member in found.items():
        yield from leaves(member, depth - 1, (*at, key))


def facts(case: Mapping[str, Any]) -> Facts:
    resources = dict(case.get("resources", {}))
    if "rules" in case:
        resources["graphql_api"] = {"models": {"Post": {"rules": case["rules"]}}}
    found = [
        Resource(address=Address("web", kind, segments), attributes=freeze(attributes or {}))  # type: ignore[arg-type]
        for kind, section in resources.items()
        for segments, attributes in leaves(section, DEPTHS[kind])
    ]
    return facts_of(found, kinds_for("amplify"), "amplify", NOW)


def sifted(lint: str, case: Mapping[str, Any]) -> Sifted:
    accepted = [IgnoredLint(lint=lint, address=at, reason=why) for at, why in case.get("ignore", {}).items()]
    judged = facts(case)
    return sift(findings(rule(lint), judged), accepted, remarks_of(judged))


@pytest.mark.parametrize(("lint", "case"), CASES)
def test_a_lint_finds_what_the_case_says(lint: str, case: dict[str, Any]) -> None:
    """Places, words, the request that proves it, and what the spec or a comment accepts are those of the case."""
    found = sifted(lint, case)
    if "rules" in case:
        assert [f"{each.line}:{each.column}" for each in found.findings] == case["finds"]
        assert [f"{each.line}:{each.column}" for each, _ in found.ignored] == case.get("ignored", [])
    else:
        assert [f"{each.address.local} {each.path}" for each in found.findings] == case["at"]
        assert [each.address.local for each, _ in found.ignored] == case.get("ignored", [])
    assert (found.unused, found.unexplained) == ((), ())
    for text in case.get("says", ()):
        assert any(text in each.detail for each in found.findings), [each.detail for each in found.findings]
    if "witness" in case:
        assert case["witness"] in [each.witness.text for each in found.findings if each.witness]


def test_every_lint_has_a_hit_a_near_miss_and_an_accepted_case() -> None:
    """No lint is there without proof in both directions."""
    cases = by_lint()
    assert sorted(cases) == sorted(FOLDERS["amplify_rules"])
    for lint, each in cases.items():
        assert any(case.get("finds") or case.get("at") for case in each), lint
        assert any(not (case.get("finds") or case.get("at") or "ignored" in case) for case in each), lint
        assert any(case.get("ignored") for case in each), lint


def test_lints_of_amplify_ask_for_kinds_that_amplify_has() -> None:
    """A kind that was renamed would leave its lints without facts."""
    assert kinds_for("amplify") >= DEPTHS.keys()


def test_a_model_of_a_thousand_fields_is_judged_field_by_field() -> None:
    """Rules of models are weighed once for each model, not again for each of its fields."""
    one = "@auth(rules: [{allow: private, operations: [read, update]}])"
    members = "".join(f"  f{number}: String {one}\n" for number in range(1000))
    judged = facts({"rules": f"type Post @model @auth(rules: [{{allow: owner}}]) {{\n{members}}}\n"})

    assert len(list(findings(rule("field_rule_opens"), judged))) == 1000
    assert list(findings(rule("open_model_write"), judged)) == []
