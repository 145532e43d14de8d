"""One apply per target and folder at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import LockHeld
from baasctl.stores.state_folder import usable


@contextmanager
def only_one(path: Path | None, target: str) -> Iterator[None]:
    """Hold the lock file of a target; the operating system lets go of it when the process dies.

    Raises:
        LockHeld: Another process of this machine applies to the target from this folder.
        StoreError: The lock file cannot be made.
    """
    if path is None or os.name == "nt":
        yield
        return
    import fcntl

    with usable(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise LockHeld(
                Diagnostic(
                    code="APPLY010",
                    summary="another apply holds this target",
                    detail=f"process {holder} applies to `{target}` from this folder",
                    hint="wait for it; the lock falls when that process ends, however it ends",
                )
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)
