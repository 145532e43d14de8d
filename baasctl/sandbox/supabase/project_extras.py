"""Small operations that the official CLI asks for: branches, database webhooks, advisors."""

from __future__ import annotations

from baasctl.sandbox.exchange import Answer, Json, JsonObject, json_answer
from baasctl.sandbox.supabase.call import Call

_RLS_DISABLED = """
select c.relname as name from pg_catalog.pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity order by c.relname
"""
_WITHOUT_POLICY = """
select c.relname as name from pg_catalog.pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity
  and not exists (select from pg_catalog.pg_policy p where p.polrelid = c.oid) order by c.relname
"""
_WEBHOOKS = """
create schema if not exists supabase_functions;
grant usage on schema supabase_functions to postgres, anon, authenticated, service_role;
create table if not exists supabase_functions.hooks (
  id bigserial primary key, hook_table_id integer not null, hook_name text not null,
  created_at timestamptz not null default now(), request_id bigint
);
create or replace function supabase_functions.http_request() returns trigger language plpgsql as
  'begin return coalesce(new, old); end';
"""


def list_branches(_call: Call) -> Answer:
    """`GET /v1/projects/{ref}/branches`."""
    return json_answer(200, [])


def enable_webhooks(call: Call) -> Answer:
    """One way, as on the platform. The trigger function exists and sends nothing."""
    database = call.project.database
    with database.postgres.connect(database=database.name) as connection:
        connection.script(_WEBHOOKS)
    return Answer(status=201)


def advise_on_security(call: Call) -> Answer:
    """Two of splinter's lints: 0013 rls_disabled_in_public and 0008 rls_enabled_no_policy."""
    query = call.project.database.query
    lints: list[Json] = [
        _lint("rls_disabled_in_public", "ERROR", "RLS Disabled in Public", str(row["name"]))
        for row in query(_RLS_DISABLED)
    ]
    lints += [
        _lint("rls_enabled_no_policy", "INFO", "RLS Enabled No Policy", str(row["name"]))
        for row in query(_WITHOUT_POLICY)
    ]
    return json_answer(200, {"lints": lints}, note="two of splinter's lints are simulated")


def advise_on_performance(_call: Call) -> Answer:
    """`GET /v1/projects/{ref}/advisors/performance`."""
    return json_answer(200, {"lints": []}, note="performance lints are not simulated")


def _lint(name: str, level: str, title: str, table: str) -> JsonObject:
    return {
        "name": name,
        "title": title,
        "level": level,
        "facing": "EXTERNAL",
        "categories": ["SECURITY"],
        "description": title,
        "detail": f"Table `public.{table}`: {title}",
        "remediation": f"https://supabase.com/docs/guides/database/database-linter?lint={name}",
        "metadata": {"schema": "public", "name": table, "type": "table"},
        "cache_key": f"{name}_public_{table}",
    }
