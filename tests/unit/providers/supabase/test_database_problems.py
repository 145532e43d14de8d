"""What is wrong with a table, policy or grant is said at its place in the spec, before anything is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.origin import Origin, Step
from baasctl.model.span import Span
from baasctl.providers.spec_place import place_in
from baasctl.providers.supabase.database_access.problems import Judge
from baasctl.providers.supabase.database_access.state import parse_state
from baasctl.providers.supabase.database_access.statement import STATEMENT
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.database_project import DatabaseProject, connect, resources_of

SETUP = """
create table public.notes (id int, owner_id uuid, title text);
create table public.worded (id int, owner text);
create view public.recent as select id from public.notes;
create function public.boom() returns boolean language plpgsql as $$begin raise exception 'it ran'; end$$;
create table public.hers (id int);
create role susan nologin;
grant susan to postgres;
grant create on schema public to susan;
alter table public.hers owner to susan;
"""
OFFLINE: list[tuple[dict[str, Any], str, str]] = [
    ({"tables": {"public.": {"rls": True}}}, "SPEC380", "a name was expected"),
    ({"tables": {"a.b.c": {"rls": True}}}, "SPEC380", "at most a schema and a name"),
    ({"tables": {"storage.objects": {"rls": True}}}, "SPEC381", "policies alone"),
    ({"grants": {"realtime.messages": {"anon": ["select"]}}}, "SPEC381", "policies alone"),
    ({"tables": {"notes": {"rls": True}, 'public."notes"': {"rls": True}}}, "SPEC382", "first at baas.yaml:1"),
    ({"policies": {"notes": {"a\x07b": {"using": "true"}}}}, "SPEC383", "U+0007"),
    ({"policies": {"notes": {"a\u202eb": {"using": "true"}}}}, "SPEC383", "U+202E"),
    ({"policies": {"notes": {"ü" * 32: {"using": "true"}}}}, "SPEC383", "64 bytes; PostgreSQL keeps 63"),
    ({"grants": {"notes": {"an\non": ["select"]}}}, "SPEC383", "U+000A"),
    ({"policies": {"notes": {"p": {"to": [], "using": "true"}}}}, "SPEC384", "hold for every role"),
    ({"policies": {"notes": {"p": {"to": ["public", "anon"], "using": "true"}}}}, "SPEC384", "beside anon"),
    ({"policies": {"notes": {"p": {"for": "insert", "using": "true"}}}}, "SPEC385", "write `check`"),
    ({"policies": {"notes": {"p": {"for": "select", "check": "true"}}}}, "SPEC385", "select writes none"),
    ({"policies": {"notes": {"p": {"for": "delete", "check": "true"}}}}, "SPEC385", "delete writes none"),
    ({"policies": {"notes": {"p": {"using": "true); select public.boom() where (true"}}}}, "SPEC386", "closes nothing"),
    ({"policies": {"notes": {"p": {"using": "true; drop table notes"}}}}, "SPEC386", "semicolon"),
    ({"policies": {"notes": {"p": {"using": "true /* "}}}}, "SPEC386", "comment is not closed"),
    ({"policies": {"notes": {"p": {"using": "'it"}}}}, "SPEC386", "not closed"),
    ({"policies": {"notes": {"p": {"using": "$j$ true"}}}}, "SPEC386", "$j$"),
    ({"policies": {"notes": {"p": {"using": "  -- nothing"}}}}, "SPEC386", "empty"),
    ({"policies": {"notes": {"p": {"using": "select true"}}}}, "SPEC386", "a query is not an expression"),
    ({"grants": {"notes": {"postgres": ["select"]}}}, "SPEC387", "lock baasctl out"),
    ({"tables": {"notes": {"update_guard": "true); drop table notes"}}}, "SPEC386", "closes nothing"),
]
ONLINE: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "unknown table": (
        {"tables": {"public.note": {"rls": True}}}, "PLAN150", "neither live nor made", "did you mean `public.notes`?",
    ),
    "policy on an unknown table": (
        {"policies": {"public.noted": {"p": {"using": "id = 1"}}}}, "PLAN150", "neither live", "`public.notes`",
    ),
    "guard that names an unknown column": (
        {"tables": {"notes": {"update_guard": "new.titel = old.title"}}}, "PLAN156", "titel", "`title`",
    ),
    "view": ({"tables": {"public.recent": {"rls": True}}}, "PLAN151", "is a view", "security_invoker"),
    "misspelt role": (
        {"policies": {"notes": {"p": {"to": ["authentcated"], "using": "true"}}}}, "PLAN152", "authentcated",
        "`authenticated`",
    ),
    "keyword as role": (
        {"policies": {"notes": {"p": {"to": ["current_user"], "using": "true"}}}}, "PLAN152", "current_user", "",
    ),
    "grant to an unknown role": ({"grants": {"notes": {"anonn": ["select"]}}}, "PLAN152", "anonn", "`anon`"),
    "superuser": ({"grants": {"notes": {"supabase_admin": ["select"]}}}, "PLAN153", "a superuser", "take it out"),
    "owner": ({"grants": {"hers": {"susan": ["select"]}}}, "PLAN153", "the table's owner", "take it out"),
    "column of a grant": (
        {"grants": {"notes": {"anon": {"columns": {"titel": ["select"]}}}}}, "PLAN155", "`titel`", "`title`",
    ),
    "unknown column": (
        {"policies": {"notes": {"p": {"using": "auth.uid() = owner"}}}}, "PLAN156", '"owner" does not', "`owner_id`",
    ),
    "not boolean": ({"policies": {"notes": {"p": {"using": "id"}}}}, "PLAN156", "must be type boolean", ""),
    "aggregate": ({"policies": {"notes": {"p": {"using": "max(id) > 1"}}}}, "PLAN156", "aggregate functions are", ""),
    "syntax": ({"policies": {"notes": {"p": {"using": "id = = 1"}}}}, "PLAN156", "syntax error", ""),
    "unknown function": ({"policies": {"notes": {"p": {"using": "nobody_knows(id)"}}}}, "PLAN156", "not exist", ""),
    "unknown table inside": (
        {"policies": {"notes": {"p": {"check": "id in (select id from nowhere)"}}}}, "PLAN156", '"nowhere" does', "",
    ),
    "id of another type": (
        {"policies": {"worded": {"p": {"using": "auth.uid() = owner"}}}}, "PLAN156", "uuid = text", "",
    ),
    "many rows": (
        {"policies": {"notes": {"p": {"using": "generate_series(1, id) = 1"}}}}, "PLAN156", "set-returning", "",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def database(module_supabase: SupabaseProject, tmp_path_factory: pytest.TempPathFactory) -> DatabaseProject:
    database = connect(module_supabase, tmp_path_factory.mktemp("spec"))
    database.sql(SETUP)
    return database


@pytest.mark.parametrize(("spec", "code", "said"), OFFLINE)
def test_validate_refuses_what_no_database_would_take(
    database: DatabaseProject, spec: dict[str, Any], code: str, said: str
) -> None:
    """Names, roles and expressions that cannot be are found without asking the provider, with their place."""
    found = database.errors(spec)

    assert [each.code for each in found] == [code]
    assert said in found[0].detail
    assert found[0].span is not None


@pytest.fixture(scope="module")
def found_online(database: DatabaseProject) -> dict[str, list[Diagnostic]]:
    """What one normalisation says about all of `ONLINE`; policies are told apart by the case's name."""
    together: dict[str, dict[str, Any]] = {"tables": {}, "policies": {}, "grants": {}}
    for name, (spec, *_) in ONLINE.items():
        for kind, tables in spec.items():
            for table, written in tables.items():
                members = {name: written["p"]} if kind == "policies" else written
                together[kind].setdefault(table, {}).update(members)
    problems = database.errors(together)
    return {name: [each for each in problems if _is_of(each, name, case[0])] for name, case in ONLINE.items()}


@pytest.mark.parametrize("name", ONLINE)
def test_plan_refuses_what_this_database_would_not_take(found_online: dict[str, list[Diagnostic]], name: str) -> None:
    """Tables, roles, columns and expressions are checked against the live catalog, with the nearest known name."""
    _, code, said, hint = ONLINE[name]
    found = found_online[name]

    assert [each.code for each in found] == [code]
    assert said in found[0].detail
    assert hint in found[0].hint
    assert found[0].span is not None


def _is_of(problem: Diagnostic, name: str, spec: dict[str, Any]) -> bool:
    """Whether a problem is about the one resource of a case."""
    assert problem.address is not None
    ((kind, tables),) = spec.items()
    ((table, written),) = tables.items()
    last = {"tables": (), "policies": (name,), "grants": tuple(written)}[kind]
    return problem.address.kind == kind and problem.address.segments == (_canonical(table), *last)


def _canonical(table: str) -> str:
    return table if "." in table else f"public.{table}"


def test_all_problems_are_told_at_once(database: DatabaseProject) -> None:
    """A run that stops at the first problem costs one run per problem."""
    spec = {
        "tables": {"nowhere": {"rls": True}},
        "policies": {"notes": {"a": {"using": "owner = 1"}, "b": {"using": "id", "check": "titel = ''"}}},
        "grants": {"notes": {"anonn": ["select"]}},
    }

    assert sorted(each.code for each in database.errors(spec)) == [
        "PLAN150",
        "PLAN152",
        "PLAN156",
        "PLAN156",
        "PLAN156",
    ]


def test_a_caret_points_at_the_column(database: DatabaseProject) -> None:
    """In a long condition the line that is wrong is shown, with a mark below the word."""
    condition = "(select auth.uid()) is not null\n  and ownerid = auth.uid()\n"
    found = database.errors({"policies": {"notes": {"p": {"using": condition}}}})

    assert found[0].detail.splitlines()[-2:] == ["  and ownerid = auth.uid()", "      ^"]


def test_nothing_of_the_spec_runs_while_it_is_planned(database: DatabaseProject) -> None:
    """A condition that calls a function is parsed and deparsed; the function, live or in the shadow, does not run."""
    spec = {"policies": {"notes": {"p": {"using": "public.boom()"}}}}

    assert database.errors(spec) == []
    assert [str(change.action) for change in database.compare(spec).changes] == ["+"]


def test_grants_alone_need_no_shadow(database: DatabaseProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """A spec without expressions starts no local PostgreSQL."""

    def no_server(*arguments: object) -> None:
        raise AssertionError("a shadow was started")

    monkeypatch.setattr("baasctl.providers.supabase.database_access.canonical_forms.Shadow.build", no_server)
    spec = {"tables": {"notes": {"rls": True}}, "grants": {"notes": {"anon": ["select"]}}}

    assert len(database.compare(spec).changes) == 4


def test_a_block_scalar_points_at_its_line(tmp_path: Path) -> None:
    """The place of an error inside a `|` block is the line in the file, not the line of the sign."""
    resource = resources_of({"policies": {"notes": {"p": {"using": "true\n  and x\n"}}}}, "prod")[0]
    span = Span(file="baas.yaml", line=20, column=14)
    written = Step(how="written", what="baas.yaml", span=span)
    placed = replace(resource, origins={"/using": Origin(span=span, steps=(written,))})

    assert place_in(placed, "using", "true\n  and x\n", 11) == Span(file="baas.yaml", line=22, column=1)
    assert place_in(placed, "using", "true and x", 9) == span


def test_a_privilege_of_a_newer_server_is_told_by_its_version(database: DatabaseProject) -> None:
    """`maintain` is an error on PostgreSQL 15, where the statement would undo the whole transaction."""
    live = parse_state(database.api.query_read_only(STATEMENT))
    older = replace(live.catalog, server_version=150008)
    (resource,) = resources_of({"grants": {"public.notes": {"anon": ["maintain"]}}}, "prod")

    assert [each.code for each in Judge(live, older).problems(resource)] == ["PLAN154"]
    assert list(Judge(live, live.catalog).problems(resource)) == []


def test_a_table_of_another_owner_is_told_before_anything_is_sent(database: DatabaseProject) -> None:
    """PostgreSQL lets only the owner change policies; a spec that changes nothing of the table is no error."""
    database.sql(
        "create role tom nologin; grant tom to postgres; grant create on schema public to tom;"
        "create table public.his (id int); alter table public.his owner to tom; revoke tom from postgres"
    )

    found = database.normal({"tables": {"his": {"rls": True}, "notes": {"rls": True}}}).diagnostics

    assert [(each.code, each.is_error, "`tom`" in each.detail) for each in found] == [("PLAN863", False, True)]
