"""Digests of files on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digests_of(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """SHA-256 hex of each file, by the path given; a file that cannot be read is left out."""
    found: dict[str, str] = {}
    for path in paths:
        try:
            with (root / path).open("rb") as file:
                found[path] = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            continue
    return found
