"""`/v1/projects/{ref}/database/query`: SQL on the project's own database.

Answers as postgres-meta does: the rows of the last statement that returned any (supabase/postgres-meta src/lib/db.ts),
errors as `Failed to run sql query: ERROR:  <sqlstate>: <message>` with the line they are in (seen in
stackblitz/bolt.new issues 6745 and 7058, 2025-02).
"""

from __future__ import annotations

import json
from typing import cast

from baasctl.engines.postgres.connection import last_non_empty
from baasctl.engines.postgres.errors import ConnectionLost, PostgresError
from baasctl.sandbox.exchange import Answer, Json, Refusal, json_answer
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.database import ProjectDatabase, Role
from baasctl.sandbox.supabase.validation import Field, checked

_QUERY = Field(kind="string", required=True, minimum=1)
_FIELDS = {"query": _QUERY, "parameters": Field(kind="array"), "read_only": Field(kind="boolean")}
_SAFE_INTEGER = 2**53 - 1


def run(call: Call) -> Answer:
    """`POST /v1/projects/{ref}/database/query`."""
    body = checked(_FIELDS, call.request.json_object())
    role: Role = "supabase_read_only_user" if body.get("read_only") else "postgres"
    return _answered(call.project.database, str(body["query"]), body.get("parameters"), role)


def run_read_only(call: Call) -> Answer:
    """As `supabase_read_only_user` in a read-only transaction with an empty search path."""
    body = checked({"query": _QUERY, "parameters": _FIELDS["parameters"]}, call.request.json_object())
    return _answered(call.project.database, str(body["query"]), body.get("parameters"), "supabase_read_only_user")


def refusal(problem: PostgresError, sql: str) -> Refusal:
    """What the API answers when PostgreSQL refused *sql*; 544 when the server cannot be reached."""
    if isinstance(problem, ConnectionLost):
        return Refusal(544, "Connection terminated due to connection timeout")
    text = f"Failed to run sql query: {problem.severity}:  {problem.sqlstate}: {problem.message}\n"
    if problem.position is not None:
        text += _place(sql, problem.position)
    if problem.detail:
        text += f"DETAIL:  {problem.detail}\n"
    if problem.hint:
        text += f"HINT:  {problem.hint}\n"
    if problem.internal_query:
        text += f"QUERY:  {problem.internal_query}\n"
    if problem.where:
        text += f"CONTEXT:  {problem.where}\n"
    return Refusal(400, text)


def _answered(database: ProjectDatabase, sql: str, parameters: Json, role: Role) -> Answer:
    try:
        with database.session(role) as connection:
            if isinstance(parameters, list) and parameters:
                rows = connection.query(sql, [_parameter(value) for value in parameters])
            else:
                rows = last_non_empty(connection.script(sql))
    except PostgresError as problem:
        raise refusal(problem, sql) from problem
    return json_answer(201, [{name: _safe(value) for name, value in row.items()} for row in rows])


def _parameter(value: Json) -> str | int | bool | None:
    if isinstance(value, list | dict):
        return json.dumps(value)
    return str(value) if isinstance(value, float) else value


def _safe(value: object) -> Json:
    """Integers beyond what JavaScript counts exactly travel as text."""
    if isinstance(value, int) and abs(value) > _SAFE_INTEGER:
        return str(value)
    return cast("Json", value)


def _place(sql: str, position: int) -> str:
    """The line with a mark below it, as postgres-meta draws it: it counts UTF-16 units, and the end is in line 0."""
    start = 0
    for number, line in enumerate(sql.split("\n"), 1):
        if start + _units(line) > position:
            prefix = f"LINE {number}: "
            return f"{prefix}{line}\n{' ' * (len(prefix) + position - start)}^\n"
        start += _units(line) + 1
    return f"LINE 0: \n{' ' * 8}^\n"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
