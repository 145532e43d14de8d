"""YAML that people copy, and YAML that baasctl writes, mean the same to npm `yaml`, PyYAML and baasctl's own loader."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.adopt.yaml_text import lines
from baasctl.cli import init
from baasctl.load.parse import parse
from baasctl.model.document import ListNode, MapNode, Node
from tests.clients.npm_package import installed

pytestmark = pytest.mark.npm

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
FENCE = re.compile(r"^( *)```ya?ml\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
AWKWARD = (
    *("", " ", "~", "null", "Null", "true", "False", "yes", "No", "on", "off", "y", "n", "=", "<<", "*", "&a", "!t"),
    *("1", "-1", "+1", "1_000", "0o17", "017", "0x1F", "0b1", "1e3", "1.", ".5", "-.inf", ".nan", "1:20", "12:30:00"),
    *("2026-11-22", "2026-11-22T10:00:00Z", "a: b", "a :b", "a:", ":a", "a #b", "#a", "- a", "-", "--- a", "..."),
    *("[a", "{a", "a]", "a}", "a, b", "'a'", '"a"', "a'b", 'a"b', "%a", "@a", "`a", "|", ">", "?", "? a", "! a"),
    *("a\nb", "a\n", "\na", "a\n\n\nb\n", "  a\nb", "\ta", "a\t", "a ", " a", "a\rb", "a\r\nb", "a\\nb", "é", "😀"),
    *("\u2028", "\u2029", "\u0085", "\ufeff", "\u00a0", "\x1b[0m", "\x7f", "${var:x}", "$${var:x}", "a" * 300),
    *("select 1;\n  -- comment\n\tselect 2;\n", "(auth.uid() = owner_id) and (a ->> 'b') = 'c: d'"),
)


def read_by_npm(texts: Sequence[str]) -> list[dict[str, Any]]:
    """What npm `yaml` makes of each text."""
    installed(HERE)
    done = subprocess.run(
        ["node", "load.mjs"],
        cwd=HERE,
        input=json.dumps(list(texts)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def read_by_us(text: str) -> object:
    return plain(parse(text.encode(), "a.yaml"))


def plain(node: Node | None) -> object:
    """A tree of nodes as data."""
    if isinstance(node, MapNode):
        return {entry.key: plain(entry.value) for entry in node}
    if isinstance(node, ListNode):
        return [plain(member) for member in node.members]
    return node.value if node else None


def documents() -> dict[str, str]:
    """Every text of YAML that is shown to people, by where it stands."""
    found = {f"init {name}": text for name, text in init.STARTERS.items()}
    for page in sorted(ROOT.glob("*.md")):
        blocks = FENCE.finditer(page.read_text(encoding="utf-8"))
        found |= {f"{page.name} block {number}": block[2] for number, block in enumerate(blocks, 1)}
    for file in sorted([*ROOT.glob("examples/*/**/*.yaml"), *HERE.parent.glob("supabase_cli/project/*.yaml")]):
        if ".baasctl" not in file.parts:
            found[str(file.relative_to(ROOT))] = file.read_text(encoding="utf-8")
    return found


def test_documents_mean_the_same_to_every_reader() -> None:
    """Blocks of the pages, specs of the examples, the starter spec: no reader sees other data, not even YAML 1.1."""
    texts = documents()
    assert len(texts) > 5
    for (place, text), npm in zip(texts.items(), read_by_npm(list(texts.values())), strict=True):
        assert npm == {"data": read_by_us(text)}, place
        assert npm["data"] == yaml.safe_load(text), place


def test_cases_mean_the_same_to_every_reader() -> None:
    """The specs of the case files, which PyYAML loads for the tests, are what baasctl would load."""
    texts = {str(file): file.read_text(encoding="utf-8") for file in ROOT.glob("tests/cases/*/supabase/*.yaml")}
    assert len(texts) > 50
    for (place, text), npm in zip(texts.items(), read_by_npm(list(texts.values())), strict=True):
        assert npm == {"data": read_by_us(text)}, place
        assert npm["data"] == yaml.safe_load(text), place


def test_what_adopt_writes_is_read_by_others() -> None:
    """Awkward texts as keys, values and members of lists, alone and mixed, in every reader's words."""
    chance = random.Random(20261122)
    alone = [{text: text, "list": [text, text], "in": {"deep": [{text: text}]}} for text in AWKWARD]
    mixed = [
        {chance.choice(AWKWARD): [chance.choice(AWKWARD) for _ in range(chance.randint(1, 9))] for _ in range(9)}
        for _ in range(60)
    ]
    values = [*alone, *mixed]
    texts = ["\n".join(lines(value)) + "\n" for value in values]
    for value, text, npm in zip(values, texts, read_by_npm(texts), strict=True):
        assert npm == {"data": value}, text
        assert read_by_us(text) == value, text
