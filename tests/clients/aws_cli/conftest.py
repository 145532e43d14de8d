"""The `aws` command (PyPI awscli), beside baasctl on one app of a sandbox in this process.

It reaches nothing but the sandbox: no home, no profile, no credential of the user's is there to be found. Each start
takes about a second.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from baasctl.sandbox.server import SandboxServer
from tests.clients import two_clients
from tests.contract.amplify.preparing import filled_in
from tests.sandbox_fixtures import AmplifyProject, new_amplify_project

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsCli:
    """The command, pointed at the account of one app, and the spec of that app.

    Attributes:
        program: Where it is installed.
        folder: Holds `baas.yaml`; the command runs there.
        variables: All of its environment, and baasctl's.
    """

    program: str
    amplify: AmplifyProject
    folder: Path
    variables: dict[str, str]

    def run(self, *arguments: str) -> str:
        """What the command prints; fails unless it succeeds."""
        done = subprocess.run(
            [self.program, *map(self._filled_in, arguments), "--output=json"],
            cwd=self.folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _filled_in(self, argument: str) -> str:
        """Ids of the app, and the `{parameter}` that holds the secret of its functions."""
        if argument == "{parameter}":
            found = self.amplify.ask("ssm", "DescribeParameters")["Parameters"]
            return next(each["Name"] for each in found if each["Name"].endswith("/API_KEY"))
        filled: str = filled_in(argument, self.amplify)
        return filled

    def apply(self) -> tuple[int, str]:
        """Exit code of `baasctl apply` with every consent, and what it prints."""
        return two_clients.apply(self.folder, self.variables)

    def drift(self) -> tuple[int, list[str]]:
        """Exit code of `baasctl drift`, and its changes: sign, address, and the paths of an update."""
        return two_clients.drift(self.folder, self.variables)


@pytest.fixture(scope="module")
def cli(shared_sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> AwsCli:
    """The command beside an app whose spec was applied, shared by the tests of a module."""
    program = shutil.which("aws", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("needs the aws command (PyPI awscli) in this environment")
    amplify = new_amplify_project(shared_sandbox, owned=False)
    folder = tmp_path_factory.mktemp("aws_cli") / "work"
    shutil.copytree(HERE / "project", folder)
    home = folder.parent / "home"
    (home / ".aws").mkdir(parents=True)
    # Version 1 fetches what looks like an address; a callback URL is meant as it stands.
    (home / ".aws" / "config").write_text("[default]\ncli_follow_urlparam = false\n", encoding="utf-8")
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "APP": amplify.app,
        "USER_POOL": amplify.user_pool,
        "GOOGLE": "o-secret",
        "API_KEY": "battery staple",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        **amplify.environment(),
    }
    clients = AwsCli(program=program, amplify=amplify, folder=folder, variables=variables)
    code, text = clients.apply()
    assert code == 0, text
    return clients
