"""Which files of a source folder are not uploaded.

Globs mean what they mean under `ignore` in firebase.json (firebase-tools 15.34.2, `fsAsync`: minimatch with
`matchBase` and `dot`): one without a slash is for names at any depth, names that begin with a dot are ordinary, and
below an ignored folder everything is. One with a slash is for paths from the source folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

DEFAULT: tuple[str, ...] = ("node_modules", ".git", "venv", "__pycache__", "*.local")
"""What a folder without `ignore` leaves out; the CLI's `init` writes these, `__pycache__` apart."""

ALWAYS: tuple[str, ...] = (
    *("firebase-debug.log", "firebase-debug.*.log", ".runtimeconfig.json", ".DS_Store"),
    *(".env", ".env.*", ".secret.local"),
)
"""What is never uploaded: logs, and files whose settings the spec has under `env` and `function_secrets`."""


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """Globs; `DEFAULT` unless the spec has its own."""

    globs: tuple[str, ...] = DEFAULT

    def ignores(self, path: str) -> bool:
        """Whether a file or folder (path from the source folder, with slashes) or a folder above it is left out."""
        parts = path.split("/")
        paths = ["/".join(parts[: count + 1]) for count in range(len(parts))]
        return any(_matches(glob, each) for glob in (*self.globs, *ALWAYS) for each in paths)

    def kept(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Those that are not left out."""
        return tuple(path for path in paths if not self.ignores(path))


def _matches(glob: str, path: str) -> bool:
    glob = glob.rstrip("/")
    if "/" not in glob:
        path = path.rpartition("/")[2]
    return _pattern(glob.removeprefix("/")).fullmatch(path) is not None


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    """`**` is any number of folders, `*` and `?` stay inside a name."""
    tokens = {"**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pieces = re.findall(r"\*\*/|/\*\*$|\*\*|\*|\?|[^*?/]+|/", glob)
    return re.compile("".join(tokens.get(piece) or re.escape(piece) for piece in pieces), re.DOTALL)
