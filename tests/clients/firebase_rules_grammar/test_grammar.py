"""Google's own grammar, as its ESLint plugin has it, reads what our parser reads and refuses what it refuses."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from baasctl.engines.rules_language.formatting import formatted
from baasctl.engines.rules_language.parse_ruleset import parse_ruleset
from baasctl.engines.rules_language.problem import RulesProblem
from tests.clients.firestore_emulator.rulesets import mutants, written
from tests.clients.npm_package import installed

pytestmark = pytest.mark.npm

HERE = Path(__file__).resolve().parent
MUTANTS_EACH = 25
MUTANTS = {"every_construct.rules": 150}


def refused_by_google(texts: Sequence[str]) -> list[str]:
    """Why the grammar refuses each text; empty: it does not."""
    installed(HERE)
    done = subprocess.run(
        ["node", "parse.mjs"],
        cwd=HERE,
        input=json.dumps(list(texts)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=120,
    )
    answers: list[str] = json.loads(done.stdout)
    return answers


def refused_by_us(text: str) -> str:
    try:
        parse_ruleset(text)
    except RulesProblem as problem:
        return f"{problem.line}:{problem.column} {problem.reason}"
    return ""


def test_every_ruleset_of_this_repository_and_its_layout_are_read() -> None:
    """What cases and examples release, and what `fmt` makes of it."""
    texts = [each for text in written().values() for each in (text, formatted(text))]
    assert refused_by_google(texts) == [""] * len(texts)


def test_one_token_decides_alike() -> None:
    """With one token left out, doubled, moved or replaced, both refuse the same texts."""
    changed = [
        (name, change, text)
        for name, original in written().items()
        for change, text in mutants(original, MUTANTS.get(name, MUTANTS_EACH))
    ]
    answers = refused_by_google([text for *_, text in changed])
    counts: Counter[str] = Counter()
    disagreements = []
    for (name, change, text), theirs in zip(changed, answers, strict=True):
        ours = refused_by_us(text)
        counts["refused" if theirs else "read"] += 1
        if bool(ours) != bool(theirs):
            disagreements.append((name, change, ours, theirs))
    print(f"{len(changed):,} texts, {dict(counts)}, {len(disagreements)} disagreements")
    assert disagreements == []
