"""Files are replaced whole."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from baasctl.stores.atomic_file import PRIVATE, write_file


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_file_is_created_and_replaced(tmp_path: Path) -> None:
    """The new content is there, and nothing else is left in the folder."""
    path = tmp_path / "spec.yaml"
    write_file(path, "old\r\n")
    write_file(path, "ü\n")
    assert path.read_bytes() == "ü\n".encode()
    assert _names(tmp_path) == ["spec.yaml"]


def test_a_private_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    """Nobody else may read what holds a secret, not even for a moment or after a replacement."""
    before = os.umask(0)
    try:
        path = tmp_path / "secrets.env"
        path.write_text("old")
        write_file(path, b"new", mode=PRIVATE)
    finally:
        os.umask(before)
    assert _mode(path) == 0o600


def test_an_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    """A replacement changes the content only."""
    path = tmp_path / "run.sh"
    path.write_text("old")
    path.chmod(0o751)
    write_file(path, "new")
    assert _mode(path) == 0o751


def test_a_new_file_follows_the_umask(tmp_path: Path) -> None:
    """Where nothing is secret the user's own habit holds."""
    before = os.umask(0o027)
    try:
        write_file(tmp_path / "plan.json", "{}")
    finally:
        os.umask(before)
    assert _mode(tmp_path / "plan.json") == 0o640


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk costs the new content, not the old one, and leaves no rubbish."""
    path = tmp_path / "plan.json"
    path.write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_file(path, "new")
    assert path.read_text() == "old"
    assert _names(tmp_path) == ["plan.json"]


def test_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    """Writing a report never changes a file elsewhere."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    link = tmp_path / "report.md"
    link.symlink_to(elsewhere)
    write_file(link, "report")
    assert (elsewhere.read_text(), link.read_text(), link.is_symlink()) == ("mine", "report", False)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    """Folders are the caller's business."""
    with pytest.raises(FileNotFoundError):
        write_file(tmp_path / "missing" / "file", "")
