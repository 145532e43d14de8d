"""postgres-meta, which answers database queries on the platform, beside the sandbox's `database/query`."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from baasctl.sandbox.server import SandboxServer
from tests.clients.npm_package import installed
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import SupabaseProject, new_project

pytestmark = pytest.mark.npm

HERE = Path(__file__).resolve().parent
CASES: dict[str, Any] = yaml.safe_load((HERE / "statements.yaml").read_text(encoding="utf-8"))
GROUPS = ("values", "statements", "errors", "parameters")

Answers = list[dict[str, Any]]


@pytest.fixture(scope="module")
def package() -> Path:
    """The folder whose script asks postgres-meta."""
    installed(HERE)
    return HERE


def asked(package: Path, supabase: SupabaseProject, questions: Sequence[dict[str, Any]]) -> Answers:
    """What postgres-meta answers about the project's database: `status` and `body` of each question."""
    done = subprocess.run(
        ["node", "answers.mjs"],
        cwd=package,
        env={"PATH": os.environ["PATH"], "PG_META_DB_URL": supabase.postgres_url, "PG_META_DB_SSL_MODE": "disable"},
        input=json.dumps(questions),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=120,
    )
    answers: Answers = read(done.stdout)
    return answers


def read(text: str | bytes) -> Any:
    """JSON with its numbers as its readers in JavaScript have them."""
    return json.loads(text, parse_int=float)


def as_platform(answer: dict[str, Any]) -> tuple[int, Any]:
    """The status and body that the Management API makes of an answer of postgres-meta."""
    if answer["status"] == 200:
        return 201, answer["body"]
    return 400, {"message": f"Failed to run sql query: {answer['body']['error']}"}


def questions_of(group: str) -> list[dict[str, Any]]:
    if group == "parameters":
        return [{"query": sql, "parameters": values} for sql, values in CASES[group]]
    return [{"query": sql} for sql in CASES[group]]


@pytest.fixture(scope="module")
def compared(package: Path, shared_sandbox: SandboxServer) -> dict[str, dict[str, Any]]:
    """By group and statement, what the two answer differently; each is asked in order, of its own project."""
    theirs, ours = new_project(shared_sandbox), new_project(shared_sandbox)
    for project in (theirs, ours):
        project.sql(CASES["setup"])
    bodies = [(group, body) for group in GROUPS for body in questions_of(group)]
    answers = asked(package, theirs, [{"path": "/query", "body": body} for _, body in bodies])

    different: dict[str, dict[str, Any]] = {group: {} for group in GROUPS}
    for (group, body), answer in zip(bodies, answers, strict=True):
        found = ours.request("POST", "/database/query", body)
        if (found.status, read(found.body)) != as_platform(answer):
            texts = {"sandbox": (found.status, read(found.body)), "postgres-meta": as_platform(answer)}
            different[group][json.dumps(body)] = texts
    return different


@pytest.mark.parametrize("group", GROUPS)
def test_the_sandbox_answers_as_postgres_meta(compared: dict[str, dict[str, Any]], group: str) -> None:
    """Status and body are the same for every statement of `statements.yaml`, texts of errors included."""
    assert not compared[group], yaml.safe_dump(compared[group], allow_unicode=True, width=200)


def test_the_policies_that_baasctl_reads_are_those_that_postgres_meta_reads(
    package: Path, supabase: SupabaseProject, tmp_path: Path
) -> None:
    """After apply, its own catalog query finds each rule as the spec says it."""
    supabase.sql("create table public.notes (id int, owner_id uuid)")
    project = SpecProject(supabase, tmp_path)
    rules = {
        "Owners write": {"for": "update", "to": ["authenticated"], "using": "owner_id = auth.uid()", "check": "id > 0"},
        "Nobody deletes": {"for": "delete", "as": "restrictive", "to": ["public"], "using": "false"},
    }
    project.write({"policies": {"public.notes": rules}})
    assert project.apply().is_converged

    (answer,) = asked(package, supabase, [{"path": "/policies"}])
    found = {rule["name"]: rule for rule in answer["body"] if rule["schema"] == "public"}
    assert {name: (rule["command"], rule["action"], rule["roles"]) for name, rule in found.items()} == {
        "Owners write": ("UPDATE", "PERMISSIVE", ["authenticated"]),
        "Nobody deletes": ("DELETE", "RESTRICTIVE", ["public"]),
    }
    assert (found["Owners write"]["definition"], found["Owners write"]["check"]) == (
        "(owner_id = auth.uid())",
        "(id > 0)",
    )
