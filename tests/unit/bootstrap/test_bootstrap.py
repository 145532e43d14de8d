"""The environment of `python3 tests` and `python3 examples` can be built on every machine that has a Python."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
OLD_SYNTAX = [ROOT / ".ci" / "interpreter.py", ROOT / "tests" / "__main__.py", ROOT / "examples" / "__main__.py"]
Load = Callable[[str], ModuleType]


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bootstrap() -> ModuleType:
    return _load("bootstrap")


@pytest.fixture
def interpreter() -> ModuleType:
    return _load("interpreter")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """A PATH that holds only the shell scripts that a test writes."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def add(name: str, script: str) -> Path:
        program = folder / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return program

    return add


@pytest.fixture
def venv(bootstrap: ModuleType, tmp_path: Path) -> Path:
    """An environment without pip, as `venv` makes it where ensurepip is missing."""
    folder = tmp_path / "venv"
    bootstrap.create(folder)
    return folder


@pytest.mark.parametrize("path", OLD_SYNTAX, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_old_python_can_read_the_first_files(path: Path) -> None:
    """What runs before the version is known keeps to the syntax of Python 3.6."""
    ast.parse(path.read_text(), feature_version=(3, 6))


def test_a_python_that_is_new_enough_is_used(interpreter: ModuleType) -> None:
    """On a supported Python nothing is looked for."""
    interpreter.require("tests", [])


def test_the_newest_python_that_really_runs_is_chosen(
    interpreter: ModuleType, programs: Callable[[str, str], Path]
) -> None:
    """Names on PATH may be shims without a Python behind them, or older than they say."""
    programs("python3.14", "exit 127")
    working = programs("python3.12", "exit 0")
    programs("python3.11", "exit 0")
    (working.parent / "python3.13").write_text("not a program")
    (working.parent / "python3.13").chmod(0o755)
    assert interpreter.newer() == str(working)


def test_an_old_python_starts_a_newer_one_with_the_same_arguments(
    interpreter: ModuleType, programs: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command that was typed is carried out all the same."""
    working = programs("python3.11", "exit 0")
    started: list[object] = []
    monkeypatch.setattr(interpreter, "OLDEST", (3, 99))
    monkeypatch.setattr(interpreter, "newer", lambda: str(working))
    monkeypatch.setattr(os, "execv", lambda *command: started.append(command))
    interpreter.require("tests", ["-k", "x"])
    assert started == [(str(working), [str(working), "tests", "-k", "x"])]


def test_without_any_newer_python_the_message_names_what_is_missing(
    interpreter: ModuleType, programs: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old machine gets a sentence, not a traceback."""
    monkeypatch.setattr(interpreter, "OLDEST", (3, 99))
    monkeypatch.setattr(interpreter, "newer", lambda: None)
    with pytest.raises(SystemExit) as raised:
        interpreter.require("tests", [])
    assert "needs 3.11 or newer" in str(raised.value)


def test_the_second_run_installs_nothing(bootstrap: ModuleType, tmp_path: Path, programs: object) -> None:
    """A stamp that fits `pyproject.toml`, the place and the builder is enough."""
    (tmp_path / "pyproject.toml").write_text("[dependency-groups]\ndev = []\n")
    venv = tmp_path / "venv"
    bootstrap.create(venv)
    (venv / "baasctl-stamp").write_text(bootstrap.stamp(venv, tmp_path))
    assert bootstrap.build(venv, tmp_path) is False


def test_a_new_requirement_or_another_place_asks_for_a_new_install(bootstrap: ModuleType, tmp_path: Path) -> None:
    """The stamp of a moved clone or a changed `pyproject.toml` does not fit."""
    project = tmp_path / "pyproject.toml"
    project.write_text("old")
    before = bootstrap.stamp(tmp_path / "venv", tmp_path)
    assert bootstrap.stamp(tmp_path / "moved", tmp_path) != before
    project.write_text("new")
    assert bootstrap.stamp(tmp_path / "venv", tmp_path) != before


def test_an_environment_is_made_without_ensurepip(venv: Path) -> None:
    """It has an interpreter and no pip yet."""
    done = subprocess.run([venv / "bin" / "python", "-m", "pip"], capture_output=True, check=False)
    assert b"No module named pip" in done.stderr


def test_a_folder_that_is_no_environment_is_left_alone(bootstrap: ModuleType, tmp_path: Path) -> None:
    """Somebody's files in `.venv` are not deleted."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(bootstrap.Impossible, match="no virtual environment"):
        bootstrap.create(tmp_path)
    assert (tmp_path / "notes.txt").exists()


def test_a_folder_that_cannot_be_written_is_named(bootstrap: ModuleType, tmp_path: Path) -> None:
    """A clone that belongs to another user ends with advice."""
    (tmp_path / "file").write_text("")
    with pytest.raises(bootstrap.Impossible, match="cannot be written"):
        bootstrap.create(tmp_path / "file" / "venv")


def test_every_way_to_pip_is_tried(
    bootstrap: ModuleType, venv: Path, programs: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where ensurepip and the module pip are missing, the command pip fills the environment."""
    monkeypatch.setattr(sys, "executable", "/nonexistent/python3")
    library = Path(bootstrap.python_of(venv)).parent.parent / "lib"
    site = next(library.glob("python3*/site-packages"))
    fake = f'case "$*" in *--target*) /bin/mkdir -p "{site}/pip"; echo > "{site}/pip/__main__.py";; *) exit 1;; esac'
    programs("pip3", fake)
    names = [name.rpartition(" ")[2] for name, _ in bootstrap.ways_to_pip(venv)]
    assert names == ["ensurepip", "--python", "--python", "--target", "--target"]
    monkeypatch.setattr(bootstrap, "ways_to_pip", lambda _: iter(list(_all_but_ensurepip(_load("bootstrap"), venv))))
    bootstrap.provide_pip(venv)
    assert (site / "pip" / "__main__.py").exists()


def _all_but_ensurepip(bootstrap: ModuleType, venv: Path) -> list[tuple[str, list[str]]]:
    return [way for way in bootstrap.ways_to_pip(venv) if way[0] != "ensurepip"]


def test_no_way_to_pip_ends_with_advice(
    bootstrap: ModuleType, venv: Path, programs: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message lists what was looked for."""
    monkeypatch.setattr(bootstrap, "ways_to_pip", lambda _: iter([("nothing", ["/nonexistent"])]))
    with pytest.raises(bootstrap.Impossible, match="neither ensurepip"):
        bootstrap.provide_pip(venv)


def test_uv_is_the_last_way(bootstrap: ModuleType, venv: Path, programs: Callable[[str, str], Path]) -> None:
    """A machine whose only installer is uv is served, too."""
    program = programs("uv", "exit 0")
    assert list(bootstrap.ways_to_pip(venv))[-1][0] == str(program)


def test_the_development_tools_are_those_of_the_group(bootstrap: ModuleType, tmp_path: Path) -> None:
    """Groups may include groups."""
    text = '[dependency-groups]\nlint = ["ruff"]\ndev = ["pytest>=8", {include-group = "lint"}]\n'
    (tmp_path / "pyproject.toml").write_text(text)
    assert bootstrap.development_tools(tmp_path) == ["pytest>=8", "ruff"]


def test_settings_that_install_elsewhere_are_left_out(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user's `PIP_USER` or `PIP_TARGET` must not move the packages out of `.venv`; the index stays theirs."""
    for name, value in {"PIP_USER": "1", "PIP_TARGET": "/tmp", "PIP_INDEX_URL": "https://mirror.example"}.items():
        monkeypatch.setenv(name, value)
    environment = bootstrap.environment()
    assert environment["PIP_USER"] == "0"
    assert "PIP_TARGET" not in environment
    assert environment["PIP_INDEX_URL"] == "https://mirror.example"
