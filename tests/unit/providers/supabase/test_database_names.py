"""Any name that PostgreSQL keeps goes into SQL and comes back unchanged, and stays a name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baasctl.engines.postgres.names import quote_identifier
from baasctl.model.result import Status
from baasctl.model.spec import Prune, PruneMode, Terms
from baasctl.providers.supabase.database_access.names import name_problems, without_outer_parentheses
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.database_project import PRUNE, DatabaseProject, connect, lines

NAMES = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20),
    st.text(st.sampled_from("ab\"'$.;()-/*\\% "), min_size=1, max_size=30),
    st.sampled_from(["select", "$baasctl$", "$$", "--", "a'; drop table t; --", "%s", "{x}", "E'\\''", "user"]),
).filter(lambda name: not list(name_problems(name)))


@pytest.fixture(scope="module")
def database(module_supabase: SupabaseProject, tmp_path_factory: pytest.TempPathFactory) -> DatabaseProject:
    return connect(module_supabase, tmp_path_factory.mktemp("spec"))


@given(named=st.lists(st.tuples(NAMES, NAMES, NAMES), min_size=20, max_size=40, unique_by=lambda names: names[0]))
@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_odd_names_survive_plan_apply_and_plan(database: DatabaseProject, named: list[tuple[str, str, str]]) -> None:
    """Quotes, dollars, semicolons and comments inside a name are part of the name, in every statement."""
    spec: dict[str, Any] = {"tables": {}, "policies": {}, "grants": {}}
    for table, column, policy in named:
        written, quoted = quote_identifier("odd", table), quote_identifier(column)
        spec["tables"][written] = {"rls": True}
        spec["policies"][written] = {policy: {"using": f"{quoted} = 'x'", "check": f"{quoted} <> $q$'$q$"}}
        spec["grants"][written] = {"anon": {"columns": {column: ["select", "update"]}}}
    made = "".join(
        f"create table {quote_identifier('odd', table)} ({quote_identifier(column)} text);"
        for table, column, _ in named
    )
    database.sql(f"drop schema if exists odd cascade; create schema odd; {made}")

    assert database.errors(spec) == []
    assert {outcome.status for outcome in database.apply(spec)} == {Status.APPLIED}
    assert lines(database.compare(spec).changes) == []
    live = {(row["table"], row["name"]) for row in database.policies()}
    assert live == {(f"odd.{table}", policy) for table, _, policy in named}


def test_a_dropped_policy_needs_no_name_that_a_spec_could_write(database: DatabaseProject) -> None:
    """Live names with control characters, which a spec may not have, are pruned like any other."""
    database.sql("drop schema if exists odd cascade; create table public.odd (id int)")
    database.sql('create policy "a\nb\x07" on public.odd using (true)')
    spec = {"policies": {"odd": {"Seen": {"using": "id = 1"}}}}

    assert lines(database.compare(spec).changes) == ["+ policies/public.odd/Seen", "- policies/public.odd/a%0Ab%07"]
    assert {outcome.status for outcome in database.apply(spec)} == {Status.APPLIED}
    assert lines(database.compare(spec).changes) == []


def test_only_what_baasctl_made_is_pruned_as_owned(supabase: SupabaseProject, tmp_path: Path) -> None:
    """A policy that baasctl creates says so in its comment; one made by hand or adopted does not, and stays."""
    database = connect(supabase, tmp_path)
    database.sql('create table public.notes (id int); create policy "By hand" on public.notes using (true)')
    database.apply({"policies": {"notes": {"Made": {"using": "id = 1"}, "By hand": {"using": "true"}}}}, PRUNE)
    owned = Terms(prune={"policies": Prune(mode=PruneMode.OWNED)})
    spec = {"policies": {"notes": {"Other": {"using": "id = 2"}}}}

    found = database.compare(spec, owned)

    assert lines(found.changes) == ["- policies/public.notes/Made", "+ policies/public.notes/Other"]
    assert [resource.address.segments[1] for resource in found.unlisted] == ["By hand"]


@pytest.mark.parametrize(
    ("deparsed", "shown"),
    [
        ("(id = 1)", "id = 1"),
        ("((a) AND (b))", "(a) AND (b)"),
        ("(a) AND (b)", "(a) AND (b)"),
        ("true", "true"),
        ("(x = ')'::text)", "x = ')'::text"),
        ("\nCASE\n    WHEN (a) THEN b\nEND", "\nCASE\n    WHEN (a) THEN b\nEND"),
        ("'not closed", "'not closed"),
        ("()", "()"),
    ],
)
def test_only_parentheses_around_the_whole_are_taken_off(deparsed: str, shown: str) -> None:
    """What adopt writes reads like what a person writes, and means the same."""
    assert without_outer_parentheses(deparsed) == shown
