"""Access tests on PostgreSQL: what 500 requests take on one connection, beside a bare round trip."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from baasctl.access.row_security.bare import bare
from baasctl.access.row_security.judge import RowSecurityJudge
from baasctl.engines.postgres.migrations import Migration
from baasctl.engines.postgres.server import PostgresServer
from tests.unit.access.row_security.probing import probe_of, resources

CASES = Path(__file__).resolve().parents[1] / "cases" / "row_security" / "posts.yaml"
REQUESTS = 500
RUNS = 5


def row_security(folder: Path) -> None:
    """`judge` of requests that PostgreSQL answers, and how long it takes to make the copy."""
    del folder
    found = yaml.safe_load(CASES.read_text("utf-8"))
    blueprint = bare((Migration(version="1", name="posts", sql=found["migration"]),))
    cases = [case for case in found["probes"] if case["allowed"] is not None]
    probes = [probe_of(cases[place % len(cases)], found["rows"]) for place in range(REQUESTS)]
    began = time.perf_counter()
    with RowSecurityJudge.open(blueprint, tuple(resources(found["rules"]))) as judge:
        opened = time.perf_counter() - began
        asked = _seconds(lambda: judge.judge(probes))
        name = judge.name
    with PostgresServer.ephemeral() as server, server.connect() as connection:
        bare_trips = _seconds(lambda: [connection.query("select 1") for _ in range(REQUESTS)])
    print(f"copy of a database for access tests, {name}: {opened:.2f} s")
    print(
        f"{REQUESTS} access tests on one connection: {asked:.2f} s (aim 1 s),"
        f" {asked / bare_trips:.1f}x as many bare round trips"
    )


def _seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)
