"""What our checks say of rules is what Google's compiler said of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.access.rules.functions import FUNCTIONS as EVALUATED
from baasctl.access.rules.methods import METHODS as EVALUATED_METHODS
from baasctl.engines.rules_language.checking import checked
from baasctl.engines.rules_language.mistake import Weight
from baasctl.engines.rules_language.services import Profile
from baasctl.engines.rules_language.standard_library import FUNCTIONS, METHODS

RECORDED = yaml.safe_load(Path(__file__).with_name("compiler_says.yaml").read_text("utf-8"))
CONDITION = """rules_version = '2';
service cloud.firestore {{ match /databases/{{db}}/documents {{ match /t/{{id}} {{ allow get: if
{}
; }} }} }}"""
STORAGE = "rules_version = '2'; service firebase.storage {{ match /b/{{bucket}}/o {{ allow {}: if {}; }} }}"


def says(text: str, profile: Profile = Profile.EMULATOR) -> list[str]:
    """As the recording has it: beside errors, the compiler calls its warnings errors too."""
    found = checked(text, profile)
    is_refused = any(each.weight is Weight.ERROR for each in found)
    return sorted(f"{'E' if is_refused else 'W'} {each.line}:{each.column} {each.reason}" for each in found)


@pytest.mark.parametrize("condition", RECORDED["conditions"])
def test_a_condition_has_the_mistakes_that_google_finds(condition: str) -> None:
    """Names, counts of arguments, types and patterns: severity, place and words."""
    assert says(CONDITION.format(condition)) == sorted(RECORDED["conditions"][condition])


@pytest.mark.parametrize("case", RECORDED["rulesets"], ids=range(len(RECORDED["rulesets"])))
def test_a_ruleset_has_the_mistakes_that_google_finds(case: dict[str, Any]) -> None:
    """Functions and their scopes, limits, wildcards, versions and services."""
    assert says(case["text"]) == sorted(case["says"])


def test_compiler_and_evaluator_know_the_same_names() -> None:
    """A function that is added to one of them is added to both."""
    assert {name for name in EVALUATED if name != "debug"} == set(FUNCTIONS)
    assert {name for kind, name in EVALUATED_METHODS if kind != "constraint"} == set(METHODS)


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (Profile.PRODUCTION, []),
        (Profile.EMULATOR, ["W 1:86 Invalid variable name: firestore.", "W 1:96 Invalid function name: exists."]),
    ],
)
def test_storage_reads_documents_in_production_alone(profile: Profile, expected: list[str]) -> None:
    """The emulator's compiler does not know `firestore.exists`, which production has."""
    assert says(STORAGE.format("read", "firestore.exists(/databases/(default)/documents/a/b)"), profile) == expected


def test_what_a_production_ruleset_may_not_be() -> None:
    """More than 256 KB; the emulator takes any size."""
    text = STORAGE.format("get", "true") + "\n" * 262_144
    assert [each.reason[:48] for each in checked(text)] == ["Total size of sources must be smaller than 26214"]
    assert checked(text, Profile.EMULATOR) == ()
