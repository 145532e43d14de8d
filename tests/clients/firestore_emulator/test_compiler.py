"""Google's compiler, as its Firestore emulator has it, reads what we read and refuses what we refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baasctl.engines.firestore_emulator.compiling import Issue
from baasctl.engines.firestore_emulator.server import FirestoreEmulator
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.problem import RulesProblem
from tests.clients.firestore_emulator.rulesets import mutants, written
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import FirebaseProject

pytestmark = pytest.mark.java

RULESETS = written()
HARMLESS = re.compile(
    r"Invalid variable name: firestore\.|Incorrect number of arguments .* (get|exists)\.|Ruleset uses old version"
)
"""What it wrongly says about `firestore.get(…)` and `firestore.exists(…)` in Storage rules; and that 1 is no 2."""
NOT_SYNTAX = re.compile(
    r"An unsupported type identifier|is already defined|already exists in the PathTemplate|Invalid glob match"
    r"|Duplicate service name|Let bindings are not allowed|Recursive call|Maximum allowed|Invalid regular expression"
    r"|The identifier \[|Unused |Ruleset uses old version|Invalid (variable|function|method|service) name"
    r"|Invalid type|Cannot (use|assign)|is not comparable|not part of the standard library|Incorrect number"
    r"|is a package and cannot"
)
"""What Google refuses, or says beside a refusal, although the syntax is right: types and names."""
MUTANTS = {"every_construct.rules": 200}
MUTANTS_EACH = 15


def ours(text: str) -> str:
    """Why our parser refuses a text; empty when it does not."""
    try:
        parse_ruleset(text)
    except RulesProblem as problem:
        return f"{problem.line}:{problem.column} {problem.reason}"
    return ""


def syntax_errors(issues: tuple[Issue, ...]) -> list[str]:
    return [
        f"{issue.line}:{issue.column} {issue.description}"
        for issue in issues
        if issue.severity == "ERROR" and not NOT_SYNTAX.search(issue.description)
    ]


@pytest.mark.parametrize("name", RULESETS)
def test_every_ruleset_of_this_repository_compiles(name: str, emulator: FirestoreEmulator) -> None:
    """What cases and examples release is accepted by Google, without a warning that is true and no style."""
    issues = [issue for issue in emulator.compile(RULESETS[name]) if not HARMLESS.search(issue.description)]

    assert issues == []
    assert ours(RULESETS[name]) == ""


@pytest.mark.parametrize("name", RULESETS)
def test_one_token_decides_alike(name: str, emulator: FirestoreEmulator) -> None:
    """With one token left out, doubled, moved or replaced, our parser and Google's refuse the same texts."""
    disagreements = []
    for change, text in mutants(RULESETS[name], MUTANTS.get(name, MUTANTS_EACH)):
        issues, refused = emulator.compile(text), ours(text)
        errors = syntax_errors(issues)
        other = any(issue.severity == "ERROR" for issue in issues)
        if bool(refused) != bool(errors) and not (refused and other):
            disagreements.append((change, refused, errors[:2]))

    assert disagreements == []


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
