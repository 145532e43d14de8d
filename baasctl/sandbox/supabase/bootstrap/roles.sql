-- Roles of a Supabase project, for the whole server. `$password$` is replaced by a random word per sandbox.
-- Names and attributes: supabase/postgres migrations/db/init-scripts, summarised in the fidelity table.
do $roles$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('anon', 'nologin noinherit'),
      ('authenticated', 'nologin noinherit'),
      ('service_role', 'nologin noinherit bypassrls'),
      ('authenticator', 'login noinherit'),
      ('dashboard_user', 'nologin createrole createdb replication'),
      ('pgbouncer', 'login'),
      ('postgres', 'login createrole createdb replication bypassrls'),
      ('supabase_admin', 'login superuser createrole createdb replication bypassrls'),
      ('supabase_auth_admin', 'login noinherit createrole'),
      ('supabase_functions_admin', 'login noinherit createrole'),
      ('supabase_read_only_user', 'login bypassrls'),
      ('supabase_realtime_admin', 'nologin noinherit'),
      ('supabase_replication_admin', 'login replication'),
      ('supabase_storage_admin', 'login noinherit createrole')
    ) as role(name, attributes)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      execute format('create role %I %s', wanted.name, wanted.attributes);
    end if;
    if wanted.attributes like 'login%' and wanted.name <> current_user then
      execute format('alter role %I password %L', wanted.name, '$password$');
    end if;
  end loop;
end
$roles$;

grant anon, authenticated, service_role to authenticator with inherit false, set true;
grant anon, authenticated, service_role, authenticator to postgres with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres with admin option;
grant pg_read_all_data, pg_monitor to supabase_read_only_user;
grant authenticator to supabase_storage_admin with inherit false, set true;

-- supautils lets `postgres` write policies on managed tables. Membership gives it that; `managed_schemas.sql` takes
-- the rest of an owner's power away again.
grant supabase_auth_admin, supabase_storage_admin, supabase_realtime_admin to postgres with inherit true, set false;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role postgres set search_path = "$user", public, extensions;
alter role supabase_admin set search_path = "$user", public, auth, extensions;
alter role supabase_auth_admin set search_path = auth;
alter role supabase_storage_admin set search_path = storage;
alter role supabase_read_only_user set search_path = '';
alter role supabase_read_only_user set default_transaction_read_only = on;
