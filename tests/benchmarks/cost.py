"""What a command costs as a whole process, and how that is printed."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MEASURED = Path(__file__).with_name("measured.py")
BAASCTL = [sys.executable, "-m", "baasctl"]
RUNS = 5


@dataclass(frozen=True, slots=True)
class Cost:
    """What one finished process took, by the operating system's own account."""

    wall_s: float
    cpu_s: float
    peak_mib: float


def cost(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command to its end, output thrown away; a small process in between keeps our own memory out of the figure.

    Raises:
        RuntimeError: It ended with another exit code than 0.
    """
    done = subprocess.run(
        [sys.executable, "-S", str(MEASURED), *command],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        check=True,
    )
    code, *figures = json.loads(done.stdout)
    if code:
        message = f"{' '.join(command)} ended with {code}"
        raise RuntimeError(message)
    return Cost(*figures)


def medians(runs: Sequence[Cost]) -> Cost:
    return Cost(*(statistics.median(getattr(run, name) for run in runs) for name in Cost.__slots__))


def show(name: str, found: Cost, note: str = "") -> None:
    figures = f"{found.wall_s:8.3f} s wall {found.cpu_s:8.3f} s cpu {found.peak_mib:7.1f} MiB"
    print(f"{name:<44}{figures}   {note}".rstrip(), flush=True)
