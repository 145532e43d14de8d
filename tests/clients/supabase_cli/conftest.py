"""The official Supabase CLI (npm, pinned by the lock file beside this) with a project folder of its own."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from baasctl.sandbox.environment import environment
from baasctl.sandbox.lifecycle import Status
from baasctl.sandbox.server import SandboxServer
from tests.sandbox_fixtures import SupabaseProject, new_project

HERE = Path(__file__).resolve().parent
PROGRAM = HERE / "node_modules" / "@supabase" / "cli-linux-x64" / "bin" / "supabase"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupabaseCli:
    """The CLI, pointed at one project of a sandbox in this process."""

    supabase: SupabaseProject
    folder: Path
    variables: dict[str, str]

    def run(self, *arguments: str, expect: int = 0) -> str:
        """What the command prints; fails unless it exits with *expect*."""
        run = subprocess.run(
            [str(PROGRAM), *arguments, f"--remote={self.supabase.ref}"],
            cwd=self.folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert run.returncode == expect, run.stdout + run.stderr
        return run.stdout

    def json(self, *arguments: str) -> Any:
        """The JSON that the command prints."""
        return json.loads(self.run(*arguments, "--output-format", "json"))

    def write(self, path: str, text: str) -> None:
        file = self.folder / "supabase" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def program() -> Path:
    """The installed binary; skips where npm cannot install it."""
    with (HERE / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not PROGRAM.exists():
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            installed = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
            if installed.returncode:
                pytest.skip("needs npm: the Supabase CLI could not be installed")
    return PROGRAM


@pytest.fixture
def cli(program: Path, sandbox: SandboxServer, tmp_path: Path) -> Iterator[SupabaseCli]:
    """The CLI in an empty project folder; afterwards every request that it sent must have been understood."""
    supabase = new_project(sandbox)
    folder = tmp_path / "work"
    folder.mkdir()
    status = Status(
        url=sandbox.url, token=sandbox.token, projects=({"provider": "supabase", "id": supabase.ref},), pid=os.getpid()
    )
    variables = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "SUPABASE_API_MAX_RETRIES": "0"}
    yield SupabaseCli(supabase=supabase, folder=folder, variables={**variables, **environment(sandbox.data, status)})
    notes = [json.loads(line).get("note", "") for line in (sandbox.data / "requests.jsonl").read_text().splitlines()]
    assert [note for note in notes if note.startswith(("not simulated", "ignored unknown"))] == []
