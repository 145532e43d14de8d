"""One request to a copy of a database, answered by PostgreSQL itself and undone again, in one round trip.

`PROBE` runs as a role that is no superuser. It puts rows there without policies and triggers, becomes the role that
asks, runs one statement, and takes everything back before it answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from baasctl.engines.postgres.building import OWN_SCHEMA
from baasctl.engines.postgres.catalog_reading import CatalogDamaged
from baasctl.engines.postgres.connection import Connection

# BC004 undoes what was done and keeps the variables. A cancelled statement is no `others`: it reaches the client.
PROBE = r"""
create function baasctl_shadow.probe(task jsonb) returns jsonb language plpgsql as $function$
declare
  step jsonb;
  setting record;
  stage text := 'seeds';
  place integer := 0;
  held boolean;
  answers jsonb[] := '{}';
  total bigint;
  touched bigint;
  state text;
  said text;
  around text;
begin
  begin
    begin
      perform set_config('session_replication_role', 'replica', true);
      for step in select value from jsonb_array_elements(task->'seeds') loop
        execute step->>0 using step->1;
        place := place + 1;
      end loop;
      perform set_config('session_replication_role', 'origin', true);
      if task ? 'all' then
        execute task->'all'->>0 into total using task->'all'->1;
      end if;
      stage := 'who';
      for setting in select key, value from jsonb_each_text(task->'settings') loop
        perform set_config(setting.key, setting.value, true);
      end loop;
      stage := 'conditions';
      for step in select value from jsonb_array_elements(task->'conditions') loop
        begin
          execute step->>0 into held using step->1;
          answers := answers || case when held then '"true"' else '"false"' end::jsonb;
        exception when others then
          get stacked diagnostics state = returned_sqlstate, said = message_text;
          answers := answers || jsonb_build_array(state, said);
          state := null; said := null;
        end;
      end loop;
      stage := 'request';
      execute task->'request'->>0 using task->'request'->1;
      get diagnostics touched = row_count;
    exception when others then
      get stacked diagnostics state = returned_sqlstate, said = message_text, around = pg_exception_context;
    end;
    raise exception using errcode = 'BC004';
  exception when sqlstate 'BC004' then null;
  end;
  return jsonb_build_object('stage', stage, 'place', place, 'total', total, 'touched', touched, 'state', state,
    'said', said, 'around', around, 'conditions', array_to_json(answers));
end $function$
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement and the JSON that it has as `$1`."""

    sql: str
    data: object = None

    def wire(self) -> list[object]:
        return [self.sql, self.data]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One request.

    Attributes:
        seeds: Put rows there, as the owner.
        total: Counts, as the owner, what the request could give; `None`: that is not asked.
        settings: Of the request: the role, the claims.
        conditions: Each answers one truth, as the role that asks.
    """

    seeds: tuple[Statement, ...]
    total: Statement | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    conditions: tuple[Statement, ...] = ()
    request: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What PostgreSQL made of it.

    Attributes:
        stage: How far it got: `seeds`, `who`, `conditions`, `request`.
        place: How many seeds were put there.
        total: What `Task.total` counted.
        touched: Rows that the request gave or changed; `None`: it failed.
        sqlstate, message, context: Why it failed; empty: it did not.
        conditions: `true`, `false` or `error: …` of each; null is false.
    """

    stage: str
    place: int
    total: int | None
    touched: int | None
    sqlstate: str
    message: str
    context: str
    conditions: tuple[str, ...]


def probe(connection: Connection, task: Task) -> Outcome:
    """Ask; nothing stays.

    Raises:
        PostgresError: It was cancelled for its time, or cannot even be asked.
        ConnectionLost: The server went away.
    """
    wire: dict[str, object] = {
        "seeds": [each.wire() for each in task.seeds],
        "settings": dict(task.settings),
        "conditions": [each.wire() for each in task.conditions],
        "request": task.request.wire(),
    }
    if task.total is not None:
        wire["all"] = task.total.wire()
    rows = connection.query(f"select {OWN_SCHEMA}.probe($1::jsonb) as outcome", (json.dumps(wire),))
    return _outcome(rows[0]["outcome"])


def _outcome(found: object) -> Outcome:
    if not isinstance(found, Mapping):
        raise CatalogDamaged("probe", "an object")
    conditions = found.get("conditions")
    return Outcome(
        stage=_text(found.get("stage")),
        place=_number(found.get("place")) or 0,
        total=_number(found.get("total")),
        touched=_number(found.get("touched")),
        sqlstate=_text(found.get("state")),
        message=_text(found.get("said")),
        context=_text(found.get("around")),
        conditions=tuple(_condition(each) for each in conditions) if isinstance(conditions, Sequence) else (),
    )


def _condition(found: object) -> str:
    if isinstance(found, list):
        return "error: " + ": ".join(map(str, found))
    return str(found)


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""


def _number(found: object) -> int | None:
    return found if isinstance(found, int) else None
