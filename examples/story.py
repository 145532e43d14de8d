"""Tells each story (a folder with `baas.yaml`) on a sandbox of its own, and fails loudly when it goes another way.

The way: a sandbox and an empty project, tables by migration, validate, plan, apply, an empty second plan, then
`break_it.py` changes the live project behind our back, `drift` finds it, `apply` repairs it.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
BAASCTL = [sys.executable, "-m", "baasctl"]
ALLOWED = ["MAY_WIDEN_ACCESS", "WEAKENS_AUTH", "LOCKS_OUT_USERS"]


class Wrong(Exception):
    """The story did not go as told."""


class Teller:
    """Runs commands, shows what they print, and checks their exit codes."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = dict(environment)

    def knows(self, variables: Mapping[str, str]) -> None:
        self._environment.update(variables)

    def says(self, text: str) -> None:
        print(f"\n# {text}", flush=True)

    def runs(self, *arguments: str, exits: int = 0) -> None:
        """`baasctl ARGUMENTS`, shown."""
        self._show(["baasctl", *arguments], [*BAASCTL, *arguments], exits)

    def runs_script(self, name: str) -> None:
        """A script of the story, which knows nothing of baasctl."""
        self._show(["python3", name], [sys.executable, "-I", name], 0)

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


def tell(folder: Path) -> None:
    """One story from an empty machine to a repaired project."""
    with tempfile.TemporaryDirectory(prefix="baasctl-story-") as scratch:
        teller = Teller(folder, {**os.environ, **_secrets(folder), "NO_COLOR": "1"})
        plan_file = str(Path(scratch) / "plan.json")
        allow = [part for hazard in ALLOWED for part in ("--allow", hazard)]
        with _sandbox(teller, str(Path(scratch) / "sandbox")):
            teller.says("The tables come from migrations, as always; baasctl looks after what they allow.")
            teller.runs_script("push_migrations.py")
            teller.runs("validate")

            teller.says("What would change? Nothing is written yet. Changes with hazards must be allowed by name:")
            teller.runs("plan", "--detailed-exitcode", exits=2)
            teller.runs("apply", "--yes", exits=5)
            teller.runs("plan", *allow, "--out", plan_file)

            teller.says("Apply exactly that plan, then plan again: nothing is left to do.")
            teller.runs("apply", plan_file)
            teller.runs("plan", "--detailed-exitcode")
            teller.runs("drift")

            teller.says("Meanwhile, somebody changes the live project by hand:")
            teller.runs_script("break_it.py")

            teller.says("The cron job finds it (exit code 2), whatever the tool it was done with:")
            teller.runs("drift", exits=2)

            teller.says("Repair it, and look again:")
            teller.runs("apply", "--yes", *allow)
            teller.runs("drift")


@contextmanager
def _sandbox(teller: Teller, data: str) -> Iterator[None]:
    teller.says("A Supabase of our own, on this machine: no account, no Docker.")
    teller.runs("sandbox", "start", "--data", data)
    try:
        teller.runs("sandbox", "project", "add", "supabase", "--data", data)
        teller.knows(_exports(teller.asks("sandbox", "env", "--data", data)))
        yield
    finally:
        teller.runs("sandbox", "stop", "--data", data)


def _exports(lines: str) -> dict[str, str]:
    """The variables that `eval "$(baasctl sandbox env)"` would set."""
    words = [shlex.split(line) for line in lines.splitlines()]
    return dict(assignment.split("=", 1) for export, assignment in words if export == "export")


def _secrets(folder: Path) -> dict[str, str]:
    lines = (folder / "secrets.env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line)


def main(names: list[str]) -> int:
    """Tell the named stories, all when none is named."""
    stories = sorted(path.parent for path in HERE.glob("*/baas.yaml"))
    chosen = [story for story in stories if not names or story.name in names]
    if not chosen:
        print(f"no such story; there are {', '.join(story.name for story in stories)}", file=sys.stderr)
        return 64
    for story in chosen:
        began = time.monotonic()
        print(f"=== {story.name} ===", flush=True)
        try:
            tell(story)
        except Wrong as wrong:
            print(f"\nFAILED: {story.name}: {wrong}", file=sys.stderr)
            return 1
        print(f"\n{story.name}: told in {time.monotonic() - began:.0f} s, every exit code as it should be", flush=True)
    return 0
