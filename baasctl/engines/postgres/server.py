"""Our own PostgreSQL server on loopback.

Two lives: `start` makes or opens a data folder and leaves the server running after us until somebody stops it;
`ephemeral` makes a server that is gone, with its folder, as soon as its owner is, however the owner ends.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from baasctl.engines.postgres import binaries as programs
from baasctl.engines.postgres.account import Account, first_reachable, identity_of, server_account
from baasctl.engines.postgres.cluster import (
    READY,
    environment,
    is_alive,
    no_link,
    read_pid_file,
    runs_on,
    write_settings,
)
from baasctl.engines.postgres.connection import Connection, Login
from baasctl.engines.postgres.data_archive import make_data
from baasctl.engines.postgres.errors import NotRunning, ServerFailed
from baasctl.engines.postgres.folder import (
    PREFIX,
    binaries_of,
    locked,
    make,
    own,
    read_description,
    refuse_second,
    remove_data,
    write_description,
)

SUPERUSER = "baasctl"
START_WITHIN_S = 30.0
STOP_WITHIN_S = 30.0
POLL_S = 0.01
TRIES = 5
# What sessions of a server that was killed write while the next one starts.
ORPHANED = b"unexpected postmaster exit"
PASSING = ("Address already in use", "is still in use")
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True, eq=False)
class PostgresServer:
    """A running server.

    Attributes:
        folder: Absolute; see the module for what it holds.
        port: On 127.0.0.1.
        superuser: Name of the bootstrap superuser.
    """

    folder: Path
    port: int
    superuser: str
    password: str = field(repr=False)
    supervisor: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @classmethod
    def start(
        cls,
        folder: Path,
        *,
        durable: bool = True,
        superuser: str = SUPERUSER,
        major: int | None = None,
        settings: Mapping[str, str] = NOTHING,
    ) -> Self:
        """Start the server of *folder*, made first when there is none; it keeps running when this process ends.

        Args:
            folder: Missing, empty, or made by an earlier `start`. Missing parents are created.
            durable: Whether committed data must survive a crash of the machine, not only of the server.
            superuser: Used when the folder is made.
            major: Version of the live server to imitate (see `binaries.for_server`); used when the folder is made.
            settings: More lines for `postgresql.conf`.

        Raises:
            MissingExtra: The binaries or pg8000 are not installed.
            AlreadyRunning: A server runs on *folder*; use `attach`.
            ServerFailed: It could not be made or started; the detail ends with the server's log.
        """
        folder = folder.absolute()
        account = server_account()
        own(folder, account)
        with locked(folder):
            made = read_description(folder)
            data = folder / "data"
            if made is None:
                chosen = programs.reachable_by(programs.for_server(major), account)
                made = make(folder, chosen, account, superuser)
            else:
                chosen = programs.reachable_by(binaries_of(data), account)
            refuse_second(data)
            for attempt in range(TRIES):
                port = _free_port()
                write_settings(data, account, port=port, durable=durable, more=settings)
                if _start_detached(folder, chosen, account, last_try=attempt == TRIES - 1):
                    break
            write_description(folder, made | {"port": port})
        return cls(folder=folder, port=port, superuser=str(made["superuser"]), password=str(made["password"]))

    @classmethod
    def attach(cls, folder: Path) -> Self:
        """The server that already runs on *folder*.

        Raises:
            NotRunning: None does, or it is not ready.
        """
        folder = folder.absolute()
        made = read_description(folder)
        pid_file = read_pid_file(folder / "data")
        if made is None or pid_file is None or not runs_on(folder / "data", pid_file.pid):
            raise NotRunning("no PostgreSQL server runs on this folder", detail=str(folder))
        return cls(folder=folder, port=pid_file.port, superuser=str(made["superuser"]), password=str(made["password"]))

    @classmethod
    def ephemeral(
        cls, *, major: int | None = None, superuser: str = SUPERUSER, settings: Mapping[str, str] = NOTHING
    ) -> Self:
        """A throw-away server in a temporary folder; both are gone after `stop` or when this process dies.

        Raises:
            MissingExtra: The binaries or pg8000 are not installed.
            ServerFailed: It could not be started.
        """
        account = server_account()
        base = Path(tempfile.gettempdir())
        if account is not None:
            base = first_reachable(account, (base, Path("/tmp"), Path("/var/tmp")))  # noqa: S108  mkdtemp inside
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base)).resolve()
        try:
            chosen = programs.reachable_by(programs.for_server(major), account)
            password = make_data(folder / "data", chosen, account, superuser=superuser)
            port = _free_port()
            write_settings(folder / "data", account, port=port, durable=False, more=settings)
            supervisor = _start_supervised(folder, chosen, account)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        server = cls(folder=folder, port=port, superuser=superuser, password=password, supervisor=supervisor)
        weakref.finalize(server, _release, supervisor)
        return server

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def login(
        self,
        *,
        database: str = "postgres",
        user: str | None = None,
        password: str | None = None,
        statement_timeout_s: float = 30.0,
    ) -> Login:
        """How to connect; the superuser unless *user* and *password* say otherwise."""
        return Login(
            host="127.0.0.1",
            port=self.port,
            database=database,
            user=user or self.superuser,
            password=self.password if password is None else password,
            statement_timeout_s=statement_timeout_s,
        )

    def connect(
        self,
        *,
        database: str = "postgres",
        user: str | None = None,
        password: str | None = None,
        statement_timeout_s: float = 30.0,
    ) -> Connection:
        """Open a connection; arguments as for `login`.

        Raises:
            PostgresError: The server refuses the login, or is gone (`ConnectionLost`).
        """
        return Connection(
            self.login(database=database, user=user, password=password, statement_timeout_s=statement_timeout_s)
        )

    @property
    def is_running(self) -> bool:
        pid_file = read_pid_file(self.folder / "data")
        return pid_file is not None and runs_on(self.folder / "data", pid_file.pid)

    def stop(self) -> None:
        """Stop the server, ending its connections; an ephemeral one also loses its folder. Twice is harmless.

        Raises:
            ServerFailed: It is still there after half a minute.
        """
        if self.supervisor is not None:
            _release(self.supervisor)
            return
        data = self.folder / "data"
        pid_file = read_pid_file(data)
        if pid_file is None or not runs_on(data, pid_file.pid):
            return
        os.kill(pid_file.pid, signal.SIGINT)
        if not _becomes_true(lambda: not is_alive(pid_file.pid), STOP_WITHIN_S):
            raise ServerFailed("the PostgreSQL server does not stop", detail=f"process {pid_file.pid}")

    def remove(self) -> None:
        """Stop the server and delete its folder and data."""
        self.stop()
        remove_data(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)


def _start_detached(folder: Path, chosen: programs.Binaries, account: Account | None, *, last_try: bool) -> bool:
    """Start through pg_ctl, which leaves the server in a session of its own. False: try again."""
    data = (folder / "data").resolve()
    log_path = folder / "postgres.log"
    with open(log_path, "ab", opener=no_link) as log:
        begins_at = log.tell()
        command = [str(chosen.program("pg_ctl")), "start", "--no-wait", "--silent", f"--pgdata={data}"]
        subprocess.run(
            command,
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=False,
            env=environment(),
            **identity_of(account),
        )
    if _becomes_true(lambda: _is_ready(data) or _has_failed(log_path, begins_at), START_WITHIN_S) and _is_ready(data):
        return True
    said = log_path.read_bytes()[begins_at:].decode(errors="replace")
    if any(reason in said for reason in PASSING) and not last_try:
        return False
    raise ServerFailed("the PostgreSQL server did not start", detail=said.strip()[-2000:])


def _start_supervised(folder: Path, chosen: programs.Binaries, account: Account | None) -> subprocess.Popen[bytes]:
    data = folder / "data"
    uid, gid = (-1, -1) if account is None else (account.uid, account.gid)
    script = Path(__file__).with_name("supervisor.py")
    command = [sys.executable, "-I", "-S", str(script), str(folder), str(uid), str(gid)]
    command += [str(chosen.program("postgres")), "-D", str(data)]
    supervisor = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
    ended = folder / "exit_code"
    if _becomes_true(
        lambda: _is_ready(data) or ended.exists() or supervisor.poll() is not None, START_WITHIN_S
    ) and _is_ready(data):
        return supervisor
    log = folder / "postgres.log"
    said = log.read_text(errors="replace").strip()[-2000:] if log.exists() else "The supervisor did not start it."
    _release(supervisor)
    raise ServerFailed("the PostgreSQL server did not start", detail=said)


def _release(supervisor: subprocess.Popen[bytes]) -> None:
    """Close the supervisor's input, which makes it stop the server and remove the folder, and wait until it has."""
    if supervisor.stdin is not None and not supervisor.stdin.closed:
        supervisor.stdin.close()
    supervisor.wait()


def _is_ready(data: Path) -> bool:
    pid_file = read_pid_file(data)
    return pid_file is not None and pid_file.status == READY and is_alive(pid_file.pid)


def _has_failed(log: Path, begins_at: int) -> bool:
    with log.open("rb") as file:
        file.seek(begins_at)
        said = file.read()
    fatal = [line for line in said.splitlines() if b"FATAL:" in line and ORPHANED not in line]
    return bool(fatal) or b"could not start server" in said


def _becomes_true(claim: Callable[[], bool], within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if claim():
            return True
        time.sleep(POLL_S)
    return bool(claim())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
