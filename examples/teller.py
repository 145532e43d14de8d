"""Runs the commands of a story, shows what they print, and checks their exit codes."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

BAASCTL = [sys.executable, "-m", "baasctl"]
MIGRATIONS = str(Path(__file__).resolve().with_name("push_migrations.py"))
"""Makes the tables of a story in the projects that it is given."""
ALLOWED = ["MAY_WIDEN_ACCESS", "WEAKENS_AUTH", "LOCKS_OUT_USERS"]


class Wrong(Exception):
    """The story did not go as told."""


class Teller:
    """Runs commands in a story's folder; knows its secrets."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = {**os.environ, **environment, "NO_COLOR": "1"}

    def knows(self, variables: Mapping[str, str]) -> None:
        self._environment.update(variables)

    def variable(self, name: str) -> str:
        return self._environment[name]

    def says(self, text: str) -> None:
        print(f"\n# {text}", flush=True)

    def runs(self, *arguments: str, exits: int = 0) -> None:
        """`baasctl ARGUMENTS`, shown."""
        self._show(["baasctl", *arguments], [*BAASCTL, *arguments], exits)

    def runs_script(self, name: str, *arguments: str) -> None:
        """A script of the story, or one for all of them, which knows nothing of baasctl."""
        self._show(["python3", Path(name).name, *arguments], [sys.executable, "-I", name, *arguments], 0)

    def asks(self, *arguments: str) -> str:
        """`baasctl ARGUMENTS`, its output returned."""
        command = [*BAASCTL, *arguments]
        done = subprocess.run(
            command, cwd=self._folder, env=self._environment, stdout=subprocess.PIPE, text=True, check=False
        )
        self._check(["baasctl", *arguments], done.returncode, 0)
        return done.stdout

    def _show(self, shown: list[str], command: list[str], exits: int) -> None:
        print(f"$ {shlex.join(shown)}", flush=True)
        done = subprocess.run(command, cwd=self._folder, env=self._environment, stdin=subprocess.DEVNULL, check=False)
        self._check(shown, done.returncode, exits)

    def _check(self, shown: list[str], code: int, wanted: int) -> None:
        if code != wanted:
            raise Wrong(f"`{shlex.join(shown)}` ended with exit code {code}, the story says {wanted}")
        if code:
            print(f"(exit code {code})", flush=True)


@contextmanager
def sandbox(teller: Teller, data: str, projects: Sequence[tuple[str, ...]] = (("supabase",),)) -> Iterator[None]:
    """A sandbox of its own with these projects: each a provider, and a name unless one is to be made up."""
    providers = " and a ".join(dict.fromkeys(project[0].capitalize() for project in projects))
    teller.says(f"A {providers} of our own, on this machine: no account, no Docker.")
    teller.runs("sandbox", "start", "--data", data)
    try:
        for project in projects:
            teller.runs("sandbox", "project", "add", *project, "--data", data)
        teller.knows(_exports(teller.asks("sandbox", "env", "--data", data)))
        yield
    finally:
        teller.runs("sandbox", "stop", "--data", data)


def secrets(folder: Path) -> dict[str, str]:
    """The example secrets of a story."""
    lines = (folder / "secrets.env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line)


def _exports(lines: str) -> dict[str, str]:
    """The variables that `eval "$(baasctl sandbox env)"` would set."""
    words = [shlex.split(line) for line in lines.splitlines()]
    return dict(assignment.split("=", 1) for export, assignment in words if export == "export")
