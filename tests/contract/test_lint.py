"""Lints on a sandbox: what is judged, where it is said, and what a run ends with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from baasctl import pipeline
from baasctl.access.lints.registry import NAMES
from baasctl.cli.main import main
from baasctl.model.secret import Vault
from baasctl.run import LintedTarget
from baasctl.sandbox.faults import Fault
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import SupabaseProject

TABLES = """
create table public.notes (id int, owner_id uuid);
create table public.todos (id int, owner_id uuid); alter table public.todos enable row level security;
create policy own on public.todos using (auth.uid() = owner_id);
"""


@pytest.fixture
def project(supabase: SupabaseProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SpecProject:
    """Two tables, of which one is open; the environment and the folder of a person at a shell."""
    supabase.sql(TABLES)
    monkeypatch.setenv("BAASCTL_SUPABASE_API_URL", supabase.url)
    monkeypatch.setenv("SUPABASE_ACCESS_TOKEN", supabase.token)
    monkeypatch.chdir(tmp_path)
    return SpecProject(supabase, tmp_path)


def linted(project: SpecProject) -> LintedTarget:
    found = pipeline.lint(project.run(), Vault())
    for failure in found.failures.values():
        raise failure
    (target,) = found.targets
    return target


def database(found: LintedTarget) -> list[str]:
    """Findings outside auth: lint, address, line of the spec; without `truncate`, which the platform grants anyhow."""
    return [
        f"{each.rule.name} {each.address.local} {each.span.line if each.span else 'live'}"
        for each in found.verdict.sifted.findings
        if each.address.kind != "auth" and each.rule.name != "truncate_granted"
    ]


def test_the_state_after_apply_is_judged(project: SpecProject) -> None:
    """What the spec repairs is no finding, what it breaks is one at its line, and what it leaves alone is live."""
    project.write(
        f"""\
baasctl: 1
targets: {{prod: {{provider: supabase, project: {project.remote.ref}}}}}
tables: {{public.notes: {{rls: true}}}}
policies:
  public.notes:
    anyone: {{for: insert, to: [authenticated], check: "true"}}
"""
    )
    assert database(linted(project)) == [
        "auth_rls_initplan policies/public.todos/own live",
        "rls_policy_always_true policies/public.notes/anyone 6",
        "policy_for_every_role policies/public.todos/own live",
    ]
    assert project.apply().is_converged
    assert len(database(linted(project))) == 3


def test_pruned_rules_are_not_judged(project: SpecProject) -> None:
    """A policy that apply deletes will not be there."""
    project.write({"tables": {"public.notes": {"rls": True}}, "prune": {"policies": "all"}})
    assert {line.rpartition(" ")[0] for line in database(linted(project))} == {
        "rls_enabled_no_policy tables/public.notes",
        "rls_enabled_no_policy tables/public.todos",
    }


def test_no_secret_is_needed_and_nothing_else_is_read(project: SpecProject) -> None:
    """Lint works where secrets are not known, and does not download functions."""
    google = {"client_id": "a", "client_secret": "${secret:env:NOT_SET}"}
    project.write({"identity_providers": {"google": google}, "auth": {"password": {"minimum_length": 6}}})
    at_spec = [each.rule.name for each in linted(project).verdict.sifted.findings if each.span]
    assert "password_requirements_min_length" in at_spec
    assert not [call for call in project.remote.calls() if "/functions" in call or "/secrets" in call]


def test_accepted_findings_do_not_count_and_idle_ones_are_told(
    project: SpecProject, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a reason in the spec the run is green; an acceptance of nothing is named with its line."""
    ignore = {"tables/public.notes": "a public board", "tables/public.gone": "was dropped"}
    project.write({"lint": {"ignore": {"rls_disabled_in_public": ignore}}})

    assert main(["lint"]) == 0
    shown = capsys.readouterr().out
    assert "1 accepted with a reason" in shown
    assert "LINT090" in shown
    assert "`tables/public.gone`" in shown

    assert main(["lint", "-o", "sarif"]) == 0
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    (accepted,) = [each for each in results if each.get("suppressions")]
    assert accepted["suppressions"][0]["justification"] == "a public board"
    assert all("locations" in each for each in results)


@pytest.mark.parametrize(("level", "code"), [("none", 0), ("info", 5), ("warn", 5), ("error", 5)])
def test_findings_of_the_chosen_level_fail_the_run(project: SpecProject, level: str, code: int) -> None:
    """An open table is an error: every choice but none ends with 5."""
    project.write({})
    assert main(["lint", "--fail-on", level]) == code


def test_lower_levels_do_not_fail_a_run_that_asks_for_errors(project: SpecProject) -> None:
    """Warnings and notes are printed and forgiven, unless asked for."""
    project.write({"tables": {"public.notes": {"rls": True}}})
    assert (main(["lint"]), main(["lint", "--fail-on", "warn"])) == (0, 5)


def test_a_project_is_judged_without_a_spec(
    project: SpecProject, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """One token and a reference: who reaches what, findings, and a line that goes on from there; nothing is written."""
    reference = f"supabase:{project.remote.ref}"
    assert main(["lint", "--live", reference]) == 5
    shown = capsys.readouterr().out

    rows = {line.split()[0]: line.split()[1:] for line in shown.splitlines() if line.startswith("  public.")}
    assert rows == {"public.notes": ["all"] * 8, "public.todos": ["some"] * 8}
    assert "error[LINT013] rls_disabled_in_public" in shown
    calls = project.remote.calls()
    assert len(calls) <= 8
    assert {call.split()[0] for call in calls if not call.endswith("/database/query/read-only")} == {"GET"}
    assert list(tmp_path.iterdir()) == []

    line = shown.splitlines()[-1].partition("Keep it as code:  ")[2]
    assert main(line.split()[1:]) == 0
    assert main(["plan", "-f", "baas/baas.yaml"]) == 0
    assert "No changes" in capsys.readouterr().out


def test_programs_get_the_same_without_a_spec(project: SpecProject, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has the table of who reaches what, the findings and the exit code."""
    assert main(["lint", "--live", f"supabase:{project.remote.ref}", "-o", "json"]) == 5
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    (target,) = document["targets"]
    assert document["exit_code"] == target["exit_code"] == 5
    assert target["reach"][1] == {
        "table": "public.todos",
        "rows": dict.fromkeys(
            ("anon", "authenticated"), dict.fromkeys(("select", "insert", "update", "delete"), "some")
        ),
    }
    assert target["counts"]["ERROR"] == 1
    assert {"code", "name", "level", "address", "hint"} <= target["findings"][0].keys()


def test_what_may_not_be_read_is_not_green(project: SpecProject, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a spec every kind counts; with one, what it declares. The lints that are silent are named."""
    project.remote.sandbox.faults.add(Fault(method="POST", path="/database/query", status=403))
    try:
        assert main(["lint", "--live", f"supabase:{project.remote.ref}"]) == 3
        shown = capsys.readouterr().out
        assert "not judged:" in shown
        assert "rls_disabled_in_public" in shown
        project.write({"auth": {"password": {"minimum_length": 12}}})
        assert main(["lint"]) == 0
        project.write({"tables": {"public.notes": {"rls": True}}})
        assert main(["lint"]) == 3
    finally:
        project.remote.sandbox.faults.clear()


@pytest.mark.parametrize("wrong", ["supabase", "supabase:", "firebase:x", "supabase:short", "supabase:${env:HOME}"])
def test_a_reference_that_is_none_is_told(project: SpecProject, wrong: str) -> None:
    """Nothing is asked of anybody for a project that cannot exist."""
    before = project.remote.calls() if (project.remote.sandbox.data / "requests.jsonl").exists() else []
    assert main(["lint", "--live", wrong]) in (1, 64)
    assert project.remote.calls() == before if before else True


def test_buckets_and_functions_are_judged_as_they_will_be(project: SpecProject) -> None:
    """A bucket that stays public and listed, one that the spec closes; callers that the spec takes away or leaves."""
    project.remote.sql(
        """
        insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true), ('covers', 'covers', true);
        create policy "all files" on storage.objects for select using (bucket_id = 'avatars' );
        create policy "one file" on storage.objects for select using (bucket_id = 'covers' and name = 'a');
        create function public.a() returns int language sql security definer set search_path = '' as 'select 1';
        create function public.b() returns int language sql security definer set search_path = '' as 'select 1'"""
    )
    project.write({"database_functions": {"public.a()": {"execute": ["authenticated", "service_role"]}}})
    found = [line for line in database(linted(project)) if "storage" in line or "bucket" in line or "function" in line]
    assert found == [
        "public_bucket_allows_listing buckets/avatars live",
        "anon_security_definer_function_executable database_functions/public.b() live",
        "authenticated_security_definer_function_executable database_functions/public.a() 5",
        "authenticated_security_definer_function_executable database_functions/public.b() live",
        "public_bucket_without_limits buckets/avatars live",
        "public_bucket_without_limits buckets/covers live",
    ]


def test_what_no_policy_guards_is_judged_by_its_grants(project: SpecProject) -> None:
    """Views on accounts, filled views and columns are known where they are left alone, and where the spec grants."""
    project.remote.sql(
        """
        create view public.people as select id, email from auth.users;
        create view public.asking with (security_invoker) as select id from auth.users;
        create materialized view public.sums as select count(*) from public.notes;
        alter table public.notes add column api_key text;
        revoke all on public.people, public.asking, public.sums from anon, authenticated;
        grant select on public.people, public.asking to anon"""
    )
    project.write({"grants": {"public.sums": {"authenticated": ["select"], "service_role": ["select"]}}})
    found = [line for line in database(linted(project)) if "_in_api" in line or "_exposed" in line]
    assert found == [
        "auth_users_exposed grants/public.people/anon live",
        "materialized_view_in_api grants/public.sums/authenticated 5",
        "sensitive_columns_exposed tables/public.notes live",
    ]


def test_a_broken_spec_is_reported_in_the_form_that_was_asked_for(
    project: SpecProject, capsys: pytest.CaptureFixture[str]
) -> None:
    """Code scanning shows the errors of the spec itself; a program reads why nothing was judged."""
    project.write("baasctl: 1\ntargets: {prod: {provider: supabase, project: x}}\nlint: {ignore: {nothing: {}}}\n")
    assert main(["lint", "-o", "sarif"]) == 1
    assert json.loads(capsys.readouterr().out)["runs"][0]["results"][0]["ruleId"] == "SPEC056"
    assert main(["lint", "-o", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["targets"][0]["diagnostics"][0]["code"] == "SPEC056"


def test_the_lints_are_listed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names for `lint: ignore:` can be looked up without a spec and without a provider."""
    monkeypatch.chdir(tmp_path)
    assert main(["lint", "--rules"]) == 0
    assert "LINT013  ERROR  rls_disabled_in_public" in capsys.readouterr().out
    assert main(["lint", "--rules", "-o", "json"]) == 0
    assert {each["name"] for each in json.loads(capsys.readouterr().out)["rules"]} == set(NAMES)


def test_names_of_a_hostile_server_stay_text(project: SpecProject, capsys: pytest.CaptureFixture[str]) -> None:
    """A table and a policy may be called anything; the terminal obeys none of it."""
    name = "e\x1b]0;owned\x07\n::error::x"
    table = f'public."{name}"'
    project.remote.sql(
        f"create table {table} (id int); alter table {table} enable row level security;"
        f'create policy "{name}" on {table} for all using (true)'
    )
    assert main(["lint", "--live", f"supabase:{project.remote.ref}"]) == 5
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert not [line for line in shown.splitlines() if line.lstrip().startswith("::")]
    assert "owned" in shown
