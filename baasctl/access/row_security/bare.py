"""A Supabase project that has nothing yet: its roles, what policies ask of `auth`, its Storage tables.

Judges start from it where no live project is asked. Names, signatures and bodies: supabase/auth migrations
20220224000811 and 20220531120530, supabase/storage migrations, as of 2026-11.
"""

from __future__ import annotations

from typing import Final

from baasctl.engines.postgres.blueprint import Blueprint
from baasctl.engines.postgres.catalog import Catalog
from baasctl.engines.postgres.definitions import Definitions
from baasctl.engines.postgres.migrations import Migration

_CLAIM: Final = "coalesce(nullif(current_setting('request.jwt.claim.{0}', true), ''), auth.jwt() ->> '{0}')"
_SQL: Final = f"""
create function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), ''))::jsonb $$;
create function auth.uid() returns uuid language sql stable as $$ select ({_CLAIM.format("sub")})::uuid $$;
create function auth.role() returns text language sql stable as $$ select {_CLAIM.format("role")} $$;
create function auth.email() returns text language sql stable as $$ select {_CLAIM.format("email")} $$;
create table auth.users (id uuid primary key, email text, raw_app_meta_data jsonb, raw_user_meta_data jsonb,
  created_at timestamptz default now());
create table storage.buckets (id text primary key, name text not null, owner uuid, owner_id text,
  public boolean default false, file_size_limit bigint, allowed_mime_types text[],
  created_at timestamptz default now(), updated_at timestamptz default now());
create table storage.objects (id uuid primary key default gen_random_uuid(), bucket_id text, name text, owner uuid,
  owner_id text, metadata jsonb, user_metadata jsonb, version text, created_at timestamptz default now(),
  updated_at timestamptz default now(), last_accessed_at timestamptz default now(),
  path_tokens text[] generated always as (string_to_array(name, '/')) stored);
create function storage.foldername(name text) returns text[] language sql immutable as $$
  select (string_to_array(name, '/'))[1 : cardinality(string_to_array(name, '/')) - 1] $$;
create function storage.filename(name text) returns text language sql immutable as $$
  select (string_to_array(name, '/'))[cardinality(string_to_array(name, '/'))] $$;
create function storage.extension(name text) returns text language sql immutable as $$
  select reverse(split_part(reverse(storage.filename(name)), '.', 1)) $$;
alter table storage.buckets enable row level security;
alter table storage.objects enable row level security;
grant all on storage.buckets, storage.objects to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
"""
_ROLES: Final = ("anon", "authenticated", "service_role")
_SCHEMAS: Final = ("public", "extensions", "auth", "storage")


def bare(migrations: tuple[Migration, ...] = ()) -> Blueprint:
    """The project, with migrations that make what it holds."""
    return Blueprint(
        catalog=Catalog(roles=_ROLES, schemas=_SCHEMAS, search_path='"$user", public, extensions'),
        definitions=Definitions(
            usage=tuple((schema, role) for schema in _SCHEMAS for role in _ROLES),
            bypassing=("service_role",),
        ),
        migrations=(Migration(version="0", name="platform", sql=_SQL), *migrations),
    )
