"""Sizes and times of PostgreSQL have one spelling, and the units are the server's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.engines.postgres.server import PostgresServer
from baasctl.kinds.postgres_settings import KIND, RESTARTING
from baasctl.providers.supabase.project_settings.postgres_fields import POSTGRES, WIRE_NAMES
from baasctl.providers.supabase.project_settings.postgres_units import canonical

KB, MS = 2**10, 1000
OTHERWISE_IN_18 = {"autovacuum_max_workers", "log_connections"}
"""PostgreSQL 18 takes the first over without a restart and lists stages in the second; 15 and 17, which Supabase runs,
do neither.
"""
SIZES = {"8kB": 8 * KB, "kB": KB, "MB": KB * KB, "B": 1}
TIMES = {"ms": MS, "s": MS * MS, "min": 60 * MS * MS}


@pytest.mark.parametrize(
    ("text", "base", "is_time", "expected"),
    [
        ("8000ms", MS, True, "8s"),
        ("8000", MS, True, "8s"),
        ("1.5h", MS, True, "90min"),
        ("-1", MS, True, "-1"),
        ("0", MS, True, "0"),
        ("0s", MS, True, "0"),
        ("262144kB", 8 * KB, False, "256MB"),
        ("32768", 8 * KB, False, "256MB"),
        ("1.5GB", KB, False, "1536MB"),
        ("256 MB", KB, False, "256MB"),
        ("-1", KB, False, "-1"),
        ("10 pages", KB, False, "10 pages"),
    ],
)
def test_one_spelling(text: str, base: int, expected: str, *, is_time: bool) -> None:
    """The largest unit that divides it; a number alone counts the setting's own unit; other text stays."""
    assert canonical(text, base, is_time=is_time) == expected


@given(st.integers(min_value=-1, max_value=2**31), st.sampled_from([KB, 8 * KB, 1]))
def test_the_spelling_is_stable(number: int, base: int) -> None:
    """What was brought into normal form is in normal form."""
    once = canonical(str(number), base, is_time=False)
    assert canonical(once, base, is_time=False) == once


def test_units_and_restarts_are_those_of_the_server(sandbox_postgres: PostgresServer) -> None:
    """`pg_settings` of a real server agrees on the type and unit of each setting, and on what needs a restart."""
    with sandbox_postgres.connect() as connection:
        rows = connection.query("select name, vartype, unit, context from pg_settings")
    server = {str(row["name"]): (str(row["vartype"]), row["unit"], str(row["context"])) for row in rows}
    for row in POSTGRES:
        name = row.pointer[1:]
        if name in WIRE_NAMES or name in OTHERWISE_IN_18 or name not in server:
            continue
        vartype, unit, context = server[name]
        if isinstance(unit, str):
            expected = canonical("64", {**SIZES, **TIMES}[unit], is_time=unit in TIMES)
            assert row.codec.read("64") == expected, name
        else:
            assert (vartype == "bool") == row.codec.accepts(True), name
        assert (context == "postmaster") == (name in RESTARTING), name


def test_every_setting_of_the_kind_is_on_the_wire() -> None:
    """42, and no other."""
    assert {row.pointer[1:] for row in POSTGRES} == set(KIND.fields.members)
    assert len(POSTGRES) == 42
