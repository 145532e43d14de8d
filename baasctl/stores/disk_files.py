"""The files of a spec in a folder on disk."""

from __future__ import annotations

import glob
import os
import posixpath
import stat
from dataclasses import dataclass
from pathlib import Path

from baasctl.model.errors import StoreError
from baasctl.stores.files import FILE_LIMIT_BYTES, too_large, unusable


@dataclass(frozen=True, slots=True)
class DiskFiles:
    """A folder; see `baasctl.stores.files` for what may be read.

    Attributes:
        root: Folder of the main spec file.
        untrusted: Nothing outside the checkout may be read, whatever a path says.
    """

    root: Path
    untrusted: bool = False

    @property
    def checkout(self) -> Path:
        """The nearest folder at or above `root` that holds `.git`, links resolved; without one, `root` itself."""
        root = self.root.resolve()
        return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)

    def read(self, path: str) -> bytes:
        """See `Files.read`."""
        try:
            descriptor = os.open(self._allowed(path), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
            with os.fdopen(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise unusable(f"`{path}` is not a regular file")
                content = file.read(FILE_LIMIT_BYTES + 1)
        except FileNotFoundError:
            raise unusable(f"`{path}` does not exist", f"paths start at the spec's folder, {self.root}") from None
        except IsADirectoryError:
            raise unusable(f"`{path}` is a folder", "name a file") from None
        except (OSError, ValueError) as error:
            raise unusable(f"`{path}`: {getattr(error, 'strerror', None) or error}") from None
        if len(content) > FILE_LIMIT_BYTES:
            raise too_large(path)
        return content

    def glob(self, pattern: str) -> tuple[str, ...]:
        """See `Files.glob`."""
        if self.untrusted and _leaves(pattern):
            raise _refused(pattern, self.checkout)
        found = glob.glob(pattern, root_dir=self.root, recursive=True)  # noqa: PTH207 - takes `..` and absolute ones
        return tuple(sorted(name.replace(os.sep, "/") for name in found if (self.root / name).is_file()))

    def is_folder(self, path: str) -> bool:
        """See `Files.is_folder`."""
        return self._allowed(path).is_dir()

    def _allowed(self, path: str) -> Path:
        """The real place of a path.

        Raises:
            StoreError: It leads out of the checkout by a link, or at all in an untrusted run.
        """
        try:
            real = Path(os.path.realpath(self.root / path))
        except ValueError as error:
            raise unusable(f"{path!r}: {error}") from None
        if real.is_relative_to(self.root.resolve()) or real.is_relative_to(self.checkout):
            return real
        if self.untrusted:
            raise _refused(path, self.checkout)
        if not _leaves(path):
            raise unusable(
                f"`{path}` is a link that leads out of {self.checkout}", "copy the file, or name its real path"
            )
        return real


def _leaves(path: str) -> bool:
    """Whether the text itself says that the place is not below the root."""
    return Path(path).is_absolute() or posixpath.normpath(path).startswith("..")


def _refused(path: str, checkout: Path) -> StoreError:
    return unusable(f"`{path}` leads out of the checkout {checkout}", "an untrusted spec may not do that")
