"""What tests of servers look at from outside."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from baasctl.engines.postgres.cluster import read_pid_file
from baasctl.engines.postgres.server import PostgresServer

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: only then does the server change its account")


def eventually(claim: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 30
    while not claim() and time.monotonic() < deadline:
        time.sleep(0.02)
    return claim()


def postmaster(server: PostgresServer) -> int:
    pid_file = read_pid_file(server.folder / "data")
    assert pid_file is not None
    return pid_file.pid


def modes(folder: Path) -> dict[Path, int]:
    return {part: part.stat().st_mode for part in folder.parents}
