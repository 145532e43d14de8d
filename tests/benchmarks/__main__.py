"""`python -m tests.benchmarks`: whole-process figures as ratios in one run; nothing here passes or fails.

Every figure is the median of several runs, taken in turn with what it is compared to, because
machines are noisy.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from baasctl.sandbox.faults import Fault
from baasctl.sandbox.server import SandboxServer
from baasctl.sandbox.supabase.project import ProjectOptions
from tests.benchmarks.access_tests import access_tests
from tests.benchmarks.amplify import amplify
from tests.benchmarks.beside_the_cli import beside_the_cli
from tests.benchmarks.beside_the_firebase_cli import beside_the_firebase_cli
from tests.benchmarks.cost import BAASCTL, RUNS, Cost, cost, medians, show
from tests.benchmarks.large_spec import large_spec, tables_sql
from tests.benchmarks.row_security import row_security
from tests.benchmarks.rules import rules
from tests.benchmarks.rules_lints import rules_lints


def starting(folder: Path) -> None:
    """`--version` and `--help` beside the bare interpreter."""
    bare: list[Cost] = []
    version: list[Cost] = []
    help_: list[Cost] = []
    for _ in range(RUNS):
        bare.append(cost([sys.executable, "-c", ""], folder, {}))
        version.append(cost([*BAASCTL, "--version"], folder, {}))
        help_.append(cost([*BAASCTL, "--help"], folder, {}))
    base = medians(bare)
    show("python -c ''", base)
    for name, runs in (("--version", version), ("--help", help_)):
        found = medians(runs)
        show(f"baasctl {name}", found, f"{found.wall_s / base.wall_s:.1f}x the bare interpreter (aim 5x)")


def planning(folder: Path) -> None:
    """`validate` and `plan` of many policies and all auth fields, and how they grow."""
    with SandboxServer(folder / "sandbox", durable=False, rate_limit=0) as server:
        for policies in (250, 1000):
            project = server.add_supabase_project(None, ProjectOptions())
            project.database.script(tables_sql(policies))
            spec = folder / f"spec{policies}"
            spec.mkdir()
            (spec / "baas.yaml").write_text(large_spec(project.ref, policies))
            environment = {"BAASCTL_SUPABASE_API_URL": server.url, "SUPABASE_ACCESS_TOKEN": server.token}

            def timed(*arguments: str, spec: Path = spec, environment: Mapping[str, str] = environment) -> Cost:
                return medians([cost([*BAASCTL, *arguments], spec, environment) for _ in range(3)])

            show(f"validate, {policies} policies", timed("validate"))
            show(f"first plan, {policies} policies to add", cost([*BAASCTL, "plan"], spec, environment))
            allow = [f"--allow={name}" for name in ("MAY_WIDEN_ACCESS", "WEAKENS_AUTH", "LOCKS_OUT_USERS")]
            show(f"apply, {policies} policies", cost([*BAASCTL, "apply", "--yes", *allow], spec, environment))
            (spec / ".baasctl" / "cache").rename(spec / "cache-away")
            show("no-change plan, nothing remembered", cost([*BAASCTL, "plan"], spec, environment))
            before = len(_log(server))
            show("no-change plan", timed("plan"), f"{(len(_log(server)) - before) // 3} calls")


def reading(folder: Path) -> None:
    """Reading live at 100 ms latency, as a ratio to its slowest chain of calls."""
    with SandboxServer(folder / "sandbox", durable=False, rate_limit=0) as server:
        project = server.add_supabase_project(None, ProjectOptions())
        project.database.script(tables_sql(1000))
        (folder / "baas.yaml").write_text(large_spec(project.ref, 1000))
        environment = {"BAASCTL_SUPABASE_API_URL": server.url, "SUPABASE_ACCESS_TOKEN": server.token}
        server.faults.add(Fault(latency_ms=100))
        command = [*BAASCTL, "plan", "-o", "json"]
        ratios = []
        for _ in range(RUNS):
            done = subprocess.run(
                command, cwd=folder, env={**os.environ, **environment}, stdout=subprocess.PIPE, check=True
            )
            (target,) = json.loads(done.stdout)["x_baasctl"]["targets"]
            slowest = max(json.loads(line)["milliseconds"] for line in _log(server)[-target["plan"]["calls"] :]) / 1000
            ratios.append(target["plan"]["seconds"] / slowest)
        print(f"{'read of 100 tables and auth':<44}{statistics.median(ratios):8.2f}x its slowest call (aim 1.5x)")


def _log(server: SandboxServer) -> list[str]:
    return (server.data / "requests.jsonl").read_text().splitlines()


def main(names: Sequence[str]) -> None:
    """All benchmarks, or the named ones."""
    known: dict[str, Callable[[Path], None]] = {
        "starting": starting,
        "planning": planning,
        "reading": reading,
        "beside_the_cli": beside_the_cli,
        "beside_the_firebase_cli": beside_the_firebase_cli,
        "amplify": amplify,
        "row_security": row_security,
        "rules_lints": rules_lints,
        "rules": rules,
        "access_tests": access_tests,
    }
    for name in names or known:
        with tempfile.TemporaryDirectory(prefix="baasctl-benchmark-") as folder:
            print(f"# {name}: {known[name].__doc__}")
            known[name](Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
