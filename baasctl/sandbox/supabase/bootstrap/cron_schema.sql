-- Stand-ins for the extensions pg_cron and pg_net: jobs are kept and nothing is ever run or sent.
-- A table of an extension is nobody's to adopt; this one is told from the user's by its schema, so it has no policy.
-- Semantics: citusdata/pg_cron src/job_metadata.c (a name is unique per user; scheduling it again changes the job).
create schema cron authorization supabase_admin;
grant usage on schema cron to postgres;

create table cron.job (
  jobid bigserial primary key,
  schedule text not null,
  command text not null,
  nodename text not null default 'localhost',
  nodeport integer not null default 5432,
  database text not null default current_database(),
  username text not null default current_user,
  active boolean not null default true,
  jobname text,
  unique (jobname, username)
);
grant select on cron.job to postgres;

create function cron.schedule(job_name text, schedule text, command text) returns bigint language plpgsql
security definer set search_path = '' as $body$
declare
  id bigint;
begin
  if pg_catalog.array_length(pg_catalog.regexp_split_to_array(pg_catalog.btrim(schedule.schedule), '\s+'), 1) <> 5
    and schedule.schedule !~ '^[1-5]?[0-9] seconds?$'
  then
    raise exception using errcode = '22023', message = 'invalid schedule: ' || schedule.schedule;
  end if;
  insert into cron.job as j (schedule, command, jobname, username)
  values (schedule.schedule, schedule.command, schedule.job_name, session_user)
  on conflict on constraint job_jobname_username_key
  do update set schedule = excluded.schedule, command = excluded.command
  returning j.jobid into id;
  return id;
end
$body$;

create function cron.alter_job(job_id bigint, schedule text default null, command text default null,
  database text default null, username text default null, active boolean default null) returns void language plpgsql
security definer set search_path = '' as $body$
begin
  update cron.job j set schedule = coalesce(alter_job.schedule, j.schedule),
    command = coalesce(alter_job.command, j.command), active = coalesce(alter_job.active, j.active)
  where j.jobid = alter_job.job_id and j.username = session_user;
  if not found then
    raise exception using errcode = '42501', message = 'Job ' || job_id || ' does not exist or you don''t own it';
  end if;
end
$body$;

create function cron.unschedule(job_id bigint) returns boolean language plpgsql
security definer set search_path = '' as $body$
begin
  delete from cron.job j where j.jobid = unschedule.job_id and j.username = session_user;
  if not found then
    raise exception using errcode = 'XX000', message = 'could not find valid entry for job ''' || job_id || '''';
  end if;
  return true;
end
$body$;

create function cron.unschedule(job_name text) returns boolean language plpgsql
security definer set search_path = '' as $body$
begin
  delete from cron.job j where j.jobname = unschedule.job_name and j.username = session_user;
  if not found then
    raise exception using errcode = 'XX000', message = 'could not find valid entry for job ''' || job_name || '''';
  end if;
  return true;
end
$body$;

create schema net authorization supabase_admin;
grant usage on schema net to postgres, anon, authenticated, service_role;
create function net.http_post(url text, body jsonb default '{}', params jsonb default '{}',
  headers jsonb default '{"Content-Type": "application/json"}', timeout_milliseconds integer default 5000)
returns bigint language sql security definer set search_path = '' as 'select 0::bigint';
