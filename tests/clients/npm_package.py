"""Programs from npm that tests are measured against: each in a folder with `package.json` and its lock file."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest

_INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")


def installed(folder: Path) -> Path:
    """The `node_modules` of a client's folder, exactly as its lock file says; skips where npm cannot install it."""
    if reason := install(folder):
        pytest.skip(f"needs npm: {folder.name} could not be installed: {reason}")
    return folder / "node_modules"


def install(folder: Path) -> str:
    """Make `node_modules` what the lock file says, unless it is so; empty, or why npm cannot.

    Processes that ask at the same time wait for one another.
    """
    lock_file = folder / "package-lock.json"
    with lock_file.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        record = folder / "node_modules" / ".package-lock.json"
        if record.exists() and record.stat().st_mtime >= lock_file.stat().st_mtime:
            return ""
        done = subprocess.run(_INSTALL, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    return (done.stderr.strip().splitlines() or ["it said nothing"])[-1] if done.returncode else ""


if __name__ == "__main__":
    for each in sorted(Path(__file__).parent.glob("*/package-lock.json")):
        if shutil.which("npm"):
            install(each.parent)
