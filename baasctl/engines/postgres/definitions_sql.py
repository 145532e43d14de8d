"""The one read-only SQL expression that a live database answers with what its objects do, beside their names.

`catalog_sql` tells names and types, enough to read an expression; this tells bodies, defaults, checks and triggers,
which a database needs to answer requests. `definitions.read_definitions` reads the answer. It means something only
under an empty `search_path`, which decides how names are shown.
"""

from __future__ import annotations

from collections.abc import Collection

from baasctl.engines.postgres.names import quote_literal

_TEMPLATE = """(
with ns as (
  select oid, nspname from pg_catalog.pg_namespace
  where nspname !~ '^pg_' and nspname not in ('information_schema', 'baasctl_shadow')),
own as (
  select classid, objid from pg_catalog.pg_depend
  where refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and deptype = 'e'),
fn as (
  select p.oid, ns.nspname, p.proname, p.prosrc, p.prokind, p.proowner from pg_catalog.pg_proc p
  join ns on ns.oid = p.pronamespace join pg_catalog.pg_language l on l.oid = p.prolang
  where l.lanname in ('sql', 'plpgsql') and p.prokind in ('f', 'p') and ns.nspname not in ({without})
  and not exists (select 1 from own where own.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
    and own.objid = p.oid)),
rel as (
  select c.oid, ns.nspname, c.relname, c.relkind, c.reloptions from pg_catalog.pg_class c
  join ns on ns.oid = c.relnamespace
  where c.relkind in ('r','p','v','m') and ns.nspname not in ({without}) and not exists (
    select 1 from own where own.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and own.objid = c.oid)),
role as (
  select oid, rolname from pg_catalog.pg_roles where rolname !~ '^pg_' and not rolsuper)
select jsonb_build_object(
'functions', (select coalesce(jsonb_agg(jsonb_build_array(fn.nspname, fn.proname,
    pg_catalog.pg_get_functiondef(fn.oid)) order by fn.oid), '[]') from fn),
'defaults', (select coalesce(jsonb_agg(jsonb_build_array(rel.nspname, rel.relname, a.attname,
    pg_catalog.pg_get_expr(d.adbin, d.adrelid), a.attgenerated <> '', a.attidentity <> '')
    order by rel.oid, a.attnum), '[]')
  from rel join pg_catalog.pg_attribute a on a.attrelid = rel.oid and a.attnum > 0 and not a.attisdropped
  left join pg_catalog.pg_attrdef d on d.adrelid = rel.oid and d.adnum = a.attnum
  where rel.relkind in ('r','p') and (d.oid is not null or a.attidentity <> '')),
'checks', (select coalesce(jsonb_agg(jsonb_build_array(rel.nspname, rel.relname, k.conname,
    pg_catalog.pg_get_expr(k.conbin, k.conrelid)) order by rel.oid, k.conname), '[]')
  from rel join pg_catalog.pg_constraint k on k.conrelid = rel.oid and k.contype = 'c'),
'views', (select coalesce(jsonb_agg(jsonb_build_array(rel.nspname, rel.relname, pg_catalog.pg_get_viewdef(rel.oid),
    rel.relkind = 'm', coalesce((select o.option_value::boolean
      from pg_catalog.pg_options_to_table(rel.reloptions) o where o.option_name = 'security_invoker'), false))
    order by rel.oid), '[]')
  from rel where rel.relkind in ('v','m')),
'triggers', (select coalesce(jsonb_agg(jsonb_build_array(rel.nspname, rel.relname, t.tgname,
    pg_catalog.pg_get_triggerdef(t.oid), fn.nspname, fn.proname, fn.prosrc, t.tgenabled in ('O','A'))
    order by rel.oid, t.tgname), '[]')
  from rel join pg_catalog.pg_trigger t on t.tgrelid = rel.oid and not t.tgisinternal join fn on fn.oid = t.tgfoid),
'usage', (select coalesce(jsonb_agg(jsonb_build_array(ns.nspname, role.rolname)), '[]')
  from ns, role where pg_catalog.has_schema_privilege(role.oid, ns.oid, 'usage')),
'members', (select coalesce(jsonb_agg(jsonb_build_array(role.rolname, member.rolname)), '[]')
  from role, role member where role.oid <> member.oid and pg_catalog.pg_has_role(member.oid, role.oid, 'usage')),
'bypassing', (select coalesce(jsonb_agg(role.rolname), '[]')
  from role join pg_catalog.pg_roles r on r.oid = role.oid where r.rolbypassrls))
)"""


def definitions_expression(without: Collection[str] = ()) -> str:
    """The expression for every schema that is not PostgreSQL's own, and not one of *without* either."""
    names = ", ".join(map(quote_literal, sorted({"information_schema", *without})))
    return _TEMPLATE.replace("{without}", names)
