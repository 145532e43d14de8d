"""What is remembered of deployed sources between runs; it may be lost at any time.

The list of functions tells which object of Cloud Storage a function was built from, by name and generation. What
that object holds never changes, so a function whose object was read, or made by baasctl, needs not be downloaded
again. The label `baasctl-source` proves less: anybody can leave it on a function whose code they replace.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from baasctl.stores.atomic_file import PRIVATE, write_file


@dataclass(frozen=True, slots=True)
class Built:
    """What one object holds: `marker` names it, `files` are SHA-256 by path."""

    marker: str
    files: Mapping[str, str]


@dataclass(slots=True)
class SourceMemory:
    """The last known source of each function, by `region/name`.

    Attributes:
        path: File that only the user can read; `None`: nothing is kept when the run ends.
    """

    path: Path | None
    known: dict[str, Built] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None) -> SourceMemory:
        """What the file says; nothing when it is missing, broken or of another format."""
        known: dict[str, Built] = {}
        if path is not None:
            with contextlib.suppress(OSError, ValueError, RecursionError):
                known = _parsed(json.loads(path.read_text("utf-8")))
        return cls(path, known)

    def at(self, function: str, marker: str) -> Mapping[str, str] | None:
        """The files of this very object; `None`: they have to be downloaded."""
        built = self.known.get(function)
        return built.files if built and marker and built.marker == marker else None

    def remember(self, entries: Mapping[str, Built]) -> None:
        """Add or replace entries, and keep them where there is a file; failing to keep is no error."""
        new = {function: built for function, built in entries.items() if built.marker}
        if all(self.known.get(function) == built for function, built in new.items()):
            return
        self.known.update(new)
        if self.path is None:
            return
        functions = {
            function: {"marker": built.marker, "files": dict(built.files)}
            for function, built in sorted(self.known.items())
        }
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file(self.path, json.dumps({"format": 1, "functions": functions}, indent=1) + "\n", mode=PRIVATE)


def _parsed(document: object) -> dict[str, Built]:
    match document:
        case {"format": 1, "functions": dict(functions)}:
            found = {str(function): _built(entry) for function, entry in functions.items()}
            return {function: built for function, built in found.items() if built is not None}
    return {}


def _built(entry: object) -> Built | None:
    match entry:
        case {"marker": str(marker), "files": dict(files)}:
            return Built(marker, {str(path): str(digest) for path, digest in files.items()})
    return None
