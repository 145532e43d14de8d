"""SQL through the Management API: one session per request, the last non-empty result, errors with their line."""

from __future__ import annotations

import json

import pytest

from tests.sandbox_fixtures import SupabaseProject

QUERY = "/database/query"


def test_the_last_result_with_rows_is_returned(supabase: SupabaseProject) -> None:
    """As postgres-meta does for several statements."""
    assert supabase.sql("select 1 as a; select 2 as b; create table public.t (); select * from public.t") == [{"b": 2}]


def test_values_are_those_of_node_postgres(supabase: SupabaseProject) -> None:
    """Exact integers are numbers, others text; numeric is text; name[] is not parsed."""
    rows = supabase.sql(
        "select 9007199254740991 as safe, 9007199254740993 as big, 1.50 as num, 0.5::float8 as f, true as yes,"
        " null as nothing, array['a'] as texts, array['a'::name] as names, '{\"a\": [1]}'::jsonb as doc"
    )

    assert rows == [
        {
            "safe": 9007199254740991,
            "big": "9007199254740993",
            "num": "1.50",
            "f": 0.5,
            "yes": True,
            "nothing": None,
            "texts": ["a"],
            "names": "{a}",
            "doc": {"a": [1]},
        }
    ]


def test_an_error_shows_its_line(supabase: SupabaseProject) -> None:
    """The text that users see: state, message, the line and a caret below the place."""
    answer = supabase.request("POST", QUERY, {"query": "select 1;\nselec 2"})

    assert answer.status == 400
    assert json.loads(answer.body)["message"] == (
        'Failed to run sql query: ERROR:  42601: syntax error at or near "selec"\nLINE 2: selec 2\n        ^\n'
    )


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("select 1 +", "42601: syntax error at end of input\nLINE 0: \n        ^\n"),
        (
            "select '😀',\n '😀' || nothing_such",
            "42703: column \"nothing_such\" does not exist\nLINE 2:  '😀' || nothing_such\n               ^\n",
        ),
        (
            "do $$ begin execute 'selec 1'; end $$",
            'syntax error at or near "selec"\nQUERY:  selec 1\nCONTEXT:  PL/pgSQL function inline_code_block line 1',
        ),
    ],
)
def test_the_place_of_an_error_is_shown_as_postgres_meta_shows_it(
    supabase: SupabaseProject, query: str, says: str
) -> None:
    """The end of the text is in line 0, places count UTF-16 units, and the statement of a function is named."""
    answer = supabase.request("POST", QUERY, {"query": query})

    assert says in json.loads(answer.body)["message"]


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("select '\\x00ff'::bytea as v", {"type": "Buffer", "data": [0, 255]}),
        (
            "set bytea_output = escape; select '\\x00ff415c'::bytea as v",
            {"type": "Buffer", "data": [0, 255, 65, 92]},
        ),
        (
            "select array['1 year -3 days -04:05:06.789', '0', '00:00:00.5']::interval[] as v",
            [
                {"years": 1, "days": -3, "hours": -4, "minutes": -5, "seconds": -6, "milliseconds": -789},
                {},
                {"milliseconds": 500},
            ],
        ),
        ("select '[12345678901234567890, 1e400]'::jsonb as v", [12345678901234567000.0, None]),
    ],
)
def test_rare_values_are_those_of_node_postgres(supabase: SupabaseProject, query: str, value: object) -> None:
    """Bytes in either output form, intervals inside arrays, and numbers inside JSON, which are doubles there."""
    assert supabase.sql(query) == [{"v": value}]


def test_several_statements_are_one_transaction(supabase: SupabaseProject) -> None:
    """An error undoes what stood before it."""
    assert supabase.request("POST", QUERY, {"query": "create table public.t (); select 1 / 0"}).status == 400
    assert supabase.sql("select to_regclass('public.t') as t") == [{"t": None}]


def test_no_state_passes_from_one_request_to_the_next(supabase: SupabaseProject) -> None:
    """Settings, temporary tables, an open transaction and advisory locks end with their request."""
    supabase.sql("set work_mem = '123kB'; create temp table leftover (); select pg_advisory_lock(1)")
    supabase.sql("begin; create table public.forgotten ()")
    rows = supabase.sql(
        "select current_setting('work_mem') as m, to_regclass('pg_temp.leftover') as l,"
        " to_regclass('public.forgotten') as f, (select count(*) from pg_locks where locktype = 'advisory') as locks"
    )

    assert rows == [{"m": "4MB", "l": None, "f": None, "locks": 0}]


@pytest.mark.parametrize(
    ("path", "body"), [(f"{QUERY}/read-only", {}), (QUERY, {"read_only": True})], ids=["endpoint", "flag"]
)
def test_read_only_queries_cannot_write(supabase: SupabaseProject, path: str, body: dict[str, bool]) -> None:
    """They run as `supabase_read_only_user`, read-only, with an empty search path, and see every row."""
    supabase.sql(
        "create table public.t (a int); alter table public.t enable row level security; insert into t values (1)"
    )

    def ask(sql: str) -> tuple[int, bytes]:
        answer = supabase.request("POST", path, {"query": sql, **body})
        return answer.status, answer.body

    assert ask("select current_user as who, (select count(*) from public.t) as n") == (
        201,
        b'[{"who":"supabase_read_only_user","n":1}]',
    )
    assert b"25006" in ask("insert into public.t values (2)")[1]
    assert b"42P01" in ask("select * from t")[1]


def test_parameters_are_values_not_text(supabase: SupabaseProject) -> None:
    """`$1` cannot break out of its place, and takes one statement only."""
    rows = supabase.change("POST", QUERY, {"query": "select $1::text as t, $2::int as n", "parameters": ["'; --", 2]})
    refused = supabase.request("POST", QUERY, {"query": "select $1; select 2", "parameters": [1]})

    assert rows == [{"t": "'; --", "n": 2}]
    assert refused.status == 400


def test_migrations_run_once_and_are_recorded(supabase: SupabaseProject) -> None:
    """Statements and record are one transaction; a repeated key runs nothing; a failure records nothing."""
    body = {"query": "create table public.m ()", "name": "first", "rollback": "drop table public.m"}
    for _ in range(2):
        assert supabase.request("POST", "/database/migrations", body, **{"idempotency-key": "k1"}).status == 200
    assert supabase.request("POST", "/database/migrations", {"query": "create table public.m ()"}).status == 400

    recorded = supabase.get("/database/migrations")
    assert [item["name"] for item in recorded] == ["first"]
    assert supabase.get(f"/database/migrations/{recorded[0]['version']}")["statements"] == [body["query"]]


def test_migrations_roll_back_newest_first(supabase: SupabaseProject) -> None:
    """`DELETE ?gte=` runs the recorded rollbacks in reverse order and forgets the migrations."""
    supabase.change("POST", "/database/migrations", {"query": "create table public.a ()", "rollback": "drop table a"})
    second = {"query": "create view public.b as select 1 from public.a", "rollback": "drop view b"}
    supabase.change("POST", "/database/migrations", second)
    supabase.change("DELETE", f"/database/migrations?gte={supabase.get('/database/migrations')[0]['version']}", None)

    assert supabase.get("/database/migrations") == []
    assert supabase.sql("select to_regclass('public.a') as a") == [{"a": None}]
