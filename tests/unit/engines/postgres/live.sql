-- What stands for a live Supabase project: real bodies, real policies.
create schema auth; create schema storage; create schema realtime; create schema extensions; create schema private;
create role anon nologin; create role authenticated nologin; create role service_role nologin bypassrls;
create function auth.uid() returns uuid language sql stable as
  $$select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid$$;
create function auth.role() returns text language sql stable as $$select current_setting('request.jwt.claim.role', true)$$;
create function auth.jwt() returns jsonb language sql stable as $$select '{}'::jsonb$$;
create function storage.foldername(name text) returns text[] language sql as $$select string_to_array(name, '/')$$;
create function realtime.topic() returns text language sql stable as $$select ''::text$$;
create table storage.objects (id uuid primary key, bucket_id text, name text, owner uuid);
create table realtime.messages (id uuid primary key, topic text, extension text);
create type public.st as enum ('draft', 'pub;lished', 'it''s');
create domain public.short as varchar(10);
create type public.address as (street text, "zip code" varchar(5));
create table public.members (org_id bigint, user_id uuid, role text, primary key (org_id, user_id));
create table public.docs (
  id bigint primary key, org_id bigint not null, user_id uuid, status varchar, title text, price numeric(10, 2),
  st public.st, created_at timestamptz, tags text[], data jsonb, "Odd ""col""" text, home public.address,
  code public.short, active boolean);
create table public."My Table" (id int, "select" text);
create schema "we.ird"; create table "we.ird"."ta/ble" (owner uuid);
create schema "x WHERE y"; create table "x WHERE y"."t WHERE (true);" (owner uuid);
create view public.doc_titles as select id, title, org_id from public.docs;
create materialized view public.doc_counts as select org_id, count(*) as total from public.docs group by org_id;
create function public.is_admin(u uuid) returns boolean language sql stable security definer as $$select true$$;
create function private.my_orgs() returns setof bigint language sql stable as $$select 1::bigint$$;
create function private.memberships(only_active boolean default true) returns table (org bigint, role text)
  language sql stable as $$select 1::bigint, ''::text$$;
create function public.boom() returns integer immutable language plpgsql as $$begin raise exception 'evaluated'; end$$;
create function public.pick(variadic names text[]) returns text language sql immutable as $$select names[1]$$;
create function public.same(anyelement, anyelement) returns boolean language sql immutable as $$select $1 = $2$$;
create function public.touch() returns trigger language plpgsql as $$begin return new; end$$;
alter table public.docs enable row level security;
create policy "p q" on public.docs using (true);
