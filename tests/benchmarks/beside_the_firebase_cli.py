"""A no-change plan beside `firebase deploy --dry-run`: one project, one sandbox, one folder that describes it twice."""

from __future__ import annotations

import shutil
from pathlib import Path

from baasctl.plan.guards import NEEDS_ALLOW
from baasctl.sandbox.server import SandboxServer
from tests.benchmarks.cost import BAASCTL, RUNS, Cost, cost, medians, show
from tests.clients.firebase_cli.conftest import API_KEY, INSTALLED, pointed_at, prepared
from tests.clients.npm_package import installed


def beside_the_firebase_cli(folder: Path) -> None:
    """No-change `plan` and `firebase deploy --dry-run`, in turn; the plan compares what the CLI only prepares."""
    modules = installed(INSTALLED)
    with SandboxServer(folder / "sandbox", durable=False, rate_limit=0) as server:
        cli = pointed_at(prepared(server), modules, folder / "shop", API_KEY=API_KEY)
        firebase = [shutil.which("node") or "node", str(modules / "firebase-tools" / "lib" / "bin" / "firebase.js")]
        deploy = [*firebase, "deploy", "--force", "--non-interactive", f"--project={cli.firebase.id}"]
        cost([*BAASCTL, "apply", "--yes", *(f"--allow={name}" for name in NEEDS_ALLOW)], cli.folder, cli.variables)
        # What it deployed itself it finds unchanged: its dry run does as little as it can.
        cost(deploy, cli.folder, cli.variables)
        ours: list[Cost] = []
        theirs: list[Cost] = []
        for _ in range(RUNS):
            # Another exit code than 0 would say that something differs.
            ours.append(cost([*BAASCTL, "plan", "--detailed-exitcode"], cli.folder, cli.variables))
            theirs.append(cost([*deploy, "--dry-run"], cli.folder, cli.variables))
    plan, dry_run = medians(ours), medians(theirs)
    show("firebase deploy --dry-run", dry_run, "compiles rules, packs functions, compares nothing")
    show("no-change plan", plan, "rules, indexes, fields, functions, secrets, hooks, Remote Config")
    ratios = [getattr(plan, name) / getattr(dry_run, name) for name in Cost.__slots__]
    print(f"{'plan / deploy --dry-run':<44}{ratios[0]:8.2f}x   wall {ratios[1]:8.2f}x   cpu {ratios[2]:7.2f}x")
