"""Data folders straight from initdb, kept as archives: a throw-away server begins with a copy of one.

initdb takes most of the time in which such a server starts, and what it makes depends on the programs and the
superuser's name alone. An archive is a ZIP file, so that it appears all at once and every part has a checksum. It
holds no secret: its superuser has no password, and every copy is given its own before it listens to anybody.
Whatever is wrong with archives, initdb still works and is used instead.
"""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from baasctl.engines.postgres.account import Account, give, identity_of
from baasctl.engines.postgres.binaries import Binaries
from baasctl.engines.postgres.cluster import environment, initialise
from baasctl.engines.postgres.names import quote_identifier

SWITCH = "BAASCTL_POSTGRES_ARCHIVES"
FORM = 1
UNUSED_AFTER_S = 30 * 24 * 3600
SMALL_WAL = ("--wal-segsize=1",)
DROP_TEMPLATE0 = (
    "update pg_database set datistemplate = false where datname = 'template0'",
    "drop database template0",
)


class Unusable(Exception):
    """An archive, or what was made from it, is not what it should be. The text may go into a log."""


def make_data(data: Path, program: Binaries, account: Account | None, *, superuser: str) -> str:
    """Make the missing folder *data* from an archive or by initdb, and return the superuser's new password.

    The folder above it must be ours and 0700; it becomes the account's. What comes from an archive has no database
    `template0`, which only copies with another locale would need, and small segments of the write-ahead log.

    Raises:
        ServerFailed: initdb refused.
    """
    archive = archive_of(program, superuser)
    if archive is not None:
        try:
            found = unpack(archive, data)
            give(data.parent, account)
            if not found:
                initialise(data, program, account, superuser=superuser, more=SMALL_WAL)
                _reduce(data, program, account, superuser=superuser)
                pack(data, archive)
            return _new_password(data, program, account, superuser=superuser)
        except (OSError, Unusable, zipfile.BadZipFile, zlib.error):
            shutil.rmtree(data, ignore_errors=True)
            with suppress(OSError):
                archive.unlink()
    give(data.parent, account)
    return initialise(data, program, account, superuser=superuser)


def archive_of(program: Binaries, superuser: str) -> Path | None:
    """Where the archive is or will be; `None` when `BAASCTL_POSTGRES_ARCHIVES=off`, on Windows, or without a home."""
    if os.environ.get(SWITCH) == "off" or sys.platform == "win32":
        return None
    try:
        home = Path.home() / ".cache"
        initdb = program.program("initdb").stat()
    except (OSError, RuntimeError):
        return None
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    parts = (FORM, superuser, initdb.st_size, initdb.st_mtime_ns, platform.machine(), sys.platform)
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
    # The XDG specification: a relative path is to be ignored.
    return (chosen if chosen.is_absolute() else home) / "baasctl" / f"postgres-{program.version}-{digest}.zip"


def unpack(archive: Path, data: Path) -> bool:
    """Write *archive* to the missing folder *data*; `False` when there is none that nobody else could have changed.

    Raises:
        OSError, Unusable, zipfile.BadZipFile, zlib.error: It is damaged, or the disk is full; half of it may be there.
    """
    try:
        descriptor = os.open(archive, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
            return False
        with zipfile.ZipFile(file) as members:
            data.mkdir(mode=0o700)
            for member in members.infolist():
                _unpack_member(members, member, data)
    with suppress(OSError):
        os.utime(archive)
    return True


def _unpack_member(members: zipfile.ZipFile, member: zipfile.ZipInfo, data: Path) -> None:
    inside = Path(member.filename)
    if inside.is_absolute() or ".." in inside.parts:
        raise Unusable(f"{member.filename} lies outside")
    path = data / inside
    if member.is_dir():
        path.mkdir(mode=0o700)
        return
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(members.read(member))


def pack(data: Path, archive: Path) -> None:
    """Keep *data*, all or nothing; a folder for archives that cannot be written is no failure.

    The server's account owns *data*, so links are followed nowhere: root must not be led to other files.
    """
    temporary: Path | None = None
    with suppress(OSError):
        archive.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f"{archive.name}.", dir=archive.parent)
        temporary = Path(name)
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
        ):
            _pack_tree(new, data)
        temporary.replace(archive)
        temporary = None
        _sweep(archive.parent)
    if temporary is not None:
        temporary.unlink(missing_ok=True)


def _pack_tree(new: zipfile.ZipFile, data: Path) -> None:
    for folder, folders, files, descriptor in os.fwalk(data, follow_symlinks=False):
        inside = Path(folder).relative_to(data)
        for name in folders:
            new.writestr(f"{inside / name}/", b"")
        for name in files:
            source = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=descriptor)
            with os.fdopen(source, "rb") as file:
                new.writestr(str(inside / name), file.read())


def _sweep(folder: Path) -> None:
    """Remove archives that nobody has used for a month: their programs are gone."""
    for old in folder.glob("postgres-*.zip*"):
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > UNUSED_AFTER_S:
                old.unlink()


def _reduce(data: Path, program: Binaries, account: Account | None, *, superuser: str) -> None:
    """Leave out what a throw-away server does not need: fewer pages to copy, and a password that nobody knows."""
    forget = f"alter role {quote_identifier(superuser)} password null"
    _alone(data, program, account, *DROP_TEMPLATE0, forget)
    _run([str(program.program("pg_resetwal")), f"--pgdata={data}"], data, account)


def _new_password(data: Path, program: Binaries, account: Account | None, *, superuser: str) -> str:
    password = secrets.token_hex(24)
    _alone(data, program, account, f"alter role {quote_identifier(superuser)} password '{password}'")
    return password


def _alone(data: Path, program: Binaries, account: Account | None, *statements: str) -> None:
    """Run statements on *data* in a server without sockets, one to a line."""
    command = [
        str(program.program("postgres")),
        "--single",
        "-F",
        "-c",
        "exit_on_error=on",
        "-D",
        str(data),
        "postgres",
    ]
    _run(command, data, account, "".join(f"{statement}\n" for statement in statements))


def _run(command: list[str], data: Path, account: Account | None, text: str = "") -> None:
    finished = subprocess.run(
        command,
        cwd=data,
        input=text.encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # it would repeat a statement that failed, password included
        check=False,
        env=environment(),
        **identity_of(account),
    )
    if finished.returncode != 0:
        raise Unusable(f"{Path(command[0]).name} ended with {finished.returncode}")
