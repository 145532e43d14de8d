-- On Supabase `postgres` owns nothing in the managed schemas; the extension supautils lets it write policies there all
-- the same. Here `postgres` is a member of the owners, and these event triggers refuse what supautils would not grant.
create schema sandbox_supautils authorization supabase_admin;
grant usage on schema sandbox_supautils to public;

create function sandbox_supautils.refuse(what text) returns void language plpgsql as $body$
begin
  raise exception using errcode = '42501', message = what;
end
$body$;
alter function sandbox_supautils.refuse(text) owner to supabase_admin;

create function sandbox_supautils.is_restricted() returns boolean language sql stable set search_path = '' as $body$
  select not rolsuper and rolname not in ('supabase_auth_admin', 'supabase_storage_admin', 'supabase_realtime_admin')
  from pg_catalog.pg_roles where rolname = current_user
$body$;
alter function sandbox_supautils.is_restricted() owner to supabase_admin;

create function sandbox_supautils.managed_privileges() returns text language sql stable set search_path = '' as $body$
  select pg_catalog.md5(pg_catalog.string_agg(oid || coalesce(relacl::text, ''), ',' order by oid))
  from pg_catalog.pg_class
  where relnamespace in ('auth'::pg_catalog.regnamespace, 'storage'::pg_catalog.regnamespace, 'realtime'::pg_catalog.regnamespace)
$body$;
alter function sandbox_supautils.managed_privileges() owner to supabase_admin;

create function sandbox_supautils.before_command() returns event_trigger language plpgsql set search_path = '' as $body$
begin
  if sandbox_supautils.is_restricted() then
    perform pg_catalog.set_config('baasctl.managed_privileges', sandbox_supautils.managed_privileges(), true);
  end if;
end
$body$;
alter function sandbox_supautils.before_command() owner to supabase_admin;

create function sandbox_supautils.after_command() returns event_trigger language plpgsql set search_path = '' as $body$
declare
  command record;
begin
  if not sandbox_supautils.is_restricted() then
    return;
  end if;
  if tg_tag in ('GRANT', 'REVOKE')
    and pg_catalog.current_setting('baasctl.managed_privileges', true) is distinct from sandbox_supautils.managed_privileges()
  then
    perform sandbox_supautils.refuse('permission denied for a table of a managed schema');
  end if;
  for command in select * from pg_catalog.pg_event_trigger_ddl_commands() loop
    if command.command_tag in ('CREATE POLICY', 'ALTER POLICY', 'CREATE TRIGGER', 'GRANT', 'REVOKE') then
      continue;
    end if;
    if command.object_type = 'schema' and command.object_identity in ('auth', 'storage', 'realtime') then
      perform sandbox_supautils.refuse('must be owner of schema ' || command.object_identity);
    elsif command.object_identity ~ '(^|\mon )(auth|storage|realtime)\.' then
      if command.command_tag like 'CREATE %' and command.object_type <> 'index' then
        perform sandbox_supautils.refuse('permission denied for schema ' || command.schema_name);
      end if;
      perform sandbox_supautils.refuse(pg_catalog.format('must be owner of %s %s', command.object_type,
        pg_catalog.regexp_replace(command.object_identity, '^.*\.', '')));
    end if;
  end loop;
end
$body$;
alter function sandbox_supautils.after_command() owner to supabase_admin;

create function sandbox_supautils.after_drop() returns event_trigger language plpgsql set search_path = '' as $body$
declare
  dropped record;
begin
  if tg_tag in ('DROP POLICY', 'DROP TRIGGER') or not sandbox_supautils.is_restricted() then
    return;
  end if;
  for dropped in select * from pg_catalog.pg_event_trigger_dropped_objects() where original loop
    if dropped.schema_name in ('auth', 'storage', 'realtime')
      or dropped.object_type = 'schema' and dropped.object_name in ('auth', 'storage', 'realtime')
    then
      perform sandbox_supautils.refuse(pg_catalog.format('must be owner of %s %s', dropped.object_type,
        pg_catalog.regexp_replace(dropped.object_identity, '^[^.]*\.', '')));
    end if;
  end loop;
end
$body$;
alter function sandbox_supautils.after_drop() owner to supabase_admin;

create event trigger sandbox_before_command on ddl_command_start when tag in ('GRANT', 'REVOKE')
  execute function sandbox_supautils.before_command();
create event trigger sandbox_after_command on ddl_command_end execute function sandbox_supautils.after_command();
create event trigger sandbox_after_drop on sql_drop execute function sandbox_supautils.after_drop();
