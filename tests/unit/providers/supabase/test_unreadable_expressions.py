"""What the shadow cannot read is said, and what the server has accepted is not called wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from baasctl.model.diagnostic import Diagnostic
from baasctl.providers.supabase.database_access.pending_migrations import pending_migrations
from baasctl.providers.supabase.database_access.state import parse_state
from baasctl.providers.supabase.database_access.statement import STATEMENT
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.database_project import DatabaseProject, connect, lines

LIVE = "to_tsvector('public.de'::regconfig, title) @@ to_tsquery('x'::text)"
SETUP = f"""
create text search configuration public.de (copy = pg_catalog.simple);
create table public.notes (id int, title text);
create policy "Search" on public.notes using ({LIVE});
"""


@pytest.fixture(scope="module")
def database(module_supabase: SupabaseProject, tmp_path_factory: pytest.TempPathFactory) -> DatabaseProject:
    database = connect(module_supabase, tmp_path_factory.mktemp("spec"))
    database.sql(SETUP)
    return database


def said(database: DatabaseProject, using: str, **more: Any) -> tuple[Diagnostic, ...]:
    return database.normal({"policies": {"notes": {"Search": {"using": using, **more}}}}).diagnostics


def test_the_live_text_is_accepted_as_it_is(database: DatabaseProject) -> None:
    """The shadow has no text search configurations; an adopted policy that uses one is neither wrong nor drift."""
    live = database.adopted()["policies"]["public.notes"]["Search"]
    spec = {"policies": {"notes": {"Search": live}}}
    more = {"policies": {"notes": {"Search": {**live, "to": ["anon"]}}}}

    assert database.errors(spec) == []
    assert lines(database.compare(spec).changes) == []
    assert lines(database.compare(more).changes) == ["~ policies/public.notes/Search /to"]


def test_a_live_text_that_cannot_be_read_differs_and_says_so(database: DatabaseProject) -> None:
    """Another expression is a change; that the live side was compared as text is a warning beside it."""
    spec = {"policies": {"notes": {"Search": {"using": "id = 1"}}}}

    assert [each.code for each in said(database, "id = 1")] == ["PLAN157"]
    assert lines(database.compare(spec).changes) == ["~ policies/public.notes/Search /using"]


def test_a_new_text_that_cannot_be_read_is_an_error(database: DatabaseProject) -> None:
    """Nobody knows whether the server would take it, so the plan stops before anything is written."""
    found = said(database, LIVE.replace("'x'", "'y'"))

    assert sorted(each.code for each in found) == ["PLAN156", "PLAN157"]


def test_a_name_that_validate_refuses_does_not_break_the_plan(database: DatabaseProject) -> None:
    """Normalising skips what cannot be a table and goes on with the others."""
    normal = database.normal({"policies": {"a.b.c": {"p": {"using": "true"}}, "notes": {"q": {"using": "id = 1"}}}})

    assert normal.diagnostics == ()
    assert {each.address.segments for each in normal.desired.resources} == {("a.b.c", "p"), ("public.notes", "q")}


def test_migrations_that_nobody_may_read_are_not_taken_for_none(database: DatabaseProject, tmp_path: Path) -> None:
    """Applying all of them to the shadow again would fail in a way that nobody understands."""
    state = parse_state(database.api.query_read_only(STATEMENT))
    target = replace(database.provider.target, settings={"migrations": "migrations"})

    pending = pending_migrations(target, tmp_path, replace(state, migrations=None))

    assert [each.code for each in pending.problems] == ["SPEC388"]
    assert "may not read" in pending.problems[0].detail
