"""Migrations that are not live yet give the shadow their tables, types and functions, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from baasctl.engines.postgres.catalog import Argument, Catalog, Field, Function, Key, Table, TypeReference
from baasctl.engines.postgres.migrations import Migration, MigrationFailed, extension_wanted, is_relevant
from baasctl.engines.postgres.shadow import CanonicalExpression, PolicyExpression, Shadow
from baasctl.engines.postgres.stubs import STUBS, stub_catalog

CATALOG = Catalog(
    search_path='"$user", public, extensions',
    roles=("anon", "postgres"),
    schemas=("public", "extensions", "auth"),
    tables=(
        Table(
            name=("public", "orgs"),
            kind="r",
            fields=(Field(name="id", type=TypeReference(builtin="bigint"), not_null=True),),
            keys=(Key(columns=("id",), is_primary=True),),
        ),
    ),
    functions=(Function(name=("auth", "uid"), arguments=(), result=TypeReference(builtin="uuid")),),
)
TABLE = """
-- a comment; with a semicolon
begin;
create type mood as enum ('sad');
create table public.tasks (
  id uuid primary key default extensions.uuid_generate_v4(), org bigint references orgs (id), email citext,
  place geometry(Point, 4326), owner uuid not null default auth.uid(), mood mood);
alter table tasks add column extra uuid default auth.uid();
insert into tasks (org) values (1);
select cron.schedule('nightly', '0 3 * * *', 'x');
create index on tasks using gin (email gin_trgm_ops);
create policy "p" on tasks using (true);
drop trigger t on tasks;
grant select on tasks to nobody_we_know;
create or replace function mine(org bigint) returns boolean language sql as $$ select nope from nowhere $$;
create function broken() returns int language plv8 as $$ 1 $$;
do $$ begin create type mood as enum ('x'); exception when duplicate_object then null; end $$;
alter table tasks owner to supabase_admin;
alter table tasks enable row level security;
commit;
"""


@pytest.fixture
def shadow() -> Iterator[Shadow]:
    with Shadow.build(CATALOG) as built:
        yield built


def migration(sql: str) -> Migration:
    return Migration(version="20260101", name="test", sql=sql)


def test_a_new_table_and_its_policy_can_be_planned(shadow: Shadow) -> None:
    """Extensions come from stubs, rows and rights are passed over, code that cannot be made is noted with its line."""
    extensions = (
        'create extension if not exists citext with schema extensions; create extension "uuid-ossp" schema extensions;'
    )
    extensions += "create extension postgis with schema extensions; create extension if not exists made_up cascade;"

    notes = shadow.apply_migrations([migration(extensions), migration(TABLE)])
    outcome = shadow.canonicalise(
        [
            PolicyExpression(
                table=("public", "tasks"),
                text="mine(org) and email = 'A' and mood = 'sad' and owner = auth.uid() and st_within(place, place)",
                search_path=("public", "extensions"),
            )
        ]
    )[0]

    assert [(note.line, note.thing) for note in notes] == [(1, "extension made_up"), (16, "function")]
    assert isinstance(outcome, CanonicalExpression)
    assert "OPERATOR(extensions.=) 'A'::extensions.citext" in outcome.text
    assert "public.mine(org)" in outcome.text


@pytest.mark.parametrize(
    ("sql", "line", "sqlstate"),
    [
        ("create table a (x int);\n\ncreate table b (\n  x nope\n);", 4, "42704"),
        ("\n\ncreate table c (a text default 'open);", 3, "42601"),
        ("alter table gone add column x int", 1, "42P01"),
    ],
)
def test_a_migration_that_fails_says_version_and_line(sql: str, line: int, sqlstate: str, shadow: Shadow) -> None:
    """The message names the file's version and the line of the mistake."""
    with pytest.raises(MigrationFailed, match="20260101 test") as failure:
        shadow.apply_migrations([migration(sql)])

    assert (failure.value.line, failure.value.sqlstate) == (line, sqlstate)


def test_migrations_do_not_run_as_superuser(shadow: Shadow) -> None:
    """A migration reads no file of this machine and becomes nobody else."""
    notes = shadow.apply_migrations(
        [
            migration("do $$ begin perform pg_read_file('/etc/passwd'); end $$"),
            migration("do $$ begin execute 'copy (select 1) to program ''true'''; end $$"),
            migration("do $$ begin execute 'alter role postgres superuser'; end $$"),
        ]
    )

    assert [note.reason[:5] for note in notes] == ["42501"] * 3


@pytest.mark.parametrize(
    ("statement", "relevant"),
    [
        ("create table a ()", True),
        ("CREATE UNLOGGED TABLE a ()", True),
        ("create or replace view v as select 1", True),
        ("create materialized view v as select 1", True),
        ("alter type t add value 'x'", True),
        ("drop function f(int)", True),
        ("do $$ begin end $$", True),
        ("set search_path = ''", True),
        ("set role anon", False),
        ("insert into a values (1)", False),
        ("create index i on a (b)", False),
        ("create policy p on a using (true)", False),
        ("create trigger t before insert on a execute function f()", False),
        ("grant all on a to b", False),
        ("comment on table a is 'x'", False),
        ("alter table a owner to b", False),
        ("alter default privileges grant all on tables to x", False),
        ("(select 1)", False),
    ],
)
def test_only_names_and_types_are_relevant(statement: str, relevant: bool) -> None:
    """Rows, rights, indexes, triggers and policies change the form of no expression."""
    assert is_relevant(statement) is relevant


def test_every_stub_can_be_made(shadow: Shadow) -> None:
    """Each extension of the table goes into a schema of choice without a complaint."""
    wanted = "".join(f'create extension "{name}" schema extensions;' for name in (*STUBS, "vector"))

    assert shadow.apply_migrations([migration(wanted), migration(wanted)]) == ()
    assert "hstore" in {each.name[1] for each in shadow.catalog(("extensions",)).base_types}


def test_an_extension_without_a_stub_has_none() -> None:
    """The table does not invent."""
    assert stub_catalog("made_up", "public") is None
    assert extension_wanted("create table a ()") is None


def test_members_of_a_live_extension_are_copied_from_the_catalog() -> None:
    """An extension that the binaries lack needs no stub when it is live: its members are in the catalog."""
    live = stub_catalog("citext", "extensions")
    assert live is not None
    any_argument = Argument(mode="i", name="", type=TypeReference(builtin='"any"'))
    odd = Function(name=("public", "odd"), arguments=(any_argument,), result=TypeReference(builtin="integer"))
    table = Table(
        name=("public", "people"),
        kind="r",
        fields=(Field(name="email", type=TypeReference(name=("extensions", "citext"))),),
    )
    catalog = Catalog(
        schemas=("public", "extensions"),
        extensions=live.extensions,
        base_types=live.base_types,
        functions=(*live.functions, odd),
        operators=live.operators,
        casts=live.casts,
        tables=(table,),
    )

    with Shadow.build(catalog) as shadow:
        texts = [
            PolicyExpression(table=table.name, text="email = 'x'", search_path=("extensions",)),
            PolicyExpression(table=table.name, text="(email OPERATOR(extensions.=) 'x'::extensions.citext)"),
        ]
        one, other = shadow.canonicalise(texts)
        assert shadow.stubbed_extensions == ("citext",)
        assert [each.thing for each in shadow.left_out] == ["function public.odd"]

    assert isinstance(one, CanonicalExpression)
    assert one == other
