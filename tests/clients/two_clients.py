"""A folder that describes one project twice: `baas.yaml` for baasctl, other files for the provider's own client."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from baasctl.cli.main import main
from baasctl.plan.guards import NEEDS_ALLOW

Edits = Mapping[str, Mapping[str, str]]
"""By file: texts, each with what replaces it; the only text of a new file is empty."""


def apply(folder: Path, variables: Mapping[str, str]) -> tuple[int, str]:
    """Exit code of `baasctl apply` with every consent, and what it prints."""
    return _baasctl(folder, variables, "apply", "--yes", *(f"--allow={hazard}" for hazard in NEEDS_ALLOW))


def drift(folder: Path, variables: Mapping[str, str]) -> tuple[int, list[str]]:
    """Exit code of `baasctl drift`, and its changes: sign, address, and the paths of an update."""
    code, text = _baasctl(folder, variables, "drift", "--output", "json")
    (target,) = json.loads(text)["x_baasctl"]["targets"]
    return code, sorted(_line(change) for change in target["plan"]["changes"])


@contextmanager
def files_as_edited(folder: Path, edits: Edits) -> Iterator[None]:
    """The folder with some texts replaced, and as it was afterwards."""
    before: dict[Path, str | None] = {}
    for name, replacements in edits.items():
        file = folder / name
        before[file] = file.read_text(encoding="utf-8") if file.exists() else None
        file.parent.mkdir(exist_ok=True)
        file.write_text(_edited(before[file] or "", replacements), encoding="utf-8")
    try:
        yield
    finally:
        for file, text in before.items():
            file.unlink() if text is None else file.write_text(text, encoding="utf-8")


def _baasctl(folder: Path, variables: Mapping[str, str], command: str, *arguments: str) -> tuple[int, str]:
    """Exit code and standard output of one command line, carried out in this process."""
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        for name, value in variables.items():
            patch.setenv(name, value)
        code = main([command, "--file", str(folder / "baas.yaml"), *arguments])
    return code, printed.getvalue()


def _line(change: Mapping[str, Any]) -> str:
    address = "/".join([change["address"]["kind"], *change["address"]["segments"]])
    paths = [each["path"] for each in change["fields"]] if change["action"] == "~" else []
    return " ".join([change["action"], address, *sorted(paths)])


def _edited(text: str, replacements: Mapping[str, str]) -> str:
    for old, new in replacements.items():
        assert old in text
        text = text.replace(old, new) if old else new
    return text
