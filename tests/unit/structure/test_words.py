"""Words that do not belong into the project."""

from __future__ import annotations

import re

from tests.unit.structure.source_tree import ROOT, files, name

# Joined here, so that this file is not the one place that has them.
HOSTS = tuple(
    ".".join(parts)
    for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("debian", "org"))
)
WORDS = re.compile("|".join(rf"\b{first}{second}\b" for first, second in (("TO", "DO"), ("FIX", "ME"), ("XX", "X"))))


def _texts() -> list[tuple[str, str]]:
    top = [path for path in ROOT.iterdir() if path.is_file() and not path.name.startswith(".")]
    return [(name(path), path.read_text(errors="replace")) for path in (*files(), *top) if path != ROOT / "LICENSE"]


def test_no_package_index_is_named() -> None:
    """Where packages come from is each machine's own setting; lock files name none, too."""
    assert [(path, host) for path, text in _texts() for host in HOSTS if host in text] == []


def test_nothing_is_left_to_do() -> None:
    """Open work is in the list of issues, not in the source."""
    assert [(path, match.group()) for path, text in _texts() if (match := WORDS.search(text))] == []
