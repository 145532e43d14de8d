"""Where a `.j2` file is found: in the spec's folder, in the user's `templates:` folder, or among the shipped ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import baasctl
from baasctl.model.errors import StoreError
from baasctl.stores.disk_files import DiskFiles
from baasctl.stores.files import Files


class TemplateFiles:
    """The first of three folders that has the file, so that a user can replace shipped templates one by one.

    Args:
        files: Of the spec.
        own: The user's `templates:` folder.
    """

    def __init__(self, files: Files, own: Path | None) -> None:
        self._files = files
        self._own = own

    def read(self, path: str) -> bytes:
        """The content of the template.

        Raises:
            StoreError: None of the folders has it; the message is of the spec's folder.
        """
        try:
            return self._files.read(path)
        except StoreError:
            others = [DiskFiles(self._own)] if self._own else []
            for other in (*others, DiskFiles(shipped_templates())):
                if (other.root / path).is_file():
                    return other.read(path)
            raise


@cache
def shipped_templates() -> Path:
    """`baasctl/_templates` in a wheel, `templates/` beside the package in a checkout."""
    package = Path(baasctl.__file__).parent
    inside = package / "_templates"
    return inside if inside.is_dir() else package.parent / "templates"
