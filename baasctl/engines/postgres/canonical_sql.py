"""The functions inside the shadow: one that builds it, one that brings expressions into PostgreSQL's own form."""

from __future__ import annotations

# Takes an array of statements; the answer has an entry for each: null, or its sqlstate and message.
RUN_STEPS = r"""
create function baasctl_shadow.run_steps(steps jsonb) returns jsonb language plpgsql as $function$
declare
  step text;
  outcomes jsonb[] := '{}';
  state text;
  said text;
begin
  perform set_config('check_function_bodies', 'off', true);
  for step in select value from jsonb_array_elements_text(steps) loop
    begin
      execute step;
      outcomes := outcomes || 'null'::jsonb;
    exception when others then
      get stacked diagnostics state = returned_sqlstate, said = message_text;
      outcomes := outcomes || jsonb_build_array(state, said);
    end;
  end loop;
  return array_to_json(outcomes)::jsonb;
end $function$
"""

# Modifiers of stubbed types, as in geometry(Point,4326): a number that says whether two are the same. It reads its own
# output back as it is. No language lets us declare an argument of type cstring[], so the catalog is told afterwards.
MODIFIERS = r"""
create function baasctl_shadow.modifiers(text[]) returns integer language sql immutable strict as $function$
  select case when cardinality($1) = 1 and array_to_string($1, ',') ~ '^[0-9]{1,9}$'
    then array_to_string($1, ',')::integer
    else hashtext(lower(array_to_string($1, ','))) & 1073741823 end
$function$;
update pg_catalog.pg_proc set proargtypes = '1263' where oid = 'baasctl_shadow.modifiers'::regproc
"""

# An item is an array of schema, table, expression and search_path; an outcome is an object with `c` for the canonical
# text, or with `s` sqlstate, `m` message, `d` detail, `h` hint. Error code BC001 undoes the views and keeps the
# variables; it must not end in 000, which would catch its whole class. Re-reading a deparsed expression may change it
# once more (varchar lists, BETWEEN inside AND), so it is repeated until it stays the same; two rounds have been
# enough so far, `rounds` bounds it.
CANONICALISE = r"""
create function baasctl_shadow.canonicalise(items jsonb, rounds integer) returns jsonb
language plpgsql as $function$
declare
  item jsonb;
  outcomes jsonb[] := '{}';
  canonical text;
  previous text;
  prefix text;
  definition text;
  view_name text;
  state text;
  said text;
  detail text;
  hint text;
begin
  for item in select value from jsonb_array_elements(items) loop
    canonical := item->>2;
    previous := null;
    begin
      prefix := format(E' SELECT 1 AS x\n   FROM %I.%I\n  WHERE', item->>0, item->>1);
      perform set_config('search_path', item->>3, true);
      for round in 1 .. rounds loop
        view_name := format('pg_temp.canonical_%s', round);
        execute format(E'create temporary view %s as select 1 as x from %I.%I where (\n%s\n)',
          substr(view_name, 9), item->>0, item->>1, canonical);
        perform set_config('search_path', 'pg_temp', true);
        definition := pg_get_viewdef(view_name::regclass);
        if not starts_with(definition, prefix) then
          raise exception using errcode = 'BC002', message = 'the view does not read back as it was written';
        end if;
        canonical := left(ltrim(substr(definition, length(prefix) + 1), E' \n'), -1);
        exit when canonical = previous;
        previous := canonical;
      end loop;
      raise exception using errcode = 'BC001';
    exception
      when sqlstate 'BC001' then outcomes := outcomes || jsonb_build_object('c', canonical);
      when others then
        get stacked diagnostics state = returned_sqlstate, said = message_text,
          detail = pg_exception_detail, hint = pg_exception_hint;
        outcomes := outcomes || jsonb_build_object('s', state, 'm', said, 'd', detail, 'h', hint);
    end;
  end loop;
  return array_to_json(outcomes)::jsonb;
end $function$
"""
