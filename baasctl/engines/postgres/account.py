"""The operating-system account that runs the server: ourselves, or an unprivileged one when we are root.

PostgreSQL refuses to run as root. No mode of a folder that we did not make is ever changed: what the account cannot
reach is copied to where it can.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from baasctl.engines.postgres.errors import ServerFailed

CANDIDATES = ("nobody", "postgres", "daemon", "bin")


class Identity(TypedDict, total=False):
    """Arguments of `subprocess.Popen` that change the account; empty means ours."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An unprivileged account, by number."""

    uid: int
    gid: int

    def identity(self) -> Identity:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """Whether the account may traverse *folder* and everything above it, judged by owner, group and mode."""
        resolved = folder.resolve()
        return all(self._may_traverse(part) for part in (resolved, *resolved.parents))

    def _may_traverse(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def identity_of(account: Account | None) -> Identity:
    """What `subprocess` needs to run as *account*; empty when that is ourselves."""
    return {} if account is None else account.identity()


def is_root() -> bool:
    """Whether we run as root, as which PostgreSQL refuses to run."""
    return sys.platform != "win32" and os.geteuid() == 0


def server_account() -> Account | None:
    """The account for the server: `None` means our own; as root the first one of `CANDIDATES` that works.

    Raises:
        ServerFailed: We are root and cannot become any of them, for example in a container without their ids.
    """
    if not is_root():
        return None
    import pwd

    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        account = Account(uid=entry.pw_uid, gid=entry.pw_gid)
        if account.uid != 0 and _works(account):
            return account
    raise ServerFailed(
        "PostgreSQL does not run as root and there is no account to run it as",
        detail=f"None of these accounts can be used: {', '.join(CANDIDATES)}.",
        hint="run baasctl as an ordinary user",
    )


def _works(account: Account) -> bool:
    try:
        return subprocess.run(["/bin/sh", "-c", "exit 0"], cwd="/", check=False, **account.identity()).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def first_reachable(account: Account, folders: Iterable[Path]) -> Path:
    """The first existing folder of *folders* that the account may traverse.

    Raises:
        ServerFailed: There is none.
    """
    tried = [folder for folder in folders if folder.is_dir()]
    for folder in tried:
        if account.can_enter(folder):
            return folder
    raise ServerFailed(
        "no folder for the PostgreSQL server can be reached by the account that runs it",
        detail=f"uid {account.uid} cannot enter any of: {', '.join(map(str, tried))}.",
        hint="run baasctl as an ordinary user",
    )


def give(path: Path, account: Account | None) -> None:
    """Make *account* the owner of *path* and of all that is in it; nothing to do when the account is ours.

    The outermost folder goes last: until then the account cannot put a link where we are about to go.
    """
    if account is None:
        return
    for folder, _, files in os.walk(path, topdown=False):
        for name in files:
            os.chown(Path(folder, name), account.uid, account.gid, follow_symlinks=False)
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
