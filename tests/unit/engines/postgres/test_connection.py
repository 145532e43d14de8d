"""The wire: parameters, several statements, errors with their places, limits in time."""

from __future__ import annotations

import json
import sys
from contextlib import suppress

import pytest

from baasctl.engines.postgres.connection import Connection, last_non_empty
from baasctl.engines.postgres.errors import ConnectionLost, PostgresError
from baasctl.engines.postgres.server import PostgresServer
from baasctl.model.errors import MissingExtra


def test_parameters_are_values_and_never_sql(live: Connection) -> None:
    """Text, numbers, truth and NULL arrive as they are."""
    sql = "select $1::text as a, $2::int8 as b, $3::boolean as c, $4::text as d"

    assert live.query(sql, ("'; drop table docs; --", 2**62, True, None)) == [
        {"a": "'; drop table docs; --", "b": 2**62, "c": True, "d": None}
    ]


def test_a_query_is_one_statement(live: Connection) -> None:
    """The extended protocol refuses a second one."""
    with pytest.raises(PostgresError) as refusal:
        live.query("select 1; select 2")

    assert refusal.value.sqlstate == "42601"


def test_a_script_answers_once_for_each_statement(live: Connection) -> None:
    """Also for those without rows; the last set with rows is what postgres-meta returns."""
    results = live.script("select 1 as a; create temp table x (a int); select 2 as a, 3 as a; select 4 where false")

    assert [result.tag for result in results] == ["SELECT 1", "CREATE TABLE", "SELECT 1", "SELECT 0"]
    assert last_non_empty(results) == [{"a": 3}]
    assert last_non_empty(live.script("select 1 where false; set work_mem = '5MB'")) == []
    assert live.script("") == []


def test_a_failing_script_is_undone(live: Connection) -> None:
    """Several statements without BEGIN are one transaction."""
    with pytest.raises(PostgresError):
        live.script("create table half_done (a int); select nope")

    assert live.query("select to_regclass('half_done') as found") == [{"found": None}]


def test_an_error_says_code_place_detail_and_hint(live: Connection) -> None:
    """The position counts characters from 0, also behind characters of several bytes."""
    sql = "select 'ééé', nope from docs"
    with pytest.raises(PostgresError) as refusal:
        live.query(sql)

    error = refusal.value
    assert (error.sqlstate, error.message) == ("42703", 'column "nope" does not exist')
    assert error.position == sql.index("nope")
    assert "42703" in str(error)


def test_a_transaction_is_kept_or_undone_as_a_whole(live: Connection) -> None:
    """An exception in the block undoes it; a swallowed error cannot be committed."""
    with pytest.raises(PostgresError, match="nope"), live.transaction():  # noqa: PT012  the block is what is tested
        live.query("create table undone (a int)")
        live.query("select nope")
    with pytest.raises(PostgresError, match="rolled back"), live.transaction(), suppress(PostgresError):
        live.query("select nope")
    with live.transaction():
        live.query("create table if not exists kept (a int)")

    found = live.query("select to_regclass('undone') as undone, to_regclass('kept')::text as kept")
    assert found == [{"undone": None, "kept": "kept"}]


def test_a_slow_statement_is_cancelled(live_server: PostgresServer) -> None:
    """The server's limit ends the statement, not the connection."""
    with live_server.connect(statement_timeout_s=0.1) as connection:
        with pytest.raises(PostgresError) as refusal:
            connection.query("select pg_sleep(60)")
        assert refusal.value.sqlstate == "57014"
        assert connection.query("select 1 as one") == [{"one": 1}]


def test_a_connection_that_breaks_is_closed(live_server: PostgresServer) -> None:
    """After a break every further call says that the connection is closed."""
    with live_server.connect() as connection, live_server.connect() as other:
        pid = connection.query("select pg_backend_pid() as pid")[0]["pid"]
        other.query(f"select pg_terminate_backend({pid})")
        for _ in range(2):
            with pytest.raises(PostgresError):
                connection.query("select 1")
        with pytest.raises(ConnectionLost):
            connection.query("select 1")
        assert not connection.is_open


def test_copy_is_refused_without_breaking_the_connection(live: Connection) -> None:
    """COPY FROM STDIN fails, COPY TO STDOUT answers nothing; both leave the connection usable."""
    with pytest.raises(PostgresError, match="not supported"):
        live.script("copy docs from stdin")
    assert live.script("copy (select 1) to stdout")[0].rows == ()
    assert live.query("select 1 as one") == [{"one": 1}]


def test_nul_is_refused_before_it_reaches_the_server(live: Connection) -> None:
    """The protocol ends texts with NUL: one inside would cut the statement."""
    with pytest.raises(PostgresError) as refusal:
        live.script("select 'a\0'")

    assert refusal.value.sqlstate == "22021"


def test_the_password_is_not_shown(live_server: PostgresServer) -> None:
    """Neither the login nor the server prints it."""
    login = live_server.login()

    assert login.password not in repr(login)


def test_without_pg8000_the_extra_is_named(live_server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, "pg8000.core", None)

    with pytest.raises(MissingExtra, match=r"baasctl\[supabase\]"):
        live_server.connect()


@pytest.mark.parametrize(
    ("sql", "json_text"),
    [
        ("9007199254740991::int8", "9007199254740991"),
        ("9007199254740993::int8", '"9007199254740993"'),
        ("1::int2", "1"),
        ("1.50::numeric", '"1.50"'),
        ("1.5::float8", "1.5"),
        ("2::float4", "2"),
        ("'nan'::float8", "null"),
        ("true", "true"),
        ("null::int", "null"),
        ("'{\"a\": [1, null]}'::jsonb", '{"a": [1, null]}'),
        ("'\\xdead'::bytea", '{"type": "Buffer", "data": [222, 173]}'),
        ("date '2026-11-22'", '"2026-11-22"'),
        ("timestamp '2026-11-22 01:02:03'", '"2026-11-22 01:02:03"'),
        ("interval '1 day'", '"1 day"'),
        ("point '(1,2)'", '"(1,2)"'),
        ("circle '<(1,2),3>'", '{"x": 1, "y": 2, "radius": 3}'),
        ("array[1, null, 3]", "[1, null, 3]"),
        ("array[[1, 2], [3, 4]]", "[[1, 2], [3, 4]]"),
        ("'[0:1]={5,6}'::int[]", "[5, 6]"),
        ("array[1.5, 2]::numeric[]", "[1.5, 2]"),
        ("array[1, 2]::int8[]", '["1", "2"]'),
        ("array['a,b', 'c\"d', 'NULL', null, '', 'e\\f']", '["a,b", "c\\"d", "NULL", null, "", "e\\\\f"]'),
        ("array[true, false]", "[true, false]"),
        ("array['{\"a\": 1}']::jsonb[]", '[{"a": 1}]'),
        ("array[]::text[]", "[]"),
        ("'a'::name", '"a"'),
        ("'public.docs'::regclass", '"docs"'),
    ],
)
def test_values_are_what_postgres_meta_puts_into_json(sql: str, json_text: str, live: Connection) -> None:
    """As node-postgres with postgres-meta's parsers reads them."""
    records = live.script(f"select {sql} as value")[0].json_records()

    assert json.loads(json.dumps(records)) == [{"value": json.loads(json_text)}]
