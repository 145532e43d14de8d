"""Files that are either the old ones or the new ones, whole, also after a crash."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

PRIVATE = 0o600
"""Mode of files that hold secrets or what was read from a project."""


def write_file(path: Path, content: str | bytes, *, mode: int | None = None) -> None:
    """Replace a file, or create it, so that a reader and a crash see all of it or nothing of it.

    The content is on disk before the name points to it. A symbolic link is replaced, not followed.

    Args:
        path: In a folder that exists.
        content: Text is written as UTF-8 with the line ends that it has.
        mode: Permissions of the new file, independent of the umask, from its first moment on;
            `None` keeps those of an existing regular file, else follows the umask.

    Raises:
        OSError: The folder cannot be written to, or the disk is full; the old file is untouched.
    """
    data = content.encode() if isinstance(content, str) else content
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(8)}.tmp")
    kept = _mode_of(path) if mode is None else mode
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if kept is None else kept)
        with os.fdopen(descriptor, "wb") as file:
            if kept is not None:
                temporary.chmod(kept)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _mode_of(path: Path) -> int | None:
    if path.is_symlink() or not path.is_file():
        return None
    return path.stat().st_mode & 0o777


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where the system can open folders."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
