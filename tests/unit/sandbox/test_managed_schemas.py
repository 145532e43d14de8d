"""`postgres` on a Supabase database: policies everywhere, an owner's power nowhere in the managed schemas."""

from __future__ import annotations

import json

import pytest

from tests.sandbox_fixtures import SupabaseProject

MANAGED = ("storage.objects", "storage.buckets", "realtime.messages", "auth.users")


def refused(project: SupabaseProject, sql: str) -> str:
    answer = project.request("POST", "/database/query", {"query": sql})
    assert answer.status == 400, sql
    return str(json.loads(answer.body)["message"])


@pytest.mark.parametrize("table", MANAGED)
def test_policies_can_be_written_on_managed_tables(supabase: SupabaseProject, table: str) -> None:
    """Create, alter, rename and drop, as supautils.policy_grants allows; several in one transaction too."""
    supabase.sql(f"create policy p on {table} for select to authenticated using (true)")
    supabase.sql(f"begin; alter policy p on {table} using (false); alter policy p on {table} rename to q; commit")
    rows = supabase.sql(
        f"select pg_get_expr(polqual, polrelid) as u from pg_policy where polrelid = '{table}'::regclass"
    )
    supabase.sql(f"drop policy q on {table}")

    assert rows == [{"u": "false"}]


@pytest.mark.parametrize(
    "sql",
    [
        "alter table storage.objects disable row level security",
        "alter table storage.objects enable row level security",
        "alter table storage.objects force row level security",
        "alter table storage.objects owner to postgres",
        "alter table realtime.messages add column extra int",
        "alter schema storage rename to mine",
        "comment on table storage.objects is 'mine'",
        "create function auth.mine() returns int language sql as 'select 1'",
        "create index mine on storage.objects (name)",
        "create or replace function auth.uid() returns uuid language sql as 'select null::uuid'",
        "create table auth.mine ()",
        "create view storage.mine as select 1",
        "do $$ begin execute 'alter table storage.objects disable row level security'; end $$",
        "drop function auth.uid()",
        "drop schema realtime cascade",
        "drop table storage.objects cascade",
        "grant insert on auth.users to anon",
        "revoke select on storage.objects from anon",
        "set role supabase_storage_admin",
    ],
)
def test_everything_else_is_refused(supabase: SupabaseProject, sql: str) -> None:
    """42501, whoever writes it and however it is wrapped."""
    assert refused(supabase, sql).startswith("Failed to run sql query: ERROR:  42501:")


def test_a_refused_statement_undoes_its_transaction(supabase: SupabaseProject) -> None:
    """Policies and a forbidden statement in one text leave nothing behind."""
    refused(
        supabase,
        "create policy p on storage.objects using (true); alter table storage.objects enable row level security",
    )

    assert supabase.sql("select polname from pg_policy where polrelid = 'storage.objects'::regclass") == []


def test_triggers_and_foreign_keys_may_point_at_users(supabase: SupabaseProject) -> None:
    """What every Supabase tutorial does on `auth.users` works."""
    supabase.sql(
        "create table public.profiles (id uuid primary key references auth.users);"
        "create function public.greet() returns trigger language plpgsql as 'begin return new; end';"
        "create trigger greet after insert on auth.users for each row execute function public.greet();"
        "drop trigger greet on auth.users"
    )


def test_new_public_tables_are_open_to_the_api_roles(supabase: SupabaseProject) -> None:
    """Supabase's default privileges: the first thing that a rules tool has to see."""
    supabase.sql("create table public.notes ()")
    rows = supabase.sql(
        "select distinct grantee from information_schema.role_table_grants"
        " where table_name = 'notes' and privilege_type = 'TRUNCATE' order by grantee"
    )

    assert [row["grantee"] for row in rows] == ["anon", "authenticated", "postgres", "service_role"]


def test_roles_have_the_platforms_attributes(supabase: SupabaseProject) -> None:
    """`postgres` is no superuser; only the roles that should bypass row security do."""
    rows = supabase.sql(
        "select rolname as name, rolsuper as super, rolbypassrls as bypass from pg_roles"
        " where rolname in ('anon', 'authenticated', 'postgres', 'service_role', 'supabase_admin') order by rolname"
    )

    assert [(row["name"], row["super"], row["bypass"]) for row in rows] == [
        ("anon", False, False),
        ("authenticated", False, False),
        ("postgres", False, True),
        ("service_role", False, True),
        ("supabase_admin", True, True),
    ]


def test_rules_see_the_claims_of_a_request(supabase: SupabaseProject) -> None:
    """`auth.uid()`, `auth.role()`, `auth.email()`, `auth.jwt()` and `realtime.topic()` read the request's settings."""
    rows = supabase.sql(
        """
        select set_config('request.jwt.claims',
          '{"sub": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "role": "authenticated", "email": "a@b.test"}', true),
          set_config('realtime.topic', 'room:1', true);
        select auth.uid() as uid, auth.role() as role, auth.email() as email, auth.jwt() ->> 'role' as claim,
          realtime.topic() as topic
        """
    )

    assert rows == [
        {
            "uid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
            "role": "authenticated",
            "email": "a@b.test",
            "claim": "authenticated",
            "topic": "room:1",
        }
    ]


def test_row_security_holds_for_the_api_roles(supabase: SupabaseProject) -> None:
    """A policy decides what `authenticated` sees."""
    supabase.sql(
        "create table public.notes (owner_id uuid); alter table public.notes enable row level security;"
        "insert into public.notes values ('3fa85f64-5717-4562-b3fc-2c963f66afa6'), (gen_random_uuid());"
        "create policy own on public.notes for select to authenticated using ((select auth.uid()) = owner_id)"
    )
    rows = supabase.sql(
        "begin; set local role authenticated;"
        """set local request.jwt.claims = '{"sub": "3fa85f64-5717-4562-b3fc-2c963f66afa6"}';"""
        "select count(*) as visible from public.notes; commit"
    )

    assert rows == [{"visible": 1}]


def test_storage_path_functions_agree_with_their_names(supabase: SupabaseProject) -> None:
    """The three functions that storage policies are written with."""
    rows = supabase.sql(
        "select storage.foldername('a/b/c.tar.gz') as f, storage.filename('a/b/c.tar.gz') as n,"
        " storage.extension('a/b/c.tar.gz') as e"
    )

    assert rows == [{"f": ["a", "b"], "n": "c.tar.gz", "e": "gz"}]
