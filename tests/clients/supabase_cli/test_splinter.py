"""Supabase's own lints, as the official CLI carries them, find after apply what baasctl found before."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from baasctl import pipeline
from baasctl.access.lints.rule import Finding
from baasctl.engines.postgres.names import table_name
from baasctl.model.secret import Vault
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import SupabaseProject

pytestmark = pytest.mark.npm

COMPARED = {
    "auth_users_exposed": "auth_users_exposed_{schema}_{table}",
    "security_definer_view": "security_definer_view_{schema}_{table}",
    "auth_rls_initplan": "auth_rls_init_plan_{schema}_{table}_{policy}",
    "multiple_permissive_policies": "multiple_permissive_policies_{schema}_{table}",
    "policy_exists_rls_disabled": "policy_exists_rls_disabled_{schema}_{table}",
    "rls_enabled_no_policy": "rls_enabled_no_policy_{schema}_{table}",
    "function_search_path_mutable": "function_search_path_mutable_{schema}_{table}",
    "rls_disabled_in_public": "rls_disabled_in_public_{schema}_{table}",
    "rls_references_user_metadata": "rls_references_user_metadata_{schema}_{table}_{policy}",
    "materialized_view_in_api": "materialized_view_in_api_{schema}_{table}",
    "sensitive_columns_exposed": "sensitive_columns_exposed_{schema}_{table}",
    "rls_policy_always_true": "rls_policy_always_true_{schema}_{table}_{policy}",
}
"""Lint to the key that splinter gives a finding, as far as both sides tell objects apart."""

SETUP = """
create schema private; grant usage on schema private to anon, authenticated;
create table public.notes (id int, owner_id uuid, org text, title text);
create table public.crowd (id int, owner_id uuid);
create table public.open (id int);
create table public.server (id int); revoke all on public.server from anon, authenticated;
create table public.jobs (id int);
create table public.off (id int);
create table private.hidden (id int); grant select on private.hidden to anon;
create table public."Odd Name" (id int, owner_id uuid);
create table public.keys (id int, "Api-Key" text);
create table public.secretaries (id int, secretary text);
create table public.guarded (id int, password text); alter table public.guarded enable row level security;
create view public.people as select id, email from auth.users;
create view public.asking with (security_invoker) as select id from auth.users;
create view public.unread as select id from auth.users; revoke all on public.unread from anon, authenticated;
create materialized view public.sums as select count(*) from public.notes;
create materialized view public.closed as select id from auth.users;
revoke all on public.closed from anon, authenticated;
create function public.mutable(i int) returns int language sql as 'select 1';
create function public.mutable(t text) returns int language sql as 'select 2';
create function public.pinned() returns int language sql set search_path = '' as 'select 1';
create function private.also() returns int language sql security definer as 'select 1';
"""
SPEC: dict[str, Any] = {
    "tables": {
        "public.notes": {"rls": True},
        "public.crowd": {"rls": True},
        "public.jobs": {"rls": True},
        'public."Odd Name"': {"rls": True},
        "public.off": {"rls": False},
    },
    "policies": {
        "public.notes": {
            "bare": {"for": "select", "to": ["authenticated"], "using": "auth.uid() = owner_id"},
            "wrapped": {"for": "insert", "to": ["authenticated"], "check": "(select auth.uid()) = owner_id"},
            "setting": {"for": "update", "to": ["anon"], "using": "current_setting('app.org', true) = org"},
            "wrapped setting": {
                "for": "delete",
                "to": ["anon"],
                "using": "(select current_setting('a.b', true)) = org",
            },
            "meta": {
                "for": "delete",
                "to": ["authenticated"],
                "using": "((select auth.jwt()) -> 'user_metadata' ->> 'role') = 'admin'",
            },
            "app meta": {
                "for": "update",
                "to": ["authenticated"],
                "using": "((select auth.jwt()) -> 'app_metadata' ->> 'role') = 'admin'",
            },
        },
        "public.crowd": {
            "everyone": {"for": "select", "using": "true"},
            "mine": {"for": "select", "to": ["authenticated"], "using": "(select auth.uid()) = owner_id"},
            "insert anything": {"for": "insert", "to": ["anon"], "check": "true"},
            "update anything": {"for": "update", "to": ["authenticated"], "using": "1 = 1"},
            "delete as server": {"for": "delete", "to": ["service_role"], "using": "true"},
            "never": {"as": "restrictive", "for": "all", "to": ["anon"], "using": "true"},
        },
        'public."Odd Name"': {
            "All of it": {"using": "((true))"},
            "Two": {"for": "select", "using": "owner_id is null"},
        },
        "public.off": {"nothing": {"for": "select", "using": "id = 1"}},
        "storage.objects": {"own": {"for": "select", "using": "auth.uid() = owner"}},
    },
    "database_functions": {"public.mutable(integer)": {"search_path": ""}},
}


def of_splinter(program: Path, supabase: SupabaseProject, folder: Path) -> set[str]:
    """What `supabase db advisors` says of the database itself."""
    run = subprocess.run(
        [str(program), "db", "advisors", f"--remote={supabase.postgres_url}", "--level=info", "--output-format=json"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "SUPABASE_TELEMETRY_DISABLED": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    rows = json.loads(run.stdout)["results"]
    return {_key(row) for row in rows if row["name"] in COMPARED and row["metadata"]["schema"] != "sandbox_supautils"}


def _key(row: dict[str, Any]) -> str:
    """Roles, statements and digests of sources are left out: baasctl has one finding for all of them."""
    at = row["metadata"]
    if "{policy}" in COMPARED[row["name"]]:
        return str(row["cacheKey"])
    return COMPARED[row["name"]].format(schema=at["schema"], table=at["name"])


def of_baasctl(finding: Finding) -> str:
    segments = finding.address.segments
    schema, table = table_name(segments[0].partition("(")[0])
    return COMPARED[finding.rule.name].format(schema=schema, table=table, policy=segments[-1])


def linted(project: SpecProject) -> set[str]:
    found = pipeline.lint(project.run(), Vault())
    for failure in found.failures.values():
        raise failure
    (target,) = found.targets
    return {of_baasctl(each) for each in target.verdict.sifted.findings if each.rule.name in COMPARED}


def test_splinter_finds_after_apply_what_lint_found_before(
    program: Path, supabase: SupabaseProject, tmp_path: Path
) -> None:
    """The planned state is judged as Supabase's own SQL judges the live one, finding by finding."""
    supabase.sql(SETUP)
    project = SpecProject(supabase, tmp_path / "spec")
    project.write({"prune": {"policies": {"mode": "all", "in": ["public"]}}, **SPEC})

    before = linted(project)
    assert before != of_splinter(program, supabase, tmp_path)
    assert project.apply().is_converged

    assert before == of_splinter(program, supabase, tmp_path)
    assert linted(project) == before
    assert {
        name for name, key in COMPARED.items() if not any(one.startswith(key.partition("{")[0]) for one in before)
    } == set()
