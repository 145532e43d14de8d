"""Every ruleset of Firestore and Storage that this repository holds, and what becomes of one when a token changes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from baasctl.engines.rules_language.tokens import Token, TokenKind, tokens

ROOT = Path(__file__).resolve().parents[3]
KINDS = ("firestore_rules", "storage_rules")
_REPLACEMENTS = (
    *("(", ")", "{", "}", "[", "]", ",", ";", ":", ".", "/", "$", "=", "==", "&&", "||", "!", "-", "--", "**", "?"),
    *(
        "if",
        "allow",
        "match",
        "let",
        "return",
        "true",
        "null",
        "in",
        "is",
        "service",
        "name",
        "'text'",
        "7",
        ".5",
        "b'x'",
    ),
    *("/segment", "/(default)", "#", "'", "\\"),
)


def written() -> dict[str, str]:
    """Rulesets by where they stand: case files with what is live there, examples, and a large one of our own."""
    found = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in (ROOT / "examples").rglob("*.rules")}
    for path in sorted((ROOT / "tests/cases").glob("*/firebase/*.yaml")):
        text = path.read_text("utf-8")
        if not any(kind in text for kind in KINDS):
            continue
        case = yaml.safe_load(text)
        name = str(path.relative_to(ROOT))
        found |= {f"{name} {place}": text for place, text in _in_case(case)}
    found["every_construct.rules"] = (Path(__file__).parent / "every_construct.rules").read_text("utf-8")
    return found


def mutants(text: str, count: int) -> Iterator[tuple[str, str]]:
    """What changed, and the text with one token left out, doubled, exchanged with the next, or replaced."""
    pieces = [token for token in tokens(text) if token.kind is not TokenKind.END]
    # The same mutants in every run.
    chance = random.Random(len(text))
    for _ in range(count if pieces else 0):
        index = chance.randrange(len(pieces))
        yield _mutant(text, pieces, index, chance)


def _mutant(text: str, pieces: list[Token], index: int, chance: random.Random) -> tuple[str, str]:
    token = pieces[index]
    where = f"{token.text!r} at {token.start}"
    way = chance.choice(("leave out", "double", "exchange", "replace", "replace"))
    if way == "leave out":
        return f"{where} left out", text[: token.start] + text[token.end :]
    if way == "double":
        return f"{where} doubled", f"{text[: token.end]} {token.text}{text[token.end :]}"
    if way == "exchange" and index + 1 < len(pieces):
        other = pieces[index + 1]
        between = text[token.end : other.start]
        return f"{where} exchanged", text[: token.start] + other.text + between + token.text + text[other.end :]
    new = chance.choice(_REPLACEMENTS)
    return f"{where} replaced by {new!r}", f"{text[: token.start]}{new}{text[token.end :]}"


def _in_case(case: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for place, part in (("live", case.get("live", {})), ("spec", case)):
        files, spec = part.get("files", {}), part.get("spec", {})
        yield from ((f"{place} {name}", text) for name, text in files.items() if name.endswith(".rules"))
        for kind in KINDS:
            for name, rules in (spec.get(kind) or {}).items():
                source = rules.get("source") if isinstance(rules, dict) else rules
                if isinstance(source, str):
                    yield f"{place} {kind}/{name}", source
