"""A spec that is on no disk: one file, made by the program itself."""

from __future__ import annotations

from pathlib import Path

from baasctl.stores.files import unusable


class OneText:
    """A folder that holds one file.

    Args:
        root: The folder that it stands for; paths of credentials start there.
        name: Of the file.
    """

    def __init__(self, root: Path, name: str, text: str) -> None:
        self.root = root
        self._name = name
        self._content = text.encode()

    def read(self, path: str) -> bytes:
        """See `Files.read`."""
        if path != self._name:
            raise unusable(f"`{path}` is not part of this spec")
        return self._content

    def glob(self, pattern: str) -> tuple[str, ...]:
        """See `Files.glob`; there is nothing to include."""
        del pattern
        return ()

    def is_folder(self, path: str) -> bool:
        """See `Files.is_folder`."""
        del path
        return False
