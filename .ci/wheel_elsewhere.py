"""Builds the wheel, installs it where the source is not, and uses it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from venv import EnvBuilder

from bootstrap import ROOT, environment, python_of

STORY = ROOT / "examples" / "notes"
SAME_DATA = """
import sys
from importlib.resources import files
from pathlib import Path

def data(folder):
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.suffix.startswith(".py"))
    return {path.relative_to(folder) for path in paths}

source, installed = Path(sys.argv[1]), files("baasctl")
assert not installed.is_relative_to(source), installed
missing = data(source / "baasctl") - data(installed)
missing |= data(source / "templates") - data(installed / "_templates")
sys.exit(f"not in the wheel: {sorted(map(str, missing))}" if missing else 0)
"""


def steps() -> list[tuple[str, bool]]:
    """Name and success of each step; a step whose predecessor failed is not tried."""
    done: list[tuple[str, bool]] = []
    with tempfile.TemporaryDirectory(prefix="baasctl-wheel-") as scratch:
        for name, command, folder in _commands(Path(scratch)):
            print(f"$ {name}", flush=True)
            done.append((name, subprocess.call(command, cwd=folder, env=_clean(), stdin=subprocess.DEVNULL) == 0))
            if not done[-1][1]:
                break
    return done


def _commands(scratch: Path) -> list[tuple[str, list[str | Path], Path]]:
    """The project's own pip fills the new environment, which needs none for that."""
    elsewhere = scratch / "venv"
    EnvBuilder(with_pip=False, symlinks=sys.platform != "win32").create(elsewhere)
    python = python_of(elsewhere)
    baasctl = python.with_name("baasctl.exe" if sys.platform == "win32" else "baasctl")
    story = Path(shutil.copytree(STORY, scratch / "story"))
    pip: list[str | Path] = [sys.executable, "-m", "pip"]
    install = [*pip, "--python", python, "install", "-q", "--find-links", scratch, "--pre", "baasctl"]
    return [
        ("build the wheel", [*pip, "wheel", "-q", "--no-deps", "--wheel-dir", scratch, ROOT], ROOT),
        ("install it in an environment of its own", [*install, "--no-deps", "--no-index"], scratch),
        ("install what it needs", install, scratch),
        ("the wheel has the data of the source", [python, "-I", "-c", SAME_DATA, ROOT], scratch),
        ("baasctl --version", [baasctl, "--version"], scratch),
        ("baasctl --help", [baasctl, "--help"], scratch),
        ("baasctl validate, in a copy of an example", [baasctl, "validate"], story),
        ("baasctl render, in a copy of an example", [baasctl, "render"], story),
    ]


def _clean() -> dict[str, str]:
    """What the example asks for is set to what no project is called."""
    kept = {name: value for name, value in environment().items() if name != "PYTHONPATH"}
    return kept | {"SUPABASE_PROJECT_REF": "abcdefghijklmnopqrst"}
