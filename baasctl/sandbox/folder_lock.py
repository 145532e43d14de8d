"""One process per data folder."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SandboxError

FILE = "lock"


class FolderLock:
    """An exclusive lock that ends with its process, however that ends."""

    def __init__(self, data: Path) -> None:
        """Take the lock.

        Raises:
            SandboxError: Another process holds it.
        """
        self._descriptor = os.open(data / FILE, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._descriptor)
        except OSError as problem:
            os.close(self._descriptor)
            raise SandboxError(
                Diagnostic(
                    code="SANDBOX001",
                    summary="a sandbox is already running on this folder",
                    detail=f"another process holds the lock `{data / FILE}`",
                    hint=f"use it, or stop it with `baasctl sandbox stop --data {data}`",
                )
            ) from problem

    def release(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        raise SandboxError(Diagnostic(code="SANDBOX010", summary="the sandbox needs Linux or macOS"))
    import fcntl

    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_locked(data: Path) -> bool:
    """Whether a live process holds the folder."""
    path = data / FILE
    if not path.exists():
        return False
    descriptor = os.open(path, os.O_RDWR)
    try:
        _lock(descriptor)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
