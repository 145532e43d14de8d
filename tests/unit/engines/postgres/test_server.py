"""Our own server: private, and restartable after any death."""

from __future__ import annotations

import os
import shutil
import signal
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from baasctl.engines.postgres import server as server_module
from baasctl.engines.postgres.account import server_account
from baasctl.engines.postgres.errors import AlreadyRunning, ConnectionLost, NotRunning, PostgresError, ServerFailed
from baasctl.engines.postgres.server import PostgresServer
from tests.unit.engines.postgres.server_watching import as_root, eventually, modes, postmaster


def test_a_server_keeps_its_data_over_stop_and_start(folder: Path) -> None:
    """Stop, start, stop: the rows are there, and stopping twice is harmless."""
    first = PostgresServer.start(folder)
    with first.connect() as connection:
        connection.script("create table kept (a int); insert into kept values (7)")
    first.stop()
    first.stop()
    assert not first.is_running

    second = PostgresServer.start(folder)
    with second.connect() as connection:
        assert connection.query("select a from kept") == [{"a": 7}]
    second.remove()
    assert not folder.exists()


def test_a_second_start_on_one_folder_is_refused_and_attach_finds_the_first(folder: Path) -> None:
    """One folder, one server; everybody else attaches."""
    first = PostgresServer.start(folder)
    try:
        with pytest.raises(AlreadyRunning, match="already runs"):
            PostgresServer.start(folder)
        attached = PostgresServer.attach(folder)
        with attached.connect() as connection:
            assert connection.query("select 1 as one") == [{"one": 1}]
        assert attached.port == first.port
        attached.stop()
        with pytest.raises(NotRunning):
            PostgresServer.attach(folder)
        with pytest.raises(ConnectionLost):
            first.connect()
    finally:
        first.remove()


@pytest.mark.parametrize("durable", [True, False])
def test_a_killed_server_starts_again(durable: bool, folder: Path) -> None:
    """After kill -9 the pid file is stale: it is seen as such, with connections open at the time."""
    killed = PostgresServer.start(folder, durable=durable)
    with killed.connect() as connection:
        connection.script("create table kept (a int)")
        os.kill(postmaster(killed), signal.SIGKILL)
        assert eventually(lambda: not killed.is_running)
        with pytest.raises(NotRunning):
            PostgresServer.attach(folder)
        again = PostgresServer.start(folder, durable=durable)
    with again.connect() as connection:
        assert connection.query("select count(*) as rows from kept") == [{"rows": 0}]
    again.remove()


def test_a_pid_file_of_another_process_is_stale(folder: Path) -> None:
    """A process number that now belongs to somebody else does not keep the folder locked."""
    first = PostgresServer.start(folder)
    pid_path = folder / "data" / "postmaster.pid"
    text = pid_path.read_text()
    first.stop()
    pid_path.write_text(text.replace(text.splitlines()[0], str(os.getpid()), 1))

    second = PostgresServer.start(folder)

    assert second.is_running
    second.remove()


def test_only_a_password_opens_the_server(folder: Path) -> None:
    """Scram for everybody, on loopback only, and no socket file."""
    server = PostgresServer.start(folder)
    try:
        with pytest.raises(PostgresError) as refusal:
            server.connect(password="wrong")
        with server.connect() as connection:
            settings = connection.query(
                "select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories', "
                "'password_encryption', 'server_encoding', 'fsync') order by name"
            )
            methods = connection.query("select distinct auth_method from pg_hba_file_rules")
    finally:
        server.remove()
    assert refusal.value.sqlstate == "28P01"
    assert {row["name"]: row["setting"] for row in settings} == {
        "fsync": "on",
        "listen_addresses": "127.0.0.1",
        "password_encryption": "scram-sha-256",
        "server_encoding": "UTF8",
        "unix_socket_directories": "",
    }
    assert methods == [{"auth_method": "scram-sha-256"}]


def test_the_folder_is_private_and_its_parents_keep_their_modes(folder: Path) -> None:
    """0700 for the folder and the data, 0600 for the password, no initdb password file, nothing else changed."""
    folder.parent.mkdir(mode=0o751)
    before = modes(folder)

    server = PostgresServer.start(folder)

    assert modes(folder) == before
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "server.json").stat().st_mode) == 0o600
    assert sorted(each.name for each in folder.iterdir()) == [
        "baasctl-postgres.lock",
        "data",
        "postgres.log",
        "server.json",
    ]
    assert server.password not in repr(server)
    assert server.password not in (folder / "postgres.log").read_text()
    server.remove()


def test_a_folder_with_other_things_is_refused(folder: Path) -> None:
    """Nothing of the user's is taken for a server's folder."""
    folder.mkdir(parents=True)
    (folder / "thesis.txt").write_text("precious")

    with pytest.raises(ServerFailed, match="not empty"):
        PostgresServer.start(folder)

    assert [each.name for each in folder.iterdir()] == ["thesis.txt"]


def test_a_damaged_description_is_named(folder: Path) -> None:
    """Half a `server.json` is an error that names the file."""
    folder.mkdir(parents=True)
    (folder / "server.json").write_text("{")

    with pytest.raises(ServerFailed, match=r"server\.json"):
        PostgresServer.attach(folder)


def test_an_interrupted_first_start_is_made_good(folder: Path) -> None:
    """Half an initdb without a description is removed and done again."""
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "PG_VERSION").write_text("18\n")
    (folder / "baasctl-postgres.lock").touch()

    server = PostgresServer.start(folder)

    assert server.is_running
    server.remove()


def test_two_first_starts_at_once_make_one_server(folder: Path) -> None:
    """The second one is told that somebody is at it."""
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(PostgresServer.start, folder) for _ in range(4)]
        errors = [future.exception() for future in futures]

    assert sum(error is None for error in errors) == 1
    assert all(error is None or isinstance(error, AlreadyRunning) for error in errors)
    PostgresServer.attach(folder).remove()


@as_root
def test_root_follows_no_link_that_the_account_could_have_put(folder: Path) -> None:
    """A log that became a link to somebody else's file is refused and the file is untouched."""
    PostgresServer.start(folder).stop()
    victim = folder.parent / "victim"
    victim.write_text("untouched")
    (folder / "postgres.log").unlink()
    (folder / "postgres.log").symlink_to(victim)

    with pytest.raises(OSError, match="symbolic links"):
        PostgresServer.start(folder)

    assert victim.read_text() == "untouched"


def test_a_server_that_cannot_start_shows_its_log(folder: Path) -> None:
    """The message ends with what PostgreSQL itself said."""
    with pytest.raises(ServerFailed, match="no_such_setting"):
        PostgresServer.start(folder, settings={"no_such_setting": "1"})
    with pytest.raises(ServerFailed, match="no_such_setting"):
        PostgresServer.ephemeral(settings={"no_such_setting": "1"})


def test_a_taken_port_is_not_the_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When another program takes the port in between, the next one is tried."""
    with PostgresServer.ephemeral() as other:
        free = server_module._free_port()
        ports = iter([other.port, free])
        monkeypatch.setattr(server_module, "_free_port", lambda: next(ports))

        server = PostgresServer.start(folder)

        assert server.port == free
        server.remove()


@as_root
def test_root_runs_the_server_as_somebody_else(folder: Path) -> None:
    """The process has an unprivileged account; the folder above a private one keeps its mode."""
    server = PostgresServer.start(folder)

    owner = Path(f"/proc/{postmaster(server)}").stat().st_uid

    account = server_account()
    assert account is not None
    assert owner == account.uid != 0
    server.remove()


@as_root
def test_root_may_use_a_folder_that_the_account_cannot_enter(folder: Path) -> None:
    """The data live elsewhere, behind a link; the private parent stays private, and `remove` removes both."""
    folder.parent.mkdir(mode=0o700)
    before = modes(folder)

    server = PostgresServer.start(folder)
    data = (folder / "data").resolve()

    assert modes(folder) == before
    assert not data.is_relative_to(folder)
    assert stat.S_IMODE(data.parent.stat().st_mode) == 0o700
    server.stop()
    PostgresServer.start(folder).remove()
    assert not data.parent.exists()


@as_root
def test_data_whose_folder_was_deleted_are_swept(folder: Path) -> None:
    """A folder deleted by hand does not leave its data behind for ever; data in use stay."""
    folder.parent.mkdir(mode=0o700)
    first = PostgresServer.start(folder)
    data = (folder / "data").resolve()
    kept = PostgresServer.start(folder.with_name("kept"))
    first.stop()
    shutil.rmtree(folder)

    PostgresServer.start(folder).remove()

    assert not data.exists()
    assert kept.is_running
    kept.remove()


def test_what_a_killed_server_still_says_is_no_failure_of_the_next(tmp_path: Path) -> None:
    """Its sessions notice late that it is gone, and write to the same log."""
    log = tmp_path / "postgres.log"
    log.write_text("FATAL:  terminating connection due to unexpected postmaster exit\n")
    assert not server_module._has_failed(log, 0)
    with log.open("a") as file:
        file.write('FATAL:  lock file "postmaster.pid" already exists\n')
    assert server_module._has_failed(log, 0)
