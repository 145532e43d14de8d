"""A policy on a table that a migration will make can be planned, and is not applied before the migration is live."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.result import Status
from baasctl.model.span import Span
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.database_project import DatabaseProject, connect, lines

FIRST = "create table public.old (id int, owner_id uuid);\n"
SECOND = """create table public.rooms (id int, "Besitzer" uuid);
alter table public.old rename column owner_id to owner;
"""
SPEC: dict[str, Any] = {
    "tables": {"rooms": {"rls": True}},
    "policies": {
        "rooms": {"Theirs": {"using": '(select auth.uid()) = "Besitzer"'}},
        "old": {"Owners": {"using": "owner = (select auth.uid())"}},
    },
    "grants": {"rooms": {"anon": {"columns": {"Besitzer": ["select"]}}}},
}


@pytest.fixture
def database(supabase: SupabaseProject, tmp_path: Path) -> DatabaseProject:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (folder / "20260101000000_first.sql").write_text(FIRST)
    (folder / "20260201000000_second.sql").write_text(SECOND)
    (folder / "README.md").write_text("not a migration")
    database = connect(supabase, tmp_path, migrations="supabase/migrations")
    database.sql(f"{FIRST} insert into supabase_migrations.schema_migrations (version) values ('20260101000000')")
    database.sql('create policy "Owners" on public.old using (owner_id = (select auth.uid()))')
    return database


def warnings(database: DatabaseProject) -> list[Diagnostic]:
    return [each for each in database.normal(SPEC).diagnostics if each.severity is Severity.WARNING]


def test_a_plan_says_which_migrations_it_rests_on_and_apply_waits_for_them(database: DatabaseProject) -> None:
    """The new table and its columns are known from the migration; writing before it is live changes nothing."""
    assert database.errors(SPEC) == []
    plan = database.plan(SPEC)
    assert lines(plan.changes) == [
        "+ grants/public.rooms/anon",
        "~ policies/public.old/Owners /using",
        "+ policies/public.rooms/Theirs",
        "+ tables/public.rooms",
    ]
    assert [each.code for each in warnings(database)] == ["PLAN160"]
    assert "migration 20260201000000" in warnings(database)[0].detail

    refused = database.execute(plan)

    assert {each.status for each in refused} == {Status.FAILED}
    assert {each.diagnostic.code for each in refused if each.diagnostic} == {"APPLY151"}

    database.sql(f"{SECOND} insert into supabase_migrations.schema_migrations (version) values ('20260201000000')")
    assert warnings(database) == []
    assert {each.status for each in database.apply(SPEC)} == {Status.APPLIED}
    assert lines(database.compare(SPEC).changes) == []


def test_a_live_policy_whose_column_a_migration_renames_does_not_fail_the_plan(database: DatabaseProject) -> None:
    """The live text is read as it is today; it differs until PostgreSQL has renamed the column in it."""
    spec = {"policies": {"old": {"Owners": {"using": "owner = (select auth.uid())"}}}}

    assert database.errors(spec) == []
    assert lines(database.compare(spec).changes) == ["~ policies/public.old/Owners /using"]

    database.sql(f"{SECOND} insert into supabase_migrations.schema_migrations (version) values ('20260201000000')")

    assert lines(database.compare(spec).changes) == []


def test_a_migration_that_fails_is_told_at_its_line(database: DatabaseProject, tmp_path: Path) -> None:
    """The place is the line of the statement in the migration's file."""
    broken = tmp_path / "supabase/migrations/20260301000000_third.sql"
    broken.write_text("-- a comment\n\nalter table public.nowhere add column x int;\n")

    (found,) = database.errors(SPEC)

    assert found.code == "PLAN161"
    assert found.span is not None
    assert (found.span.file, found.span.line) == ("supabase/migrations/20260301000000_third.sql", 3)
    assert "nowhere" in found.detail


def test_a_folder_that_is_not_there_is_told_at_the_target(supabase: SupabaseProject, tmp_path: Path) -> None:
    """A wrong path must not look like a project without migrations."""
    database = connect(supabase, tmp_path, migrations="migratons")
    database.sql("create table public.old (id int)")

    (found,) = database.errors({"tables": {"old": {"rls": True}}})

    assert (found.code, found.span) == ("SPEC388", Span(file="baas.yaml", line=4, column=3))
    assert "migratons" in found.detail


def test_migrations_run_as_nobody_in_particular(database: DatabaseProject, tmp_path: Path) -> None:
    """What a pull request puts into a migration cannot reach the machine: the shadow's owner is no superuser."""
    target = tmp_path / "written"
    (tmp_path / "supabase/migrations/20260301000000_evil.sql").write_text(
        f"do $$begin execute 'copy (select 1) to program ''touch {target}'''; end$$;\n"
        f"do $$begin execute 'copy (select 1) to ''{target}'''; end$$;\n"
    )

    assert database.errors(SPEC) == []
    assert not target.exists()
