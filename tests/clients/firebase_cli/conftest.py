"""Google's Firebase CLI (npm, pinned beside `../firebase_tools`), alone or beside baasctl in one folder.

It reaches nothing but the sandbox. Each start takes a second or several: tests share what was deployed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from baasctl.sandbox.environment import firebase_variables
from baasctl.sandbox.server import SandboxServer
from tests.clients import two_clients
from tests.clients.npm_package import installed
from tests.sandbox_fixtures import FirebaseProject, new_firebase_project

HERE = Path(__file__).resolve().parent
INSTALLED = HERE.parent / "firebase_tools"
API_KEY = "a key of somebody's API"
INSTANCES = "firebasedatabase.googleapis.com/v1beta/projects/{project}/locations/europe-west1/instances"
ANSWERS_404 = ("/releases/", "/jobs/", "/databases/", "/repositories/gcf-artifacts", "/secrets/API_KEY")
"""What the CLI asks for, to make it when it is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirebaseCli:
    """The CLI, pointed at one project of a sandbox in this process.

    Attributes:
        modules: The `node_modules` in which it is installed.
        folder: Where it runs: `firebase.json` and what that names.
        variables: All of its environment.
    """

    modules: Path
    firebase: FirebaseProject
    folder: Path
    variables: dict[str, str]

    def run(self, *arguments: str, expect: int = 0) -> str:
        """What the command prints; fails unless it exits with *expect*."""
        done = self.attempt(*arguments)
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout

    def attempt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command to its end, whatever that is."""
        program = self.modules / "firebase-tools" / "lib" / "bin" / "firebase.js"
        return subprocess.run(
            ["node", str(program), *arguments, f"--project={self.firebase.id}", "--non-interactive"],
            cwd=self.folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def json(self, *arguments: str) -> Any:
        """The result of a command that prints JSON."""
        return json.loads(self.run(*arguments, "--json"))["result"]

    def log(self) -> list[dict[str, Any]]:
        """The requests that the sandbox served so far."""
        text = (self.firebase.sandbox.data / "requests.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def requests(self, *arguments: str) -> list[str]:
        """`METHOD path` of what the command sent, without the project's id."""
        before = len(self.log())
        self.run(*arguments)
        names = [f"{each['method']} {each['path']}" for each in self.log()[before:]]
        return [name.replace(self.firebase.id, "P") for name in names]


@dataclass(frozen=True, slots=True, kw_only=True)
class BothClients:
    """A folder that describes one project twice: `baas.yaml` for baasctl, `firebase.json` for the CLI."""

    cli: FirebaseCli

    def apply(self) -> tuple[int, str]:
        """Exit code of `baasctl apply` with every consent, and what it prints."""
        return two_clients.apply(self.cli.folder, self.cli.variables)

    def drift(self) -> tuple[int, list[str]]:
        """Exit code of `baasctl drift`, and its changes: sign, address, and the paths of an update."""
        return two_clients.drift(self.cli.folder, self.cli.variables)


def pointed_at(firebase: FirebaseProject, modules: Path, folder: Path, **variables: str) -> FirebaseCli:
    """The CLI in a copy of `project/`, with a home of its own."""
    shutil.copytree(HERE / "project", folder)
    (folder / "functions" / "node_modules").symlink_to(modules)
    home = folder.parent / "home"
    own = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "CI": "1"}
    pointing = {**firebase_variables(firebase.url), "FIREBASE_PROJECT": firebase.id}
    return FirebaseCli(modules=modules, firebase=firebase, folder=folder, variables={**own, **pointing, **variables})


def prepared(sandbox: SandboxServer, **options: Any) -> FirebaseProject:
    """A project with a Realtime Database, which no deployment makes."""
    firebase = new_firebase_project(sandbox, **options)
    firebase.change("POST", f"{INSTANCES}?databaseId={firebase.id}-default-rtdb", {"type": "DEFAULT_DATABASE"})
    return firebase


def deploy_all(cli: FirebaseCli) -> None:
    """The secret that a function reads, then all that `firebase.json` names."""
    (cli.folder / "api_key.txt").write_text(API_KEY, encoding="utf-8")
    cli.run("functions:secrets:set", "API_KEY", "--data-file=api_key.txt", "--force")
    cli.run("deploy", "--force")


def not_understood(requests: Iterable[Mapping[str, Any]]) -> list[str]:
    """Requests that the sandbox did not serve as Google would, as far as the log tells."""
    return [
        f"{each['method']} {each['path']}: {each['status']} {each.get('note', '')}"
        for each in requests
        if "not simulated" in each.get("note", "")
        or (each["status"] >= 400 and not (each["status"] == 404 and any(part in each["path"] for part in ANSWERS_404)))
    ]


@pytest.fixture(scope="session")
def modules() -> Path:
    """The installed CLI; skips where npm cannot install it."""
    return installed(INSTALLED)


@pytest.fixture
def cli(modules: Path, shared_sandbox: SandboxServer, tmp_path: Path) -> FirebaseCli:
    """The CLI beside a project in which nothing was deployed."""
    return pointed_at(prepared(shared_sandbox), modules, tmp_path / "work")


@pytest.fixture(scope="module")
def deployed(
    modules: Path, shared_sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FirebaseCli]:
    """All of `project/`, deployed by the CLI, which waits for operations; every request must have been understood."""
    cli = pointed_at(prepared(shared_sandbox, pending_reads=1), modules, tmp_path_factory.mktemp("cli") / "work")
    before = len(cli.log())
    deploy_all(cli)
    yield cli
    assert not_understood(cli.log()[before:]) == []


@pytest.fixture(scope="module")
def both(
    modules: Path, shared_sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BothClients]:
    """The twice described project after `baasctl apply`, shared by the tests of a module."""
    folder = tmp_path_factory.mktemp("both") / "work"
    cli = pointed_at(prepared(shared_sandbox), modules, folder, API_KEY=API_KEY)
    before = len(cli.log())
    clients = BothClients(cli=cli)
    code, text = clients.apply()
    assert code == 0, text
    yield clients
    assert not_understood(cli.log()[before:]) == []
