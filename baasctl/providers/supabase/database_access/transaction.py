"""Changes of access rules, written as one statement that happens as a whole or not at all.

Everything is one `DO` block. A single statement is one transaction whatever the endpoint does with several, so a lost
connection or a killed server leaves nothing half done. It checks first that every resource still is what the plan saw,
takes each lock for half a second at most, and says in its error which change failed.

Two statements go before it in the same request; they bound its time and mean nothing after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from baasctl.engines.postgres.names import quote_literal
from baasctl.model.change import Change
from baasctl.model.secret import Secret
from baasctl.providers.supabase import database_functions, grants, policies, tables, views, webhooks
from baasctl.providers.supabase.database_access import default_privileges
from baasctl.providers.supabase.database_access.names import table_of
from baasctl.providers.supabase.database_access.normalise import NEEDS_MIGRATIONS, SEARCH_PATH
from baasctl.providers.supabase.database_access.statement import objects, pinned

LOCK_TIMEOUT = "500ms"
STATEMENT_TIMEOUT = "30s"
STALE = "BC409"
NOT_LIVE = "BC412"
_ABSENT = "absent"
_GUARD = """
  with expected as materialized (
    select * from pg_catalog.jsonb_to_recordset({expected}::jsonb)
    as e(step integer, kind text, nspname text, relname text, name text, digest text)),
{objects}
  select pg_catalog.jsonb_agg(e.step order by e.step) into not_as_planned
  from expected e left join version v on (v.kind, v.nspname::text, v.relname::text, coalesce(v.name, ''))
    = (e.kind, e.nspname, e.relname, coalesce(e.name, ''))
  where coalesce(v.digest, '{absent}') <> e.digest;
  if not_as_planned is not null then
    raise exception using errcode = '{stale}', message = not_as_planned::text;
  end if;"""
_MIGRATIONS_GUARD = """
  select pg_catalog.jsonb_agg(needed.version) into not_as_planned
  from pg_catalog.unnest(array[{versions}]) needed(version) where not exists (
    select from supabase_migrations.schema_migrations m where m.version::text = needed.version);
  if not_as_planned is not null then
    raise exception using errcode = '{not_live}', message = not_as_planned::text;
  end if;"""
_ENCODERS: dict[str, Callable[[Change], Iterable[str]]] = {
    "tables": tables.encode,
    "policies": policies.encode,
    "views": views.encode,
    "database_functions": database_functions.encode,
}
Reveal = Callable[[Secret], str]
_FAILURE = re.compile(r"baasctl\[(-?\d+),([0-9A-Z]{5})\]: ?(.*?)(?:\n|\\n|$)")
_INDEXES = re.compile(r"\[([0-9, ]+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What the block said when it failed.

    Attributes:
        index: Of the change that failed; `None` when it was none of them.
        sqlstate: `STALE` and `NOT_LIVE` are our own.
        stale: Indexes of the changes whose resource is not what the plan saw.
        message: The server's words, without what it says about the block itself.
    """

    index: int | None
    sqlstate: str
    message: str
    stale: tuple[int, ...] = ()


def masked(secret: Secret) -> str:
    """What stands for a secret where SQL is shown."""
    return str(secret)


def statements(change: Change, reveal: Reveal = masked) -> tuple[str, ...]:
    """The SQL of one change, in order, without semicolons.

    Args:
        change: Of any kind that is written so.
        reveal: The text of a secret.

    Raises:
        NotLexical: An expression would not stay inside its parentheses, or a name cannot be stored.
    """
    kind, place = change.address.kind, change.address.segments[0]
    if kind == webhooks.KIND:
        return tuple(webhooks.encode(change, reveal))
    if kind == "grants":
        return tuple((default_privileges if default_privileges.is_default(place) else grants).encode(change))
    return tuple(_ENCODERS[kind](change))


def script(changes: Sequence[Change], reveal: Reveal = masked) -> str:
    """The request that makes all *changes*; *reveal* as in `statements`.

    Raises:
        NotLexical: As `statements`.
    """
    steps = "".join(
        f"  at_change := {index};\n  execute {_quoted(sql)};\n"
        for index, change in enumerate(changes)
        for sql in statements(change, reveal)
    )
    body = f"""
declare
  at_change integer := -1;
  not_as_planned jsonb;
  state text;
  said text;
begin
  perform pg_catalog.set_config('lock_timeout', '{LOCK_TIMEOUT}', true);
  perform {pinned()};
{_migrations_guard(changes)}{_guard(changes)}
  perform pg_catalog.set_config('search_path', '{", ".join(SEARCH_PATH)}', true);
{steps}exception when others then
  get stacked diagnostics state = returned_sqlstate, said = message_text;
  raise exception using errcode = state, message = pg_catalog.format('baasctl[%s,%s]: %s', at_change, state, said);
end
"""
    return f"set local statement_timeout = '{STATEMENT_TIMEOUT}';\ndo {_quoted(body)};"


def read_failure(text: str) -> Failure | None:
    """Find in an error message what the block said; `None` when the block never ran or was cancelled."""
    found = _FAILURE.search(text)
    if not found:
        return None
    index, sqlstate, message = int(found[1]), found[2], found[3].strip()
    listed = _INDEXES.match(message) if sqlstate == STALE else None
    stale = tuple(map(int, listed[1].split(","))) if listed else ()
    return Failure(index=index if index >= 0 else None, sqlstate=sqlstate, message=message, stale=stale)


def _guard(changes: Sequence[Change]) -> str:
    """Compare the digests of what is live with those that the plan read; what it did not see must not be there."""
    expected = [
        {
            "step": index,
            "kind": change.address.kind,
            "nspname": schema,
            "relname": name,
            "name": _live_name(change),
            "digest": change.version or _ABSENT,
        }
        for index, change in enumerate(changes)
        for schema, name in (_live_place(change),)
    ]
    return _GUARD.format(
        expected=quote_literal(json.dumps(expected)),
        objects=objects(
            "(n.nspname, c.relname) in (select nspname, relname from expected)",
            "p.oid::pg_catalog.regprocedure::text in (select relname from expected where nspname = '')",
        ),
        stale=STALE,
        absent=_ABSENT,
    )


def _live_place(change: Change) -> tuple[str, str]:
    """How `version` spells the first segment: tables by schema and name, everything else as one text."""
    if change.address.kind == database_functions.KIND:
        return "", database_functions.shown(change)
    place = change.address.segments[0]
    return ("", place) if default_privileges.is_default(place) else table_of(change.address)


def _live_name(change: Change) -> str | None:
    if len(change.address.segments) == 1:
        return None
    if change.address.kind == webhooks.KIND:
        return webhooks.former_name(change)
    return policies.former_name(change) if change.address.kind == "policies" else change.address.segments[1]


def _migrations_guard(changes: Sequence[Change]) -> str:
    versions = sorted({version for change in changes for version in _needed(change)})
    if not versions:
        return ""
    listed = ", ".join(quote_literal(version) for version in versions)
    return _MIGRATIONS_GUARD.format(versions=listed, not_live=NOT_LIVE)


def _needed(change: Change) -> tuple[str, ...]:
    versions = change.facts.get(NEEDS_MIGRATIONS)
    return tuple(map(str, versions)) if isinstance(versions, tuple) else ()


def _quoted(sql: str) -> str:
    """A string constant for a piece of SQL; dollar quotes keep it readable in the project's log."""
    closed = f"{sql}\n" if sql.endswith("$") else sql
    number = 0
    while (mark := f"$baasctl{number or ''}$") in closed:
        number += 1
    return f"{mark}{closed}{mark}"
