"""`python3 tests` in a fresh copy of the project, on machines that lack this or that. Slow: each installs for real.

The copy asks for few packages: that all of them can be installed is seen by whoever runs these tests.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
NOBODY = 65534
NEEDED = ["pyproject.toml", "README.md", "LICENSE", "NOTICE", "baasctl", "templates", ".ci", "tests", "examples"]
PYTHON = getattr(sys, "_base_executable", sys.executable)

pytestmark = pytest.mark.slow


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The project without its environment, beside an empty home folder."""
    (tmp_path / "home").mkdir()
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy(source, folder / name)
    _ask_for_little(folder / "pyproject.toml")
    return folder


def _ask_for_little(project: Path) -> None:
    text = project.read_text()
    for name, packages in [("dependencies", ["click"]), ("dev", ["pytest>=9"]), ("all", [])]:
        text, replaced = re.subn(rf"(?ms)^{name} = \[.*?\]$", f"{name} = {packages}", text)
        assert replaced == 1
    project.write_text(text)


def _environment(clone: Path, **changes: str) -> dict[str, str]:
    """Nothing but what a login shell has, and the machine's pip settings; not this run's environment."""
    settings = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "HTTP", "http"))}
    return {"PATH": os.defpath, "HOME": str(clone.parent / "home"), **settings, **changes}


def _run(clone: Path, python: str, environment: dict[str, str], user: int | None = None) -> str:
    command = [python, "tests", "--version"]
    done = subprocess.run(command, cwd=clone, env=environment, user=user, capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    assert "\npytest " in f"\n{output}", output
    return output


def test_a_fresh_clone_needs_one_command_and_the_second_run_installs_nothing(clone: Path) -> None:
    """An empty home folder and a `PIP_USER` setting change nothing."""
    environment = _environment(clone, PIP_USER="1")
    assert "building" in _run(clone, PYTHON, environment)
    assert "baasctl:" not in _run(clone, PYTHON, environment)


def test_a_machine_without_ensurepip_and_without_the_module_pip_uses_the_command_pip(
    clone: Path, tmp_path: Path
) -> None:
    """Debian splits venv into packages; some images have the command pip only."""
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "ensurepip.py").write_text("raise ImportError('not on this machine')\n")
    bare = tmp_path / "bare"
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", bare], check=True)
    commands = tmp_path / "commands"
    commands.mkdir()
    (commands / "pip").write_text(f'#!/bin/sh\nPYTHONPATH= exec "{sys.executable}" -m pip "$@"\n')
    (commands / "pip").chmod(0o755)
    path = f"{commands}{os.pathsep}{os.defpath}"
    output = _run(clone, str(bare / "bin" / "python"), _environment(clone, PATH=path, PYTHONPATH=str(blocked)))
    assert "no pip by ensurepip" in output


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs root, to become an ordinary user")
def test_an_ordinary_user_on_the_systems_own_python(clone: Path, tmp_path: Path) -> None:
    """Without root, on a Python that is externally managed where the system has one."""
    system = Path("/usr/bin/python3")
    version = "import sys; sys.exit(sys.version_info < (3, 11))"
    if not system.exists() or subprocess.call([system, "-c", version]) != 0:
        pytest.skip("needs /usr/bin/python3 of 3.11 or newer")
    home = Path("/tmp") / f"baasctl-ordinary-{os.getpid()}"
    try:
        shutil.copytree(tmp_path, home)
        for path in [home, *home.rglob("*")]:
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        moved = home / "clone"
        assert "building" in _run(moved, str(system), _environment(moved), user=NOBODY)
    finally:
        shutil.rmtree(home, ignore_errors=True)
