"""Programs from npm that tests are measured against: each in a folder with `package.json` and its lock file."""

from __future__ import annotations

import fcntl
import subprocess
from pathlib import Path

import pytest

_INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")


def installed(folder: Path) -> Path:
    """The `node_modules` of a client's folder, exactly as its lock file says; skips where npm cannot install it.

    Test processes that ask at the same time wait for one another.
    """
    modules, lock_file = folder / "node_modules", folder / "package-lock.json"
    with lock_file.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        record = modules / ".package-lock.json"
        if not record.exists() or record.stat().st_mtime < lock_file.stat().st_mtime:
            done = subprocess.run(_INSTALL, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
            if done.returncode:
                reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
                pytest.skip(f"needs npm: {folder.name} could not be installed: {reason}")
    return modules
