"""Google's compiler, as its Firestore emulator has it, says what our checks say."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from baasctl.engines.firestore_emulator.compiling import Issue
from baasctl.engines.firestore_emulator.server import FirestoreEmulator
from baasctl.engines.rules_language.checking import checked
from baasctl.engines.rules_language.mistake import Weight
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.engines.rules_language.services import Profile
from tests.clients.firestore_emulator.rulesets import mutants, written
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import FirebaseProject

pytestmark = pytest.mark.java

RULESETS = written()
HARMLESS = re.compile(
    r"Invalid variable name: firestore\.|Incorrect number of arguments .* (get|exists)\.|Ruleset uses old version"
)
"""What it wrongly says about `firestore.get(…)` and `firestore.exists(…)` in Storage rules; and that 1 is no 2."""
EXPRESSION = """rules_version = '2';
service cloud.firestore {{ match /databases/{{db}}/documents {{ match /t/{{id}} {{ allow get: if {}; }} }} }}"""
MUTANTS = {"every_construct.rules": 200}
MUTANTS_EACH = 40
OTHERWISE = ("Expression is too complex", "is not part of the standard library", "Unsupported rules version")
"""Of long chains of operators Google names every place at the limit, we the one at which it is passed; and of an import
it says two things, we one. An old version it names beside what alternatives of its grammar for mistakes say."""
MOST_OTHERWISE = 8


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a compiler says; beside errors, Google's calls its warnings errors too."""

    is_refused: bool
    mistakes: list[str]


def ours(text: str) -> Opinion:
    found = checked(text, Profile.EMULATOR)
    mistakes = sorted(f"{each.line}:{each.column} {each.reason}" for each in found)
    return Opinion(any(each.weight is Weight.ERROR for each in found), mistakes)


def theirs(issues: tuple[Issue, ...]) -> Opinion:
    mistakes = sorted(f"{each.line}:{each.column} {each.description}" for each in issues)
    return Opinion(any(each.severity == "ERROR" for each in issues), mistakes)


def disagreements_with_a_fresh_engine(doubtful: list[str]) -> list[tuple[str, Opinion, Opinion]]:
    """Texts of which an engine that has just started says something else than we do.

    What Google's compiler says besides of a text that it refuses depends, seldom, on what it compiled before: after
    some thousand texts it named four places in `/a/b/$(.requestauth.uid)` where it names one at first.
    """
    if not doubtful:
        return []
    with FirestoreEmulator.start() as fresh:
        opinions = [(text, ours(text), theirs(fresh.compile(text))) for text in doubtful]
    return [(text, our, their) for text, our, their in opinions if our != their]


@pytest.mark.parametrize("name", RULESETS)
def test_every_ruleset_of_this_repository_compiles(name: str, emulator: FirestoreEmulator) -> None:
    """What cases and examples release is accepted by Google, without a warning that is true and no style."""
    issues = [issue for issue in emulator.compile(RULESETS[name]) if not HARMLESS.search(issue.description)]

    assert issues == []
    assert not ours(RULESETS[name]).is_refused


@pytest.mark.parametrize("name", RULESETS)
def test_one_token_decides_alike(
    name: str, emulator: FirestoreEmulator, record_property: Callable[[str, object], None]
) -> None:
    """With one token left out, doubled, moved or replaced, the same is said of it: every mistake, place and word."""
    counts: Counter[str] = Counter()
    doubtful = []
    for _, text in [("nothing", RULESETS[name]), *mutants(RULESETS[name], MUTANTS.get(name, MUTANTS_EACH))]:
        their = theirs(emulator.compile(text))
        counts["refused" if their.is_refused else "accepted"] += 1
        if ours(text) != their:
            doubtful.append(text)
    disagreements = disagreements_with_a_fresh_engine(doubtful)

    record_property("compared", dict(counts))
    print(f"{name}: {dict(counts)}, {len(disagreements)} disagreements")
    assert disagreements == []


def test_one_token_of_the_probes_decides_alike(emulator: FirestoreEmulator, shared: Path) -> None:
    """The same for every ruleset and expression that was ever measured, but for what is known to differ."""
    probes = shared / "probes/firestore"
    texts = [each["rules_text"] for each in json.loads((probes / "ruleset-probes.json").read_text("utf-8"))]
    expressions = [each["expr"] for each in json.loads((probes / "expr-probes.json").read_text("utf-8"))["probes"]]
    texts = list(dict.fromkeys([*texts, *(EXPRESSION.format(each) for each in expressions)]))
    compared, doubtful = 0, []
    for original in texts:
        for text in [original, *_changed(original, 2)]:
            compared += 1
            if ours(text) != theirs(emulator.compile(text)):
                doubtful.append(text)
    disagreements = disagreements_with_a_fresh_engine(doubtful)
    print(f"{compared:,} texts, {len(disagreements)} disagreements")
    unknown = [each for each in disagreements if not (each[1].is_refused and each[2].is_refused and _is_known(each[2]))]
    assert unknown == []
    assert len(disagreements) <= MOST_OTHERWISE


def _is_known(their: Opinion) -> bool:
    return any(said in mistake for mistake in their.mistakes for said in OTHERWISE)


def _changed(text: str, count: int) -> list[str]:
    """Mutants of a text that can be cut into tokens at all."""
    try:
        return [changed for _, changed in mutants(text, count)]
    except RulesProblem:
        return []


def test_what_adopt_writes_compiles(emulator: FirestoreEmulator, firebase: FirebaseProject, tmp_path: Path) -> None:
    """Adopted rules are the released ones to the last character, and Google compiles them."""
    text = RULESETS["every_construct.rules"]
    project = SpecProject(firebase, tmp_path / "spec")
    project.write({"firestore_rules": {"(default)": {"file": "a"}, "other": text}}, {"a": text})
    assert project.apply().is_converged

    adopted = project.adopt()

    files = {name: content for name, content in adopted.files.items() if name.endswith(".rules")}
    assert sorted(files) == ["firestore-other.rules", "firestore.rules"]
    for content in files.values():
        assert content.decode() == text
        assert [issue for issue in emulator.compile(content.decode()) if issue.severity == "ERROR"] == []
