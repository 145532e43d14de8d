"""The fidelity table is complete, and what it calls assumed can be asked of the real service today."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from baasctl.sandbox.fidelity import NOT_SIMULATED, TABLE, Grade
from baasctl.sandbox.server import SandboxServer
from tests.sandbox_fixtures import new_project

ROOT = Path(__file__).resolve().parents[3]
LIVE = ROOT / "tests" / "live" / "supabase" / "test_assumed_behaviours.py"


def test_every_assumed_behaviour_has_a_live_test_and_no_other_has() -> None:
    """The names say which is which."""
    functions = [node.name for node in ast.parse(LIVE.read_text()).body if isinstance(node, ast.FunctionDef)]
    assumed = [row.name for row in TABLE if row.grade is Grade.ASSUMED]

    assert {f"test_{name.replace('-', '_')}" for name in assumed} == {
        name for name in functions if name.startswith("test_")
    }


def test_rows_have_their_own_names_and_a_source() -> None:
    """A row can be cited, and checked."""
    names = [row.name for row in TABLE]

    assert len(set(names)) == len(names)
    assert [row for row in TABLE if not row.source or not row.behaviour.endswith(".")] == []
    assert NOT_SIMULATED


def test_the_live_tests_pass_on_the_sandbox(sandbox: SandboxServer) -> None:
    """What we assume is what we built; on the day there is a token, only the address changes."""
    sandbox._supabase.rate_limit.limit = 120
    project = new_project(sandbox, plan="free", settling_reads=2)
    environment = {
        **os.environ,
        "BAASCTL_SUPABASE_API_URL": sandbox.url,
        "SUPABASE_ACCESS_TOKEN": sandbox.token,
        "SUPABASE_PROJECT_REF": project.ref,
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(LIVE)]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout[-3000:]
    assert "skipped" not in run.stdout


def test_the_live_tests_are_skipped_without_an_account() -> None:
    """Skipped and counted, never failed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SUPABASE_")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(LIVE)]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout[-3000:]
    assert "needs a Supabase project: SUPABASE_ACCESS_TOKEN, SUPABASE_PROJECT_REF not set" in run.stdout
