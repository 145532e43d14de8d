"""State on disk: JSON documents that are replaced whole, so that a kill at any moment loses nothing acknowledged."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path

from baasctl.sandbox.exchange import Json


def write_atomically(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Replace *path* with *content*, readable by the owner alone.

    Args:
        path: File to write; its folder exists.
        content: All of the new content.
        durable: Wait until the disk has it. Tests on throw-away folders may leave that out.
    """
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
    if durable:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Documents:
    """Named JSON documents in one folder, kept in memory; the folder's owner process is the only writer."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self._durable = durable
        self._texts: dict[str, str] = {}

    def read(self, name: str, default: Json) -> Json:
        """A fresh copy of the document, or of *default* when nothing was written yet."""
        if name not in self._texts:
            path = self.folder / f"{name}.json"
            self._texts[name] = path.read_text(encoding="utf-8") if path.exists() else json.dumps(default)
        value: Json = json.loads(self._texts[name])
        return value

    def write(self, name: str, value: Json) -> None:
        """Replace the document; on disk before this returns."""
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        write_atomically(self.folder / f"{name}.json", text.encode(), durable=self._durable)
        self._texts[name] = text

    def write_blob(self, name: str, content: bytes) -> None:
        """Store bytes under a content-derived *name*; a second write of the same name does nothing."""
        folder = self.folder / "blobs"
        folder.mkdir(mode=0o700, exist_ok=True)
        if not (folder / name).exists():
            write_atomically(folder / name, content, durable=self._durable)

    def read_blob(self, name: str) -> bytes:
        return (self.folder / "blobs" / name).read_bytes()
