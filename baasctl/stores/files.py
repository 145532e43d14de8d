"""Where the files of a spec come from: a folder on disk, or a git revision.

Paths are relative to the folder of the main spec file. A path may leave that folder only where the
user's own text says so (`../shared/x.yaml`, an absolute path); a symbolic link never leads out of the
checkout, and in an untrusted run nothing does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import StoreError

FILE_LIMIT_BYTES = 10 * 1024 * 1024


class Files(Protocol):
    """Read access to the files of one spec."""

    @property
    def root(self) -> Path:
        """Folder that paths start from."""
        ...

    def read(self, path: str) -> bytes:
        """The content of a file of at most `FILE_LIMIT_BYTES`.

        Raises:
            StoreError: Missing, too large, not a regular file, unreadable, or outside what may be
                read. Its diagnostic has no span: the caller knows who asked.
        """
        ...

    def glob(self, pattern: str) -> tuple[str, ...]:
        """Paths of the files that match (`*`, `?`, `[…]` inside a name, `**` for folders), sorted."""
        ...

    def is_folder(self, path: str) -> bool:
        """Whether there is such a folder that may be read."""
        ...


def unusable(detail: str, hint: str = "") -> StoreError:
    """The error for a file that is not there or cannot be used."""
    return StoreError(Diagnostic(code="SPEC001", summary="a file cannot be read", detail=detail, hint=hint))


def too_large(path: str) -> StoreError:
    """The error for a file above the limit."""
    return unusable(
        f"`{path}` is larger than {FILE_LIMIT_BYTES // 1024 // 1024} MiB, baasctl's limit for one file",
        "split it, and name the parts under `include`",
    )
