"""What the structure tests look at: the project's own files, parsed once."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("baasctl", "tests", "examples", "templates", ".ci")
SKIPPED = frozenset({"__pycache__", "node_modules", ".venv", ".baasctl"})


@cache
def files(*folders: str) -> tuple[Path, ...]:
    """Every file of these folders, all when none is named, that belongs to the project."""
    return tuple(path for folder in folders or FOLDERS for path in sorted(_below(ROOT / folder)))


def _below(top: Path) -> Iterator[Path]:
    """Does not enter what is skipped: npm may be at work in there."""
    for folder, folders, names in os.walk(top):
        folders[:] = set(folders) - SKIPPED
        yield from (path for name in names if (path := Path(folder, name)).is_file())


def python_files(*folders: str) -> tuple[Path, ...]:
    return tuple(path for path in files(*folders) if path.suffix == ".py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
