"""The fidelity table is complete, and what it calls assumed can be asked of the real service today."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from baasctl.sandbox.behaviour import Grade
from baasctl.sandbox.fidelity import NOT_SIMULATED, TABLE
from baasctl.sandbox.server import SandboxServer
from tests.sandbox_fixtures import new_amplify_project, new_firebase_project, new_project

ROOT = Path(__file__).resolve().parents[3]
LIVE = ROOT / "tests" / "live"
NEEDED = {
    "supabase": "a Supabase project: SUPABASE_ACCESS_TOKEN, SUPABASE_PROJECT_REF not set",
    "firebase": "a Firebase project: FIREBASE_PROJECT, GOOGLE_OAUTH_ACCESS_TOKEN not set",
    "amplify": "an AWS account: BAASCTL_LIVE_AWS_REGION not set",
}


OWN = ("SUPABASE_", "FIREBASE_", "AWS_", "BAASCTL_LIVE_")
"""Begin the names of variables that may name an account."""


def live_tests(provider: str) -> list[str]:
    """Names of the functions that ask the real service."""
    trees = [ast.parse(path.read_text()) for path in sorted((LIVE / provider).glob("test_*.py"))]
    functions = [node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)]
    return sorted(name for name in functions if name.startswith("test_"))


def run_live(provider: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The live tests of a provider in a process that knows no account but the given one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(LIVE / provider)]
    return subprocess.run(command, cwd=ROOT, env={**kept, **variables}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("provider", NOT_SIMULATED)
def test_every_assumed_behaviour_has_a_live_test_and_no_other_has(provider: str) -> None:
    """The names say which is which."""
    assumed = [row.name for row in TABLE if row.grade is Grade.ASSUMED and row.provider == provider]

    assert live_tests(provider) == sorted(f"test_{name.replace('-', '_')}" for name in assumed)


def test_rows_have_their_own_names_and_a_source() -> None:
    """A row can be cited, and checked."""
    names = [row.name for row in TABLE]

    assert len(set(names)) == len(names)
    assert [row for row in TABLE if not row.source or not row.behaviour.endswith(".")] == []
    assert {row.provider for row in TABLE} == set(NOT_SIMULATED)
    assert all(NOT_SIMULATED.values())


def test_the_live_tests_of_supabase_pass_on_the_sandbox(sandbox: SandboxServer) -> None:
    """What we assume is what we built; on the day there is a token, only the address changes."""
    sandbox._supabase.rate_limit.limit = 120
    project = new_project(sandbox, plan="free", settling_reads=2)
    run = run_live(
        "supabase",
        BAASCTL_SUPABASE_API_URL=sandbox.url,
        SUPABASE_ACCESS_TOKEN=sandbox.token,
        SUPABASE_PROJECT_REF=project.ref,
    )

    assert run.returncode == 0, run.stdout[-3000:]
    assert "skipped" not in run.stdout


def test_the_live_tests_of_firebase_pass_on_the_sandbox(sandbox: SandboxServer) -> None:
    """What we assume is what we built; on the day there is a token, only the address changes."""
    project = new_firebase_project(sandbox, "demo-live-tests")
    run = run_live(
        "firebase",
        BAASCTL_FIREBASE_API_URL=sandbox.url,
        GOOGLE_OAUTH_ACCESS_TOKEN=sandbox.token,
        FIREBASE_PROJECT=project.id,
    )

    assert run.returncode == 0, run.stdout[-3000:]
    assert "skipped" not in run.stdout


def test_the_live_tests_of_amplify_pass_on_the_sandbox(sandbox: SandboxServer) -> None:
    """What we assume is what we built; on the day there is an account, only the address changes."""
    project = new_amplify_project(sandbox)
    run = run_live("amplify", BAASCTL_LIVE_AWS_REGION=project.region, **project.environment())

    assert run.returncode == 0, run.stdout[-3000:]
    assert "skipped" not in run.stdout


@pytest.mark.parametrize("provider", NOT_SIMULATED)
def test_the_live_tests_are_skipped_without_an_account(provider: str) -> None:
    """Skipped and counted, never failed."""
    run = run_live(provider)

    assert run.returncode == 0, run.stdout[-3000:]
    assert f"needs {NEEDED[provider]}" in run.stdout
