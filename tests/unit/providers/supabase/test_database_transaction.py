"""Tables, policies and grants are written as a whole or not at all, and only over what the plan saw."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from baasctl.engines.postgres.connection import Connection
from baasctl.engines.postgres.server import PostgresServer
from baasctl.model.change import Change
from baasctl.model.result import Status
from baasctl.providers.supabase.database_access import writing as database_writing
from baasctl.providers.supabase.database_access.transaction import read_failure, script
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.database_project import DatabaseProject, connect, lines

SETUP = """
create table public.a (id int);
create table public.b (id int);
create policy "Old" on public.b using (id = 1);
"""
SPEC: dict[str, Any] = {
    "tables": {"a": {"rls": True}, "b": {"rls": True}},
    "policies": {"a": {"New": {"using": "id = 1"}}, "b": {"Old": {"using": "id = 2"}}},
    "grants": {"a": {"anon": ["select"], "authenticated": ["select"], "service_role": ["select"]}},
}


@pytest.fixture
def database(supabase: SupabaseProject, tmp_path: Path) -> DatabaseProject:
    database = connect(supabase, tmp_path)
    database.sql(SETUP)
    return database


def state(database: DatabaseProject) -> list[dict[str, Any]]:
    return database.sql(
        "select c.relname, c.relrowsecurity, c.relacl::text, (select string_agg(polname || pg_get_expr(polqual, c.oid)"
        " || coalesce(obj_description(p.oid), ''), ',' order by polname) from pg_policy p where polrelid = c.oid) as p"
        " from pg_class c where relname in ('a', 'b') order by 1"
    )


@contextmanager
def second_connection(database: DatabaseProject) -> Iterator[Connection]:
    with database.sandbox.project.database.session("postgres") as connection:
        yield connection


def send(database: DatabaseProject, changes: tuple[Change, ...], pauses: list[float]) -> list[tuple[Status, str]]:
    """Write without waiting; what became of each change, with the code of its diagnostic."""
    outcomes = database_writing.write(changes, database.api.query, pause=pauses.append)
    return [(each.status, each.diagnostic.code if each.diagnostic else "") for each in outcomes]


def test_a_table_in_use_is_waited_for_and_then_left_as_it_was(database: DatabaseProject) -> None:
    """A lock is waited for half a second, five times, with growing pauses; then nothing has changed."""
    before = state(database)
    plan = database.plan(SPEC)
    pauses: list[float] = []
    with second_connection(database) as other:
        other.script("begin; lock table public.b in access share mode")
        outcomes = send(database, plan.batches[0].changes, pauses)
        other.script("rollback")

    assert len(pauses) == database_writing.TRIES - 1
    assert pauses == sorted(pauses)
    assert {code for status, code in outcomes if status is Status.FAILED} == {"APPLY152"}
    assert all(status is not Status.APPLIED for status, _ in outcomes)
    assert state(database) == before


def test_a_lock_that_is_given_back_in_time_is_no_failure(database: DatabaseProject) -> None:
    """The reader of the table ends between two tries, and the plan is carried out."""
    plan = database.plan(SPEC)
    with second_connection(database) as other:

        def give_back(_: float) -> None:
            other.script("rollback")

        other.script("begin; lock table public.b in access share mode")
        outcomes = database_writing.write(plan.batches[0].changes, database.api.query, pause=give_back)

    assert {outcome.status for outcome in outcomes} == {Status.APPLIED}
    assert lines(database.compare(SPEC).changes) == []


def test_one_refused_statement_undoes_all_and_is_named(database: DatabaseProject) -> None:
    """The change that PostgreSQL refuses has failed with its message, the others were dropped, live is as before."""
    before = state(database)
    changes = database.plan(SPEC).batches[0].changes
    bad = next(change for change in changes if change.address.segments[-1] == "New")
    broken = tuple(
        replace(each, facts={**each.facts, "using": "nothing_knows_me(id)"}) if each is bad else each
        for each in changes
    )

    outcomes = database_writing.write(broken, database.api.query)

    failed = [each for each in outcomes if each.status is Status.FAILED]
    assert [each.change.address for each in failed] == [bad.address]
    assert failed[0].diagnostic is not None
    assert failed[0].diagnostic.detail.startswith("42883: function nothing_knows_me(integer) does not exist")
    assert {each.status for each in outcomes} == {Status.FAILED, Status.DROPPED}
    assert state(database) == before


@pytest.mark.parametrize(
    "meanwhile",
    [
        'alter policy "Old" on public.b using (id = 3)',
        'alter policy "Old" on public.b to anon',
        'drop policy "Old" on public.b',
        'create policy "New" on public.a using (false)',
        "alter table public.b force row level security",
        "revoke select on public.a from anon",
        "grant select (id) on public.a to authenticated",
    ],
)
def test_what_another_writer_changed_since_the_plan_is_not_overwritten(
    database: DatabaseProject, meanwhile: str
) -> None:
    """The transaction compares what is live with what the plan read, in the same moment in which it writes."""
    plan = database.plan(SPEC)
    database.sql(meanwhile)
    before = state(database)

    outcomes = send(database, plan.batches[0].changes, [])

    assert outcomes.count((Status.FAILED, "APPLY150")) == 1
    assert outcomes.count((Status.DROPPED, "")) == len(outcomes) - 1
    assert state(database) == before


def test_a_killed_server_process_leaves_nothing_half_done(database: DatabaseProject) -> None:
    """The backend dies while it waits for its second table; the first one is as before, and a new plan converges."""
    before = state(database)
    sql = script(database.plan(SPEC).batches[0].changes).replace("'500ms'", "'20s'")
    with second_connection(database) as other, second_connection(database) as watcher:
        other.script("begin; lock table public.b in access share mode")
        writer = threading.Thread(target=database.sandbox.request, args=("POST", "/database/query", {"query": sql}))
        writer.start()
        waiting = "select pid from pg_locks where not granted and relation = 'public.b'::regclass"
        while not (found := watcher.query(waiting)):
            pass
        watcher.query("select pg_terminate_backend($1::int)", (str(found[0]["pid"]),))
        writer.join()
        other.script("rollback")

    assert state(database) == before
    assert {outcome.status for outcome in database.apply(SPEC)} == {Status.APPLIED}
    assert lines(database.compare(SPEC).changes) == []


def test_managed_tables_take_policies_beside_other_changes(database: DatabaseProject) -> None:
    """Policy statements on `storage.objects` pass where anything else would undo the transaction."""
    first = {"policies": {"storage.objects": {"A": {"using": "true"}, "B": {"for": "select", "using": "true"}}}}
    second = {
        "policies": {"storage.objects": {"C": {"renamed_from": "A", "using": "false"}, "B": {"using": "true"}}},
        "tables": SPEC["tables"],
    }

    assert {outcome.status for outcome in database.apply(first)} == {Status.APPLIED}
    assert {outcome.status for outcome in database.apply(second)} == {Status.APPLIED}
    assert lines(database.compare(second).changes) == []
    assert [(row["name"], row["cmd"]) for row in database.policies() if row["table"] == "storage.objects"] == [
        ("B", "ALL"),
        ("C", "ALL"),
    ]


def test_an_expression_is_proven_again_right_before_it_is_sent(database: DatabaseProject) -> None:
    """A plan file that somebody edited cannot smuggle a second statement into the transaction."""
    before = state(database)
    changes = database.plan({"policies": {"a": {"New": {"using": "id = 1"}}}}).batches[0].changes
    edited = tuple(replace(each, facts={**each.facts, "using": "true); drop table public.b; --"}) for each in changes)

    assert send(database, edited, []) == [(Status.FAILED, "APPLY154")]
    assert state(database) == before
    assert "cannot be written" in database.provider.describe(edited[0])


def test_an_answer_that_never_came_is_not_called_a_failure(database: DatabaseProject) -> None:
    """When the connection drops after the request only a new read can tell, and it tells."""
    plan = database.plan(SPEC)
    sandbox = database.sandbox.sandbox
    sandbox.add_fault(path="/database/query$", drop_after=True, count=1)

    outcomes = send(database, plan.batches[0].changes, [])

    assert {status for status, _ in outcomes} == {Status.UNKNOWN}


@pytest.mark.parametrize(
    ("said", "index", "stale"),
    [
        ("ERROR:  42501: baasctl[3,42501]: must be owner of table a", 3, ()),
        ("ERROR:  42501: baasctl[3,42501]: must be owner of table a\nCONTEXT:  line 12 at RAISE", 3, ()),
        ("ERROR:  42501: baasctl[3,42501]: must be owner of table a\\nCONTEXT:  line 12 at RAISE", 3, ()),
        ("ERROR:  BC409: baasctl[-1,BC409]: [0, 12]\\nCONTEXT:  line 34 at RAISE", None, (0, 12)),
        ("ERROR:  BC409: baasctl[-1,BC409]: [0, 12, 1", None, ()),
    ],
)
def test_the_message_of_the_block_is_found_in_any_wrapping(
    said: str, index: int | None, stale: tuple[int, ...]
) -> None:
    """The API puts its own words around the database's; what failed is read all the same, or nobody is blamed."""
    failure = read_failure(f"x answered 400: Failed to run sql query: {said}")

    assert failure is not None
    assert (failure.index, failure.stale) == (index, stale)
    assert "CONTEXT" not in failure.message


def test_a_message_without_the_mark_is_not_the_blocks() -> None:
    """Then the block did not run, or was cancelled as a whole, and the API's error stands for all changes."""
    assert read_failure("500: canceling statement due to statement timeout") is None


def test_dates_mean_the_same_whatever_the_roles_like(
    database: DatabaseProject, sandbox_postgres: PostgresServer
) -> None:
    """A role that writes days first and lives in Berlin reads and writes the instants that the spec names."""
    name = f'"{database.sandbox.project.database.name}"'
    with sandbox_postgres.connect() as superuser:
        for role in ("postgres", "supabase_read_only_user"):
            superuser.script(
                f"alter role {role} in database {name} set datestyle = 'SQL, DMY';"
                f"alter role {role} in database {name} set timezone = 'Europe/Berlin';"
                f"alter role {role} in database {name} set intervalstyle = 'iso_8601'"
            )
    database.sandbox.project.database.close()
    database.sql("create table public.events (at timestamptz, day date, long interval)")
    using = "at > '2026-02-01 00:00' and day <> '2026-02-01' and long < '1 month 2 days'"
    spec = {"policies": {"events": {"Later": {"using": using}}}}

    assert {outcome.status for outcome in database.apply(spec)} == {Status.APPLIED}

    assert lines(database.compare(spec).changes) == []
    assert lines(
        database.compare({"policies": {"events": {"Later": {"using": using.replace("02-01'", "01-02'")}}}}).changes
    )
    stored = "select pg_get_expr(polqual, polrelid) as q from pg_policy where polname = 'Later'"
    found = database.sql(f"set datestyle = 'ISO, YMD'; set timezone = 'UTC'; set intervalstyle = 'postgres'; {stored}")
    assert "'2026-02-01 00:00:00+00'::timestamp" in found[0]["q"]
