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
        ("baasctl --help", [baasctl, "--help"], scratch),
        ("baasctl validate, in a copy of an example", [baasctl, "validate"], story),
        ("baasctl render, in a copy of an example", [baasctl, "render"], story),
    ]


def _clean() -> dict[str, str]:
    return {name: value for name, value in environment().items() if name != "PYTHONPATH"}
