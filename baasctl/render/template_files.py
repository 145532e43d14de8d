"""Where a `.j2` file is found: in the spec's folder, in the user's `templates:` folder, or among the shipped ones."""

from __future__ import annotations

import os
import posixpath
from contextlib import suppress
from functools import cache
from pathlib import Path

import baasctl
from baasctl.model.errors import StoreError
from baasctl.model.files import Files
from baasctl.stores.disk_files import DiskFiles


class TemplateFiles:
    """The first of three folders that has the file, so that a user can replace shipped templates one by one.

    Args:
        files: Of the spec.
        own: The user's `templates:` folder.
    """

    def __init__(self, files: Files, own: Path | None) -> None:
        self._files = files
        self._own = own

    def read(self, path: str) -> tuple[bytes, str | None]:
        """The content of the template, and its path from the spec's folder; `None`: it is a shipped one.

        Raises:
            StoreError: None of the folders has it; the message is of the spec's folder.
        """
        try:
            return self._files.read(path), path
        except StoreError:
            with suppress(StoreError):
                return self.read_shipped(path)
            raise

    def read_shipped(self, path: str) -> tuple[bytes, str | None]:
        """A shipped template or what the user has put in its place, as `read` gives it.

        Raises:
            StoreError: There is neither.
        """
        if self._own:
            own = os.path.relpath(self._own / path, self._files.root)
            with suppress(StoreError):
                return self._files.read(own), own
        outside = posixpath.normpath(path).startswith((".", "/"))
        return DiskFiles(shipped_templates(), untrusted=True).read("" if outside else path), None


@cache
def shipped_templates() -> Path:
    """`baasctl/_templates` in a wheel, `templates/` beside the package in a checkout."""
    package = Path(baasctl.__file__).parent
    inside = package / "_templates"
    return inside if inside.is_dir() else package.parent / "templates"
