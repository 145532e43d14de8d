"""A server that stands for the live project, and a shadow built from its catalog: both for the whole session."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from baasctl.engines.postgres.catalog import Catalog
from baasctl.engines.postgres.catalog_reading import read_catalog
from baasctl.engines.postgres.catalog_sql import CATALOG_SELECT
from baasctl.engines.postgres.connection import Connection
from baasctl.engines.postgres.server import PostgresServer
from baasctl.engines.postgres.shadow import Shadow

LIVE = Path(__file__).with_name("live.sql")


@pytest.fixture(scope="session", params=[15, 17], ids=["imitates 15", "imitates 17"])
def live_server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    with PostgresServer.ephemeral(major=request.param) as server:
        with server.connect() as connection:
            connection.script(LIVE.read_text())
        yield server


@pytest.fixture
def live(live_server: PostgresServer) -> Iterator[Connection]:
    with live_server.connect() as connection:
        yield connection


@pytest.fixture(scope="session")
def catalog(live_server: PostgresServer) -> Catalog:
    with live_server.connect() as connection:
        connection.script("begin read only")
        answer = connection.query(f"select {CATALOG_SELECT} as catalog")[0]["catalog"]
    return read_catalog(answer)


@pytest.fixture(scope="session")
def shadow(catalog: Catalog) -> Iterator[Shadow]:
    with Shadow.build(catalog) as built:
        yield built


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's account can enter, unlike pytest's own when we are root."""
    base = Path(tempfile.mkdtemp(prefix="baasctl-test-"))
    base.chmod(0o755)
    yield base / "new" / "server"
    shutil.rmtree(base, ignore_errors=True)
