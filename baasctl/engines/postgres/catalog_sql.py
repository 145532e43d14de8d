"""The one read-only SQL expression that a live database answers with its catalog.

It is a scalar subquery of type jsonb, so a caller can put it beside others in one statement. It takes no locks beyond
reading `pg_catalog`, depends on no `search_path`, and works for a role that may only read the catalogs.
`catalog_reading.read_catalog` reads the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from baasctl.engines.postgres.names import quote_literal

_TEMPLATE = """(
with ns as (
  select oid, nspname from pg_catalog.pg_namespace where {schemas}),
own as (
  select d.classid, d.objid, e.extname from pg_catalog.pg_depend d
  join pg_catalog.pg_extension e on e.oid = d.refobjid
  where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.deptype = 'e'),
made as (
  select classid, objid from pg_catalog.pg_depend
  where deptype = 'i' and refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass),
typ as (
  select t.oid, t.typtype, case
    when coalesce(en.nspname, n.nspname) = 'pg_catalog' then to_jsonb(pg_catalog.format_type(t.oid, null))
    else jsonb_build_array(coalesce(en.nspname, n.nspname), coalesce(e.typname, t.typname), e.oid is not null)
    end as ref
  from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
  left join pg_catalog.pg_type e on e.typarray = t.oid
  left join pg_catalog.pg_namespace en on en.oid = e.typnamespace),
col as (
  select a.attrelid, jsonb_agg(jsonb_build_array(a.attname,
    case when a.atttypmod >= 0 and jsonb_typeof(typ.ref) = 'string'
      then to_jsonb(pg_catalog.format_type(a.atttypid, a.atttypmod)) else typ.ref end,
    a.attnotnull) order by a.attnum) as fields
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid and c.relkind in ('r','p','v','m','f','c')
  join ns on ns.oid = c.relnamespace join typ on typ.oid = a.atttypid
  where a.attnum > 0 and not a.attisdropped group by a.attrelid)
select jsonb_build_object(
'server_version', current_setting('server_version_num')::int,
'search_path', (select reset_val from pg_catalog.pg_settings where name = 'search_path'),
'roles', (select coalesce(jsonb_agg(rolname order by rolname), '[]') from pg_catalog.pg_roles
  where rolname !~ '^pg_'),
'schemas', (select coalesce(jsonb_agg(nspname order by nspname), '[]') from ns),
'extensions', (select coalesce(jsonb_agg(jsonb_build_array(e.extname, n.nspname, e.extversion)
    order by e.extname), '[]')
  from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace),
'enumerations', (select coalesce(jsonb_agg(jsonb_build_array(ns.nspname, t.typname,
    (select jsonb_agg(l.enumlabel order by l.enumsortorder) from pg_catalog.pg_enum l where l.enumtypid = t.oid),
    own.extname) order by t.oid), '[]')
  from pg_catalog.pg_type t join ns on ns.oid = t.typnamespace
  left join own on own.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and own.objid = t.oid where t.typtype = 'e'),
'composites', (select coalesce(jsonb_agg(jsonb_build_array(ns.nspname, t.typname, coalesce(col.fields, '[]'),
    own.extname) order by t.oid), '[]')
  from pg_catalog.pg_type t join ns on ns.oid = t.typnamespace
  join pg_catalog.pg_class c on c.oid = t.typrelid and c.relkind = 'c' left join col on col.attrelid = c.oid
  left join own on own.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and own.objid = t.oid),
'domains', (select coalesce(jsonb_agg(jsonb_build_array(ns.nspname, t.typname,
    case when t.typtypmod >= 0 and jsonb_typeof(typ.ref) = 'string'
      then to_jsonb(pg_catalog.format_type(t.typbasetype, t.typtypmod)) else typ.ref end,
    own.extname) order by t.oid), '[]')
  from pg_catalog.pg_type t join ns on ns.oid = t.typnamespace join typ on typ.oid = t.typbasetype
  left join own on own.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and own.objid = t.oid where t.typtype = 'd'),
'ranges', (select coalesce(jsonb_agg(jsonb_build_array(ns.nspname, t.typname, typ.ref, own.extname)
    order by t.oid), '[]')
  from pg_catalog.pg_range r join pg_catalog.pg_type t on t.oid = r.rngtypid
  join ns on ns.oid = t.typnamespace join typ on typ.oid = r.rngsubtype
  left join own on own.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and own.objid = t.oid),
'base_types', (select coalesce(jsonb_agg(jsonb_build_array(ns.nspname, t.typname, t.typcategory, t.typispreferred,
    t.typcollation <> 0, own.extname) order by t.oid), '[]')
  from pg_catalog.pg_type t join ns on ns.oid = t.typnamespace
  left join own on own.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and own.objid = t.oid
  where t.typtype = 'b' and t.typisdefined
  and not exists (select 1 from pg_catalog.pg_type e where e.typarray = t.oid)),
'tables', (select coalesce(jsonb_agg(jsonb_build_array(ns.nspname, c.relname, c.relkind, coalesce(col.fields, '[]'),
    (select coalesce(jsonb_agg(jsonb_build_array(k.contype = 'p',
        (select jsonb_agg(a.attname order by u.place) from unnest(k.conkey) with ordinality u(attnum, place)
         join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum)) order by k.oid), '[]')
     from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype in ('p','u')),
    (select coalesce(jsonb_agg(p.polname order by p.polname), '[]') from pg_catalog.pg_policy p
     where p.polrelid = c.oid),
    own.extname) order by c.oid), '[]')
  from pg_catalog.pg_class c join ns on ns.oid = c.relnamespace left join col on col.attrelid = c.oid
  left join own on own.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and own.objid = c.oid
  where c.relkind in ('r','p','v','m','f')),
'functions', (select coalesce(jsonb_agg(jsonb_build_array(ns.nspname, f.proname, f.prokind, f.provolatile, f.proretset,
    result.ref,
    (select coalesce(jsonb_agg(jsonb_build_array(coalesce(f.proargmodes[u.place], 'i'),
        coalesce(f.proargnames[u.place], ''), typ.ref) order by u.place), '[]')
     from unnest(coalesce(f.proallargtypes, f.proargtypes::oid[])) with ordinality u(type, place)
     join typ on typ.oid = u.type),
    f.pronargdefaults, own.extname) order by f.oid), '[]')
  from pg_catalog.pg_proc f join ns on ns.oid = f.pronamespace join typ result on result.oid = f.prorettype
  left join own on own.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and own.objid = f.oid
  where f.prokind in ('f','a','w') and not exists (
    select 1 from made where made.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and made.objid = f.oid)
  and not exists (
    select 1 from unnest(f.proargtypes::oid[] || f.prorettype) u(type) where u.type = any (array[
      'internal','cstring','cstring[]','trigger','event_trigger','language_handler','fdw_handler','index_am_handler',
      'tsm_handler','table_am_handler']::pg_catalog.regtype[]::oid[]))),
'operators', (select coalesce(jsonb_agg(jsonb_build_array(ns.nspname, o.oprname, l.ref, r.ref, fn.nspname, f.proname,
    own.extname) order by o.oid), '[]')
  from pg_catalog.pg_operator o join ns on ns.oid = o.oprnamespace left join typ l on l.oid = o.oprleft
  join typ r on r.oid = o.oprright
  join pg_catalog.pg_proc f on f.oid = o.oprcode join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
  left join own on own.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass and own.objid = o.oid),
'casts', (select coalesce(jsonb_agg(jsonb_build_array(s.ref, t.ref, c.castcontext, c.castmethod, fn.nspname, f.proname,
    (select coalesce(jsonb_agg(typ.ref order by u.place), '[]')
     from unnest(f.proargtypes::oid[]) with ordinality u(type, place) join typ on typ.oid = u.type),
    own.extname) order by c.oid), '[]')
  from pg_catalog.pg_cast c join typ s on s.oid = c.castsource join typ t on t.oid = c.casttarget
  left join pg_catalog.pg_proc f on f.oid = c.castfunc left join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
  left join own on own.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass and own.objid = c.oid
  where (jsonb_typeof(s.ref) = 'array' or jsonb_typeof(t.ref) = 'array') and not exists (
    select 1 from made where made.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass and made.objid = c.oid)))
)"""


def catalog_expression(schemas: Sequence[str] = ()) -> str:
    """The expression for the objects in *schemas*; empty means every schema that is not PostgreSQL's or our own.

    Every schema is the right choice for a real project: policies call functions in private schemas.
    """
    if schemas:
        chosen = f"nspname in ({', '.join(quote_literal(schema) for schema in schemas)})"
    else:
        chosen = "nspname !~ '^pg_' and nspname not in ('information_schema', 'baasctl_shadow')"
    return _TEMPLATE.replace("{schemas}", chosen)


CATALOG_SELECT = catalog_expression()
