"""The story that `baasctl demo` tells: each step is a sentence, a command and what it must exit with."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from baasctl.cli import exits
from baasctl.cli.output import Output
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SandboxError
from baasctl.sandbox import lifecycle
from baasctl.sandbox.environment import environment

SPEC: Final = """\
baasctl: 1

targets:
  demo: {provider: supabase, project: "${env:SUPABASE_PROJECT_REF}"}

auth:
  site_url: https://app.example.com
  password: {minimum_length: 12}

tables:
  public.notes: {rls: true}

prune: {policies: {mode: all}}

policies:
  public.notes:
    Owners read: {for: select, to: [authenticated], using: (select auth.uid()) = owner_id}
"""
CLICKED: Final = """\
create table public.notes (id bigint generated always as identity primary key, owner_id uuid, body text);
insert into public.notes (body) values ('anyone can read this');
"""
OPENED: Final = 'create policy "Just for a test" on public.notes for select to anon using (true);'


def tell(output: Output, folder: Path) -> int:
    """Tell the story in *folder*; the sandbox inside is gone afterwards.

    Raises:
        SandboxError: The sandbox does not start, or a step did not end as it must.
    """
    data = folder / "sandbox"
    _narrate(output, "Start a local Supabase: PostgreSQL and the Management API, from pip packages.")
    lifecycle.start(data, durable=False)
    try:
        lifecycle.add_project(data, "supabase")
        status = lifecycle.status(data)
        variables = {**os.environ, **environment(data, status)}
        _narrate(output, "Somebody clicked a project together: a table without row level security, short passwords.")
        _seed(status, {"site_url": "http://localhost:3000", "password_min_length": 6}, CLICKED)
        (folder / "baas.yaml").write_text(SPEC, encoding="utf-8")
        _narrate(output, "This is what it should be:")
        output.data("".join(f"    {line}\n" for line in SPEC.splitlines()))
        _steps(output, folder, status, variables)
    finally:
        lifecycle.stop(data)
    _narrate(output, "That was all. The sandbox is stopped and removed.")
    return exits.DONE


def _steps(output: Output, folder: Path, status: lifecycle.Status, variables: Mapping[str, str]) -> None:
    def step(sentence: str, command: str, expected: int) -> None:
        _narrate(output, sentence)
        _run(output, folder, variables, shlex.split(command), expected)

    allowed = "--allow MAY_WIDEN_ACCESS --allow LOCKS_OUT_USERS"
    step("What would change? Plan reads and compares, and never writes.", f"plan {allowed} --out plan.json", exits.DONE)
    step("Apply carries out exactly that plan, then reads again.", "apply plan.json", exits.DONE)
    step("A second plan is empty.", "plan", exits.DONE)
    _narrate(output, "Now somebody opens the table in the dashboard, and shortens passwords again.")
    _seed(status, {"password_min_length": 6}, OPENED)
    step("Drift sees both, and exits 2.", "drift", exits.CHANGES)
    step("Apply brings it back, and deletes what `prune` names.", f"apply --yes {allowed}", exits.DONE)
    step("No drift.", "drift", exits.DONE)


def _narrate(output: Output, sentence: str) -> None:
    output.data(output.colour().paint("title", f"\n# {sentence}") + "\n")


def _run(output: Output, folder: Path, variables: Mapping[str, str], command: Sequence[str], expected: int) -> None:
    output.data(output.colour().paint("faint", f"$ baasctl {shlex.join(command)}") + "\n")
    completed = subprocess.run(
        [sys.executable, "-m", "baasctl", *command],
        cwd=folder, env=dict(variables), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    output.data(completed.stdout)
    if completed.returncode != expected:
        raise SandboxError(
            Diagnostic(
                code="SANDBOX090",
                summary="the demo did not go as it must",
                detail=f"`baasctl {shlex.join(command)}` exited {completed.returncode}, not {expected}",
                hint="run baasctl doctor",
            )
        )


def _seed(status: lifecycle.Status, auth: Mapping[str, object], sql: str) -> None:
    """Change the project behind baasctl's back, as the dashboard does: through the provider's own API."""
    ref = status.projects[0]["id"]
    _request(status, "PATCH", f"/v1/projects/{ref}/config/auth", auth)
    _request(status, "POST", f"/v1/projects/{ref}/database/query", {"query": sql})


def _request(status: lifecycle.Status, method: str, path: str, body: Mapping[str, object]) -> None:
    address = urlsplit(status.url)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=60)
    try:
        headers = {"Authorization": f"Bearer {status.token}", "Content-Type": "application/json"}
        connection.request(method, path, body=json.dumps(body), headers=headers)
        response = connection.getresponse()
        answer = response.read()
    finally:
        connection.close()
    if response.status >= 400:
        raise SandboxError(
            Diagnostic(code="SANDBOX091", summary="the sandbox refuses", detail=answer.decode("utf-8", "replace")[:500])
        )
