"""Names for the shell to complete, found without reading YAML: a shell does not wait for a parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_KEY: Final = re.compile(r"""^(?P<indent> *)(?P<quote>["']?)(?P<key>[^\s#"':][^"':#]*)(?P=quote):(?:\s|$)""")
_MOST_BYTES: Final = 1_000_000
_NO_RESOURCES: Final = frozenset({"targets", "variables", "prune", "keep", "guards", "lint"})
_SINGLETONS: Final = frozenset({"auth"})
"""Kinds whose keys are fields, not names."""


def targets(file: Path, incomplete: str) -> list[str]:
    """Target names of a spec; none when it cannot be read."""
    return [name for section, name in _names(file) if section == "targets" and name.startswith(incomplete)]


def addresses(file: Path, incomplete: str) -> list[str]:
    """`target/kind` and `target/kind/name` of what the spec's main file holds."""
    found = list(_names(file))
    kinds = {section: None for section, _ in found if section not in _NO_RESOURCES}
    names = [f"{section}/{name}" for section, name in found if section in kinds and section not in _SINGLETONS]
    every = [f"{target}/{local}" for target in targets(file, "") for local in (*kinds, *names)]
    return [address for address in every if address.startswith(incomplete)]


def _names(file: Path) -> Iterator[tuple[str, str]]:
    """(section, key) for each key one level below a top-level section."""
    try:
        with file.open(encoding="utf-8", errors="replace") as stream:
            text = stream.read(_MOST_BYTES)
    except OSError:
        return
    section, depth = "", 0
    for line in text.splitlines():
        match = _KEY.match(line)
        if match is None:
            continue
        indent = len(match["indent"])
        if indent == 0:
            section, depth = match["key"], 0
        elif section and indent <= (depth or indent):
            depth = indent
            yield section, match["key"]
