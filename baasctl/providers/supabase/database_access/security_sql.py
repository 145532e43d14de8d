"""Common table expressions on functions, views, default privileges and webhooks, for `statement`.

All of them follow `rel`, and mean something only under an empty `search_path`, which decides how signatures are shown.

Left out are functions of extensions and of Supabase's own schemas: `postgres` may not write them.
"""

from __future__ import annotations

_GRANTED = "(a.grantee = 0 or not r.rolsuper and r.rolname <> 'postgres')"
_GRANTEE = "case when a.grantee = 0 then 'public' else r.rolname::text end"

OBJECTS = f"""
fn as (
  select p.oid, p.oid::pg_catalog.regprocedure::text as signature, p.prosecdef, p.proowner,
    (select pg_catalog.substr(c, 13) from unnest(p.proconfig) c where c like 'search\\_path=%') as search_path,
    (select coalesce(jsonb_agg(g.role order by g.role), '[]') from (
      select distinct {_GRANTEE} as role
      from pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a
      left join pg_catalog.pg_roles r on r.oid = a.grantee
      where a.privilege_type = 'EXECUTE' and a.grantee <> p.proowner and {_GRANTED}) g) as execute,
    pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(jsonb_build_array(l.lanname,
      pg_catalog.pg_get_function_arguments(p.oid), pg_catalog.pg_get_function_result(p.oid), p.provolatile,
      p.proisstrict, p.proleakproof, p.prosrc, p.probin, pg_catalog.pg_get_function_sqlbody(p.oid))::text,
      'UTF8')), 'hex') as body,
    case when l.lanname = 'sql' and p.prokind = 'f' and p.pronargs = 0 and p.provolatile = 's' and not p.proisstrict
      then jsonb_build_array(pg_catalog.pg_get_function_result(p.oid), p.prosrc) end as answer
  from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  join pg_catalog.pg_language l on l.oid = p.prolang
  where p.prokind in ('f','p','w') and {{where_function}} and n.nspname not in ({{platform}}) and not exists (
    select 1 from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
    and d.objid = p.oid and d.deptype = 'e')),
view as (
  select rel.oid, rel.nspname, rel.relname, coalesce((select o.option_value::boolean
    from pg_catalog.pg_options_to_table(rel.reloptions) o where o.option_name = 'security_invoker'), false) as invoker
  from rel where rel.relkind = 'v'),
new_object as (
  select pg_catalog.concat('default privileges on ', case d.objtype when 'r' then 'tables' when 'S' then 'sequences'
    else 'functions' end, ' in ' || pg_catalog.quote_ident(n.nspname)) as place, d.acl, d.is_set
  from (
    select d.defaclobjtype as objtype, d.defaclnamespace as namespace, d.defaclacl as acl, true as is_set
    from pg_catalog.pg_default_acl d join pg_catalog.pg_roles r on r.oid = d.defaclrole and r.rolname = 'postgres'
    where d.defaclobjtype in ('r','S','f')
    union all
    select t.objtype, 0, pg_catalog.acldefault(t.kind, r.oid), false
    from pg_catalog.pg_roles r, (values ('r'::"char", 'r'::"char"), ('S', 's'), ('f', 'f')) t(objtype, kind)
    where r.rolname = 'postgres' and not exists (select 1 from pg_catalog.pg_default_acl d
      where d.defaclrole = r.oid and d.defaclnamespace = 0 and d.defaclobjtype = t.objtype)) d
  left join pg_catalog.pg_namespace n on n.oid = d.namespace),
new_grant as (
  select new_object.place, new_object.is_set, {_GRANTEE} as name,
    jsonb_agg(lower(a.privilege_type) order by lower(a.privilege_type)) as privileges
  from new_object, lateral pg_catalog.aclexplode(new_object.acl) a
  left join pg_catalog.pg_roles r on r.oid = a.grantee where {_GRANTED} group by 1, 2, 3),
hook as (
  select t.oid, rel.nspname, rel.relname, t.tgname, t.tgtype, t.tgenabled, pg_catalog.encode(t.tgargs, 'hex') as args,
    t.tgqual is null and t.tgattr = ''::pg_catalog.int2vector and t.tgoldtable is null and t.tgnewtable is null
      and t.tgconstraint = 0 as is_plain,
    pg_catalog.concat(t.oid, ' ', t.xmin) as version
  from pg_catalog.pg_trigger t join rel on rel.oid = t.tgrelid
  join pg_catalog.pg_proc p on p.oid = t.tgfoid and p.proname = 'http_request'
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace and n.nspname = 'supabase_functions'
  where not t.tgisinternal)"""  # noqa: S608  constant

VERSIONS = """
  union all
  select 'database_functions', '', fn.signature, null,
    pg_catalog.md5(jsonb_build_array(fn.prosecdef, fn.search_path, fn.execute, fn.body)::text) from fn
  union all
  select 'views', view.nspname, view.relname, null, pg_catalog.md5(view.invoker::text) from view
  union all
  select 'grants', '', new_grant.place, new_grant.name, pg_catalog.md5(new_grant.privileges::text) from new_grant
  union all
  select 'webhooks', hook.nspname, hook.relname, hook.tgname::text, hook.version from hook"""

MEMBERS = """
'database_functions', (select coalesce(jsonb_agg(jsonb_build_array(fn.signature, fn.prosecdef, fn.search_path,
    fn.execute, fn.body, coalesce((select pg_catalog.pg_has_role(r.oid, fn.proowner, 'usage')
      from pg_catalog.pg_roles r where r.rolname = 'postgres'), true),
    exists (select 1 from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
      and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.refobjid = fn.oid),
    fn.answer, version.digest)), '[]')
  from fn join version on version.kind = 'database_functions' and version.relname = fn.signature),
'views', (select coalesce(jsonb_agg(jsonb_build_array(view.nspname, view.relname, view.invoker, version.digest)), '[]')
  from view join version on version.kind = 'views'
  and (version.nspname, version.relname) = (view.nspname, view.relname)),
'new_grants', (select coalesce(jsonb_agg(jsonb_build_array(new_grant.place, new_grant.is_set, new_grant.name,
    new_grant.privileges, version.digest)), '[]')
  from new_grant join version on version.kind = 'grants' and version.nspname = ''
  and (version.relname, version.name) = (new_grant.place, new_grant.name)),
'webhooks', (select coalesce(jsonb_agg(jsonb_build_array(hook.nspname, hook.relname, hook.tgname, hook.tgtype,
    hook.tgenabled, hook.args, hook.is_plain, hook.version)), '[]') from hook),
'webhooks_enabled', pg_catalog.to_regproc('supabase_functions.http_request') is not null,"""
