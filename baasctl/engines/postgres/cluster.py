"""A data folder: made by initdb, its settings, and what its pid file says."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from baasctl.engines.postgres.account import Account, give, identity_of
from baasctl.engines.postgres.binaries import Binaries
from baasctl.engines.postgres.errors import ServerFailed

HAS_PROC = Path("/proc/self/stat").exists()
READY = "ready"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "shared_buffers": "32MB",
    "max_connections": "40",
    "timezone": "UTC",
    "lc_messages": "C",
    "jit": "off",
}
THROW_AWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "logging_collector": "off",
    "wal_init_zero": "off",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PidFile:
    """`postmaster.pid`: the lines that PostgreSQL documents in miscadmin.h (LOCK_FILE_LINE_*)."""

    pid: int
    port: int
    status: str


def initialise(
    data: Path, binaries: Binaries, account: Account | None, *, superuser: str, more: Sequence[str] = ()
) -> str:
    """Run initdb on the missing or empty folder *data* and return the superuser's new password; *more* are options.

    The folder is 0700; every connection must authenticate with scram-sha-256; text is UTF-8 in code point order.

    Raises:
        ServerFailed: initdb refused.
    """
    password = secrets.token_hex(24)
    data.mkdir(mode=0o700, exist_ok=True)
    give(data, account)
    password_file = data.with_name(f"{data.name}.password")
    descriptor = os.open(password_file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        os.write(descriptor, password.encode())
        os.close(descriptor)
        if account is not None:
            os.chown(password_file, account.uid, account.gid)
        command = [
            str(binaries.program("initdb")),
            f"--pgdata={data}",
            f"--username={superuser}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-sync",
            "--no-instructions",
            *_locale(binaries),
            *more,
        ]
        finished = subprocess.run(
            command, cwd=data, capture_output=True, text=True, check=False, env=environment(), **identity_of(account)
        )
    finally:
        password_file.unlink(missing_ok=True)
    if finished.returncode != 0:
        raise ServerFailed("initdb could not make a data folder", detail=finished.stderr.strip()[-2000:])
    return password


def write_settings(data: Path, account: Account | None, *, port: int, durable: bool, more: Mapping[str, str]) -> None:
    """Write `baasctl.conf`, which `postgresql.conf` is made to end with."""
    settings = SETTINGS | ({} if durable else THROW_AWAY) | dict(more) | {"port": str(port)}
    text = "".join(f"{name} = '{_escaped(value)}'\n" for name, value in settings.items())
    own = data / "baasctl.conf"
    own.unlink(missing_ok=True)
    with open(own, "w", opener=no_link) as file:
        file.write(text)
    main = data / "postgresql.conf"
    include = "include 'baasctl.conf'\n"
    if not main.read_text().endswith(include):
        with open(main, "a", opener=no_link) as file:
            file.write(include)
    if account is not None:
        os.chown(own, account.uid, account.gid)


def no_link(path: str, flags: int) -> int:
    """Open a file in a folder of the server's account: root must not be led elsewhere by a link put there."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def read_pid_file(data: Path) -> PidFile | None:
    """What `postmaster.pid` says; `None` when there is none or it is not complete yet."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        status = lines[7].strip() if len(lines) > 7 else ""
        return PidFile(pid=abs(int(lines[0])), port=int(lines[3]), status=status)
    except (OSError, IndexError, ValueError):
        return None


def runs_on(data: Path, pid: int) -> bool:
    """Whether process *pid* is alive and, where the system can tell, works in *data* as a postmaster does."""
    if not is_alive(pid):
        return False
    if not HAS_PROC:
        return True
    try:
        return Path(f"/proc/{pid}/cwd").resolve() == data.resolve() and _is_postgres(pid)
    except OSError:
        return False


def is_alive(pid: int) -> bool:
    """Whether process *pid* exists and is not a zombie."""
    if HAS_PROC:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        return state not in {"Z", "X"}
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _is_postgres(pid: int) -> bool:
    return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]


def _locale(binaries: Binaries) -> list[str]:
    if binaries.major >= 17:
        return ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--no-locale"]


def environment() -> dict[str, str]:
    """Without PG* variables, which would change what the programs do, and in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "LANG": "C"}


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
