"""The folder beside the spec where baasctl keeps its journal and its lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import StoreError


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Turn what the operating system says about a path of the state folder into a message.

    Raises:
        StoreError: Instead of `OSError`.
    """
    try:
        yield
    except OSError as problem:
        raise StoreError(
            Diagnostic(
                code="APPLY011",
                summary="the folder for the journal and the lock cannot be used",
                detail=f"{path}: {problem.strerror}; without them nothing is written to the target",
                hint="baasctl keeps them beside the spec: make that folder writable, and check the disk",
            )
        ) from None
