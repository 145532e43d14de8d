"""`/v1/projects/{ref}/database/migrations`: statements run and recorded in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from baasctl.engines.postgres.errors import PostgresError
from baasctl.sandbox.exchange import Answer, JsonObject, Refusal, json_answer
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.database import ProjectDatabase
from baasctl.sandbox.supabase.query import refusal
from baasctl.sandbox.supabase.validation import Field, checked

_FIELDS = {
    "name": Field(kind="string"),
    "query": Field(kind="string", required=True, minimum=1),
    "rollback": Field(kind="string"),
}
_CHANGES = {"name": Field(kind="string"), "rollback": Field(kind="string")}
_INSERT = (
    "insert into supabase_migrations.schema_migrations"
    " (version, name, statements, rollback, created_by, idempotency_key)"
    " values ($1, $2, array[$3], case when $4::text is null then null else array[$4] end, 'sandbox', $5)"
)


def list_all(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/database/migrations`."""
    rows = call.project.database.query(
        "select version, name from supabase_migrations.schema_migrations order by version"
    )
    return json_answer(200, [_without_nulls(row) for row in rows])


def read(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/database/migrations/{version}`."""
    rows = call.project.database.query(
        "select * from supabase_migrations.schema_migrations where version = $1", (call.parameter("version"),)
    )
    if not rows:
        raise Refusal(404, "Migration not found")
    return json_answer(200, _without_nulls(rows[0]))


def run(call: Call) -> Answer:
    """Run the statements and record them. A repeated `Idempotency-Key` runs nothing."""
    body = checked(_FIELDS, call.request.json_object())
    key = call.request.headers.get("idempotency-key")
    project = call.project
    with project.lock:
        if key and _known(project.database, key):
            return json_answer(200, {})
        _run(project.database, body, key, execute=True)
    return json_answer(200, {})


def record(call: Call) -> Answer:
    """`PUT`: record without running."""
    body = checked(_FIELDS, call.request.json_object())
    key = call.request.headers.get("idempotency-key")
    project = call.project
    with project.lock:
        if not (key and _known(project.database, key)):
            _run(project.database, body, key, execute=False)
    return json_answer(200, {})


def change(call: Call) -> Answer:
    """`PATCH /v1/projects/{ref}/database/migrations/{version}`."""
    changes = checked(_CHANGES, call.request.json_object())
    rows = call.project.database.query(
        "update supabase_migrations.schema_migrations set name = coalesce($2, name),"
        " rollback = case when $3::text is null then rollback else array[$3] end"
        " where version = $1 returning version",
        (call.parameter("version"), _text(changes, "name"), _text(changes, "rollback")),
    )
    if not rows:
        raise Refusal(404, "Migration not found")
    return json_answer(200, {})


def roll_back(call: Call) -> Answer:
    """`DELETE ?gte=`: run the recorded rollbacks, newest first, and forget the migrations."""
    version = call.request.query.get("gte", "")
    if not version.isdigit():
        raise Refusal(400, "gte: Invalid")
    project = call.project
    with project.lock, project.database.session("postgres") as connection:
        script = ""
        try:
            with connection.transaction():
                rows = connection.query(
                    "delete from supabase_migrations.schema_migrations where version >= $1 returning version, rollback",
                    (version,),
                )
                for row in sorted(rows, key=lambda row: str(row["version"]), reverse=True):
                    script = ";\n".join(cast("list[str]", row["rollback"] or []))
                    connection.script(script)
        except PostgresError as problem:
            raise refusal(problem, script) from problem
    return json_answer(200, {})


def _run(database: ProjectDatabase, body: JsonObject, key: str | None, *, execute: bool) -> None:
    sql = str(body["query"])
    with database.session("postgres") as connection:
        try:
            with connection.transaction():
                if execute:
                    connection.script(sql)
                row = (_version(database), _text(body, "name"), sql, _text(body, "rollback"), key)
                connection.query(_INSERT, row)
        except PostgresError as problem:
            raise refusal(problem, sql) from problem


def _version(database: ProjectDatabase) -> str:
    """The time as `YYYYMMDDHHMMSS`, moved on when that second is taken."""
    latest = database.query("select coalesce(max(version), '0') as version from supabase_migrations.schema_migrations")[
        0
    ]["version"]
    now = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
    return now if int(now) > int(str(latest)) else str(int(str(latest)) + 1)


def _known(database: ProjectDatabase, key: str) -> bool:
    return bool(database.query("select from supabase_migrations.schema_migrations where idempotency_key = $1", (key,)))


def _text(body: JsonObject, name: str) -> str | None:
    value = body.get(name)
    return None if value is None else str(value)


def _without_nulls(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if value is not None}
