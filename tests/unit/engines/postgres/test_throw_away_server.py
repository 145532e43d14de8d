"""A throw-away server is never an orphan and leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from baasctl.engines.postgres.cluster import is_alive, read_pid_file
from baasctl.engines.postgres.server import PostgresServer
from tests.unit.engines.postgres.server_watching import eventually, postmaster

REPOSITORY = Path(__file__).parents[4]
OWNER = """
import sys, time
from baasctl.engines.postgres.server import PostgresServer
server = PostgresServer.ephemeral()
print(server.folder, flush=True)
time.sleep(600)
"""


def test_an_ephemeral_server_leaves_nothing() -> None:
    """After the block the process and the folder are gone."""
    with PostgresServer.ephemeral() as server:
        process = postmaster(server)
        assert server.is_running

    assert not is_alive(process)
    assert not server.folder.exists()


def test_a_forgotten_ephemeral_server_leaves_nothing() -> None:
    """Garbage collection does what the block would have done."""
    server = PostgresServer.ephemeral()
    folder, process = server.folder, postmaster(server)

    del server

    assert eventually(lambda: not is_alive(process))
    assert not folder.exists()


def test_an_ephemeral_server_dies_with_its_killed_owner() -> None:
    """Kill -9 of the owner stops the server and removes the folder."""
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
    assert owner.stdout is not None
    folder = Path(owner.stdout.readline().strip())
    pid_file = read_pid_file(folder / "data")
    assert pid_file is not None

    owner.kill()
    owner.wait()
    owner.stdout.close()

    assert eventually(lambda: not is_alive(pid_file.pid) and not folder.exists())


def test_an_ephemeral_server_that_dies_is_still_cleaned_up() -> None:
    """The supervisor stays until the owner lets go, and then removes the folder."""
    with PostgresServer.ephemeral() as server:
        os.kill(postmaster(server), signal.SIGKILL)
        assert eventually((server.folder / "exit_code").exists)

    assert not server.folder.exists()


def test_the_package_with_the_binaries_is_never_imported() -> None:
    """Its import warns, and its server trusts everybody."""
    code = (
        "import sys; from baasctl.engines.postgres.server import PostgresServer\n"
        "with PostgresServer.ephemeral() as s:\n  s.connect().close()\n"
        "assert not [name for name in sys.modules if 'pgserver' in name]"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, cwd=REPOSITORY)
