"""The official Supabase CLI (npm, pinned by the lock file beside this), alone or beside baasctl in one folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from baasctl.sandbox.environment import environment
from baasctl.sandbox.lifecycle import Status
from baasctl.sandbox.server import SandboxServer
from tests.clients import two_clients
from tests.clients.npm_package import installed
from tests.sandbox_fixtures import SupabaseProject, new_project

HERE = Path(__file__).resolve().parent
PROGRAM = "@supabase/cli-linux-x64/bin/supabase"
TABLES = "create schema api; create table public.notes (id int, owner_id uuid)"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupabaseCli:
    """The CLI, pointed at one project of a sandbox in this process.

    Attributes:
        folder: Where it runs; its files are in `supabase/`.
        variables: All of its environment.
    """

    program: Path
    supabase: SupabaseProject
    folder: Path
    variables: dict[str, str]

    def run(self, *arguments: str, expect: int = 0) -> str:
        """What the command prints; fails unless it exits with *expect*."""
        done = self.attempt(*arguments)
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout

    def attempt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command to its end, whatever that is."""
        return subprocess.run(
            [str(self.program), *arguments, f"--remote={self.supabase.ref}"],
            cwd=self.folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def json(self, *arguments: str) -> Any:
        """The JSON that the command prints."""
        return json.loads(self.run(*arguments, "--output-format", "json"))

    def differences(self) -> list[str]:
        """Paths of `config.toml` that `config diff` calls different; what only the project has is left out."""
        changes = self.json("config", "diff")["changes"]
        return sorted(".".join(change["path"]) for change in changes if change["class"] != "remote_only")

    def write(self, path: str, text: str) -> None:
        """A file below `supabase/`."""
        file = self.folder / "supabase" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class BothClients:
    """A folder that describes one project twice: `baas.yaml` for baasctl, `supabase/` for the CLI.

    Attributes:
        before: What the CLI found different before baasctl applied anything.
    """

    cli: SupabaseCli
    before: list[str] = field(default_factory=list)

    def apply(self) -> tuple[int, str]:
        """Exit code of `baasctl apply` with every consent, and what it prints."""
        return two_clients.apply(self.cli.folder, self.cli.variables)

    def drift(self) -> tuple[int, list[str]]:
        """Exit code of `baasctl drift`, and its changes: sign, address, and the paths of an update."""
        return two_clients.drift(self.cli.folder, self.cli.variables)


@pytest.fixture(scope="session")
def program() -> Path:
    """The installed binary; skips where npm cannot install it."""
    return installed(HERE) / PROGRAM


def pointed_at(supabase: SupabaseProject, program: Path, folder: Path, **variables: str) -> SupabaseCli:
    """The CLI in that folder; it reaches nothing but the sandbox."""
    sandbox = supabase.sandbox
    status = Status(
        url=sandbox.url, token=sandbox.token, projects=({"provider": "supabase", "id": supabase.ref},), pid=os.getpid()
    )
    own = {"PATH": os.environ["PATH"], "HOME": str(folder.parent), "SUPABASE_API_MAX_RETRIES": "0"}
    return SupabaseCli(
        program=program,
        supabase=supabase,
        folder=folder,
        variables={**own, **environment(sandbox.data, status), **variables},
    )


def not_understood(supabase: SupabaseProject) -> list[str]:
    """Notes of requests about the project that the sandbox did not serve as the platform would."""
    log = (supabase.sandbox.data / "requests.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    notes = [line.get("note", "") for line in lines if supabase.ref in line["path"]]
    return [note for note in notes if note.startswith(("not simulated", "ignored unknown"))]


@pytest.fixture
def cli(program: Path, sandbox: SandboxServer, tmp_path: Path) -> Iterator[SupabaseCli]:
    """The CLI in an empty project folder; afterwards every request that it sent must have been understood."""
    supabase = new_project(sandbox)
    folder = tmp_path / "work"
    folder.mkdir()
    yield pointed_at(supabase, program, folder)
    assert not_understood(supabase) == []


@pytest.fixture(scope="module")
def both(
    program: Path, shared_sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BothClients]:
    """The twice described project after `baasctl apply`, shared by the tests of a module."""
    supabase = new_project(shared_sandbox)
    supabase.sql(TABLES)
    folder = tmp_path_factory.mktemp("both") / "notes"
    shutil.copytree(HERE / "project", folder)
    secrets = dict(line.split("=", 1) for line in (folder / "secrets.env").read_text().splitlines())
    cli = pointed_at(supabase, program, folder, **secrets)
    clients = BothClients(cli=cli, before=cli.differences())
    code, text = clients.apply()
    assert code == 0, text
    yield clients
    assert not_understood(supabase) == []
