"""Each lint finds what it is for, and leaves alone what only looks like it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.access.database import database_of
from baasctl.access.facts import Facts, facts_of
from baasctl.access.lints.ignoring import Sifted, sift
from baasctl.access.lints.registry import FOLDERS, NAMES, all_rules, judge, kinds_for, not_judged, rule
from baasctl.access.lints.rule import findings
from baasctl.kinds.registry import NAMES as REGISTERED
from baasctl.kinds.registry import kind
from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.spec import IgnoredLint
from baasctl.model.value import freeze

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "lints"
KINDS = kinds_for("supabase") | {"hosting", "remote_config"}
DEPTHS = {
    "auth": 0,
    "data_api": 0,
    "hosting": 0,
    "remote_config": 0,
    "tables": 1,
    "database_functions": 1,
    "buckets": 1,
    "views": 1,
    "policies": 2,
    "grants": 2,
}


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


def leaves(
    found: Mapping[str, Any], depth: int, segments: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    if depth == 0:
        yield segments, found
        return
    for key, member in found.items():
        yield from leaves(member, depth - 1, (*segments, key))


def facts(resources: Mapping[str, Any], told: Mapping[str, Any] | None = None) -> Facts:
    at = (
        (Address("prod", name, segments), attributes)
        for name, section in resources.items()
        for segments, attributes in leaves(section, DEPTHS[name])
    )
    found = [
        Resource(
            address=address, attributes=freeze(attributes or {}), facts=freeze((told or {}).get(address.local, {}))
        )  # type: ignore[arg-type]
        for address, attributes in at
    ]
    return facts_of(found, KINDS, "supabase")


def sifted(lint: str, case: Mapping[str, Any]) -> Sifted:
    accepted = [IgnoredLint(lint=lint, address=at, reason=why) for at, why in case.get("ignore", {}).items()]
    return sift(findings(rule(lint), facts(case["resources"], case.get("facts"))), accepted)


@pytest.mark.parametrize(("lint", "case"), CASES)
def test_a_lint_finds_what_the_case_says(lint: str, case: dict[str, Any]) -> None:
    """Findings, their words and hints, and what is accepted are those of the case."""
    found = sifted(lint, case)
    hits = [
        f"{hit.resource.address.local} {hit.path}".strip()
        for hit in rule(lint).hits(facts(case["resources"], case.get("facts")))
    ]

    assert (hits if "ignore" not in case else [each.address.local for each in found.findings]) == case["finds"]
    assert [one.address.local for one, _ in found.ignored] == case.get("ignored", [])
    assert found.unused == ()
    for text in case.get("says", ()):
        assert any(text in each.detail for each in found.findings), text
    for text in case.get("hints", ()):
        assert text in [each.hint for each in found.findings]


def test_every_lint_has_a_hit_a_near_miss_and_an_accepted_case() -> None:
    """No lint is there without proof in both directions."""
    cases = by_lint()
    elsewhere = {*FOLDERS["firebase_rules"], *FOLDERS["amplify_rules"]}
    assert sorted(cases) == sorted(set(NAMES) - elsewhere)
    for lint, each in cases.items():
        assert any(case["finds"] for case in each), lint
        assert any(not case["finds"] and "ignore" not in case for case in each), lint
        assert any(case.get("ignored") for case in each), lint


def test_lints_are_told_apart() -> None:
    """Numbers and names are unique, in order, and a name is that of its module."""
    rules = all_rules()
    assert [each.name for each in rules] == list(NAMES)
    numbers = [each.number for each in rules]
    assert numbers == sorted(set(numbers))
    assert {each.code for each in rules} == {f"LINT{number:03}" for number in numbers}


def test_a_lint_without_its_facts_is_named_not_silent() -> None:
    """Where a kind could not be read its lints find nothing, and are listed."""
    nothing = facts_of([], frozenset({"policies"}), "supabase")
    assert list(judge(nothing)) == []
    of_supabase = {each.name for each in all_rules() if each.is_about("supabase")}
    assert {each.name for each in not_judged(nothing, KINDS)} == of_supabase - {
        "multiple_permissive_policies",
        "rls_references_user_metadata",
    }
    assert {kind for each in not_judged(nothing, frozenset({"auth", "buckets"})) for kind in each.needs} == {
        "auth",
        "buckets",
    }


def test_what_accepts_nothing_is_told() -> None:
    """An accepted finding that is gone, or a misspelt address, does not stay in the spec unseen."""
    accepted = [
        IgnoredLint(lint="rls_enabled_no_policy", address=at, reason="r") for at in ("tables/public.a", "tables/b")
    ]
    found = sift(findings(rule("rls_enabled_no_policy"), facts({"tables": {"public.a": {"rls": True}}})), accepted)
    assert found.findings == ()
    assert [each.address for each in found.unused] == ["tables/b"]


def test_names_that_cannot_be_read_are_no_facts() -> None:
    """Addresses come from files and servers; what is no name of an object tells nothing and breaks nothing."""
    odd = {"tables": {"a.b.c": {"rls": True}}, "database_functions": {"'": {}, "a.b.c()": {}}}
    found = database_of(facts({**odd, "policies": {"a.b.c": {"p": {}}}, "grants": {"": {"anon": {}}}}))
    assert (found.tables, found.policies, found.grants) == ({}, (), {})


def test_the_facts_come_from_kinds_that_exist() -> None:
    """A kind that was renamed would leave its lints without facts."""
    assert set(DEPTHS) == KINDS
    assert {name: kind(name).depth for name in REGISTERED if name in KINDS}.items() <= DEPTHS.items()
    assert set(REGISTERED) >= KINDS
