"""Finds a Python that can run baasctl; keeps to the syntax of Python 3.6, so that an older one can say so."""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWEST_TRIED = 14


def require(folder: str, arguments: "list[str]") -> None:
    """Return on Python 3.11 or newer; else start *folder* with such a Python, or end with a message."""
    if sys.version_info[:2] >= OLDEST:
        return
    program = newer()
    if program is None:
        sys.exit(
            f"baasctl: this is Python {sys.version_info[0]}.{sys.version_info[1]}, baasctl needs 3.11 or newer, and "
            f"python3.11 to python3.{NEWEST_TRIED} are not on PATH. Install one of them and run the same command again."
        )
    os.execv(program, [program, folder, *arguments])


def newer() -> "str | None":
    """The newest of python3.14 to python3.11 on PATH that runs and has `venv`, or `None`; names there may be shims."""
    for minor in range(NEWEST_TRIED, OLDEST[1] - 1, -1):
        program = shutil.which(f"python3.{minor}")
        if program and _runs(program):
            return program
    return None


def _runs(program: str) -> bool:
    check = [program, "-c", "import sys, venv; sys.exit(sys.version_info < (3, 11))"]
    try:
        return subprocess.call(check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False
