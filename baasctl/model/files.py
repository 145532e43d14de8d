"""Read access to the files of a spec, wherever they are."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Files(Protocol):
    """Read access to the files of one spec."""

    @property
    def root(self) -> Path:
        """Folder that paths start from."""
        ...

    def read(self, path: str) -> bytes:
        """The content of a file of at most 10 MiB.

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
