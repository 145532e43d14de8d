"""The one read-only SQL statement that answers with everything baasctl knows about access in a database.

It is constant: it reads every schema that is not PostgreSQL's own, so no name of the spec ever gets into it. It runs
as `supabase_read_only_user` in a read-only transaction. `state.parse_state` reads the answer.

Grants that are no resources, because revoking them changes nothing or locks out baasctl itself, are left out: those
of the table's owner, of superusers, and of `postgres`, the role that the Management API writes as.
"""

from __future__ import annotations

from baasctl.engines.postgres.catalog_sql import CATALOG_SELECT
from baasctl.engines.postgres.names import quote_literal
from baasctl.providers.supabase.database_access import security_sql, update_guards
from baasctl.providers.supabase.database_access.schemas import PLATFORM_SCHEMAS

PINNED = {
    "search_path": "",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "quote_all_identifiers": "off",
}
"""Settings on which the text of a deparsed expression depends, as the shadow has them.

`pg_get_expr` leaves out the schemas of `search_path`, and writes dates the way the role likes them.
"""

EVERYWHERE = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'"

_OBJECTS = """
rel as (
  select c.oid, n.nspname, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relowner, c.relacl,
    c.reloptions, {guard} as guard
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r','p','v','m','f') and {where}),
acl as (
  select rel.oid, a.grantee, null::name as column_name, lower(a.privilege_type) as privilege
  from rel, lateral pg_catalog.aclexplode(rel.relacl) a
  union
  select rel.oid, a.grantee, t.attname, lower(a.privilege_type)
  from rel join pg_catalog.pg_attribute t on t.attrelid = rel.oid and t.attacl is not null and not t.attisdropped,
  lateral pg_catalog.aclexplode(t.attacl) a),
grantee as (
  select acl.oid, acl.grantee, case when acl.grantee = 0 then 'public' else r.rolname end as name,
    coalesce(jsonb_agg(acl.privilege order by acl.privilege)
      filter (where acl.column_name is null), '[]') as privileges,
    coalesce(jsonb_agg(jsonb_build_array(acl.column_name, acl.privilege) order by acl.column_name, acl.privilege)
      filter (where acl.column_name is not null), '[]') as columns
  from acl join rel on rel.oid = acl.oid left join pg_catalog.pg_roles r on r.oid = acl.grantee
  where acl.grantee <> rel.relowner and (acl.grantee = 0 or not r.rolsuper and r.rolname <> 'postgres')
  group by acl.oid, acl.grantee, r.rolname),
policy as (
  select p.oid, p.polrelid, p.polname, p.polcmd, p.polpermissive,
    (select jsonb_agg(case when u.role = 0 then 'public' else pg_catalog.pg_get_userbyid(u.role)::text end
      order by u.role) from unnest(p.polroles) u(role)) as roles,
    pg_catalog.pg_get_expr(p.polqual, p.polrelid) as using_text,
    pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as check_text
  from pg_catalog.pg_policy p join rel on rel.oid = p.polrelid),{security}
version as (
  select 'tables' as kind, rel.nspname::text as nspname, rel.relname::text as relname, null::text as name,
    pg_catalog.md5(
      jsonb_build_array(rel.relkind, rel.relrowsecurity, rel.relforcerowsecurity, rel.guard)::text) as digest
  from rel
  union all
  select 'grants', rel.nspname, rel.relname, grantee.name::text,
    pg_catalog.md5(jsonb_build_array(grantee.privileges, grantee.columns)::text)
  from grantee join rel on rel.oid = grantee.oid
  union all
  select 'policies', rel.nspname, rel.relname, policy.polname::text,
    pg_catalog.md5(jsonb_build_array(policy.polcmd, policy.polpermissive, policy.roles, policy.using_text,
      policy.check_text)::text)
  from policy join rel on rel.oid = policy.polrelid{versions})"""

_MIGRATIONS = """
case when pg_catalog.to_regclass('supabase_migrations.schema_migrations') is null then '[]'::jsonb
when not pg_catalog.has_schema_privilege('supabase_migrations', 'usage')
  or not pg_catalog.has_table_privilege('supabase_migrations.schema_migrations', 'select') then null
else (select coalesce(jsonb_agg(word order by word), '[]') from pg_catalog.ts_stat($baasctl$
  select pg_catalog.array_to_tsvector(array[version]::text[]) from supabase_migrations.schema_migrations
  where version <> ''$baasctl$)) end"""


def objects(where: str, where_function: str) -> str:
    """Common table expressions `rel`, `grantee`, `policy`, those of `security_sql` and `version`, to follow `with`.

    `version` has one row (kind, nspname, relname, name, digest) for each resource: what a transaction checks again
    before it writes. The digests mean something only under an empty `search_path`.

    Args:
        where: SQL condition on `n.nspname` and `c.relname`.
        where_function: SQL condition on `n.nspname` and `p.oid`.
    """
    platform = ", ".join(map(quote_literal, sorted(PLATFORM_SCHEMAS)))
    security = security_sql.OBJECTS.replace("{where_function}", where_function).replace("{platform}", platform)
    whole = _OBJECTS.replace("{guard}", update_guards.LIVE)
    whole = whole.replace("{security}", f"{security},").replace("{versions}", security_sql.VERSIONS)
    return whole.replace("{where}", where)


_TEMPLATE = """
select case when {pinned} is not null then (
with {objects}
select jsonb_build_object(
'tables', (select coalesce(jsonb_agg(jsonb_build_array(rel.nspname, rel.relname, rel.relkind, rel.relrowsecurity,
    rel.relforcerowsecurity, pg_catalog.pg_get_userbyid(rel.relowner),
    coalesce((select pg_catalog.pg_has_role(r.oid, rel.relowner, 'usage')
      from pg_catalog.pg_roles r where r.rolname = 'postgres'), true),
    exists (select 1 from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and d.objid = rel.oid and d.deptype = 'e'),
    rel.guard,
    exists (select 1 from pg_catalog.pg_rewrite w join pg_catalog.pg_depend d on d.objid = w.oid
      and d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
      and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
      join pg_catalog.pg_class u on u.oid = d.refobjid and u.relname = 'users'
      join pg_catalog.pg_namespace n on n.oid = u.relnamespace and n.nspname = 'auth' where w.ev_class = rel.oid),
    version.digest)), '[]')
  from rel join version on version.kind = 'tables' and (version.nspname, version.relname) = (rel.nspname, rel.relname)),
'policies', (select coalesce(jsonb_agg(jsonb_build_array(rel.nspname, rel.relname, policy.polname, policy.polcmd,
    policy.polpermissive, policy.roles, policy.using_text, policy.check_text,
    pg_catalog.obj_description(policy.oid, 'pg_policy'), version.digest)), '[]')
  from policy join rel on rel.oid = policy.polrelid join version on version.kind = 'policies'
  and (version.nspname, version.relname, version.name) = (rel.nspname, rel.relname, policy.polname::text)),
'grants', (select coalesce(jsonb_agg(jsonb_build_array(rel.nspname, rel.relname, grantee.name, grantee.privileges,
    grantee.columns, version.digest)), '[]')
  from grantee join rel on rel.oid = grantee.oid join version on version.kind = 'grants'
  and (version.nspname, version.relname, version.name) = (rel.nspname, rel.relname, grantee.name::text)),
{members}
'roles', (select jsonb_agg(jsonb_build_array(rolname, rolsuper)) from pg_catalog.pg_roles),
'migrations', {migrations},
'catalog', {catalog})
) end as state"""


def pinned() -> str:
    """An SQL expression that sets `PINNED` until the transaction ends."""
    calls = (f"pg_catalog.set_config('{name}', '{value}', true)" for name, value in PINNED.items())
    return f"pg_catalog.concat({', '.join(calls)})"


STATEMENT = (
    _TEMPLATE.replace("{objects}", objects(EVERYWHERE, EVERYWHERE))
    .replace("{members}", security_sql.MEMBERS.strip())
    .replace("{pinned}", pinned())
    .replace("{migrations}", _MIGRATIONS)
    .replace("{catalog}", CATALOG_SELECT)
)
"""Answers with one row and one column `state`."""
