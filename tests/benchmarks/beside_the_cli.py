"""A no-change plan beside `supabase config diff`: one project, one sandbox, one folder that describes it twice."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from baasctl.plan.guards import NEEDS_ALLOW
from baasctl.sandbox.environment import environment
from baasctl.sandbox.lifecycle import Status
from baasctl.sandbox.server import SandboxServer
from baasctl.sandbox.supabase.project import ProjectOptions
from tests.benchmarks.cost import BAASCTL, RUNS, Cost, cost, medians, show
from tests.clients.npm_package import installed

CLIENT = Path(__file__).resolve().parents[1] / "clients" / "supabase_cli"
TABLES = "create schema api; create table public.notes (id int, owner_id uuid)"


def beside_the_cli(folder: Path) -> None:
    """No-change `plan` and the official CLI's `config diff`, in turn; the plan compares what the CLI does not, too."""
    program = installed(CLIENT) / "@supabase" / "cli-linux-x64" / "bin" / "supabase"
    notes = folder / "notes"
    shutil.copytree(CLIENT / "project", notes)
    with SandboxServer(folder / "sandbox", durable=False, rate_limit=0) as server:
        project = server.add_supabase_project(None, ProjectOptions())
        project.database.script(TABLES)
        variables = _variables(server, project.ref, notes)
        cost([*BAASCTL, "apply", "--yes", *(f"--allow={name}" for name in NEEDS_ALLOW)], notes, variables)
        ours: list[Cost] = []
        theirs: list[Cost] = []
        for _ in range(RUNS):
            # Another exit code than 0 would say that something differs.
            ours.append(cost([*BAASCTL, "plan", "--detailed-exitcode"], notes, variables))
            theirs.append(cost([str(program), "config", "diff"], notes, variables))
    plan, diff = medians(ours), medians(theirs)
    show("supabase config diff", diff, "settings")
    show("no-change plan", plan, "settings, secrets, mail texts, single sign-on, functions, rules")
    ratios = [getattr(plan, name) / getattr(diff, name) for name in Cost.__slots__]
    print(f"{'plan / config diff':<44}{ratios[0]:8.2f}x   wall {ratios[1]:8.2f}x   cpu {ratios[2]:7.2f}x")


def _variables(server: SandboxServer, ref: str, folder: Path) -> dict[str, str]:
    projects = ({"provider": "supabase", "id": ref},)
    status = Status(url=server.url, token=server.token, projects=projects, pid=os.getpid())
    secrets = dict(line.split("=", 1) for line in (folder / "secrets.env").read_text(encoding="utf-8").splitlines())
    return {**environment(server.data, status), "SUPABASE_API_MAX_RETRIES": "0", **secrets}
