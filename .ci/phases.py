"""The checks behind `python3 tests`, in order, timed against their budget; runs inside `.venv`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

import wheel_elsewhere
from bootstrap import INSTALL_SECONDS, ROOT

PROCESSES = min(2 * (os.cpu_count() or 1), 4)
"""Of tests. More than cores: half of the time a test waits, for a server that starts or a process that ends."""
MOST_FAILURES = 60
"""A suite stops behind so many: the tree is broken, and each failure may wait for its own time limit."""
LONGEST_S = 75 * 60
"""All phases together; what still runs then is killed and has failed. CI gives 90 minutes."""
FUZZ = ("-m", "hypothesis", "--hypothesis-profile=fuzz", "--hypothesis-seed=20260801")


@dataclass
class Result:
    """What a phase found; checks count like tests."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, other: Result) -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.reasons += other.reasons


@dataclass(frozen=True)
class Phase:
    """A name, seconds that it should take at most, and the work."""

    name: str
    budget_s: int
    work: Callable[[], Result]


_BEGAN = time.monotonic()


def call(command: Sequence[str], output: IO[str] | None = None) -> bool:
    """Whether *command* ends well in what is left of `LONGEST_S`; with all its processes killed when it does not."""
    with subprocess.Popen(command, start_new_session=True, stdout=output, stderr=output) as process:
        try:
            return process.wait(timeout=max(0.0, _BEGAN + LONGEST_S - time.monotonic())) == 0
        except subprocess.TimeoutExpired:
            print(f"killed: all phases together may take {LONGEST_S} s", flush=True)
            return False
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def main(arguments: list[str]) -> int:
    """Run pytest with *arguments*, or every phase; return the exit code."""
    os.chdir(ROOT)
    if arguments:
        return subprocess.call([sys.executable, "-m", "pytest", *arguments])
    # Hundreds of processes are started below: what the first one compiled serves the others.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    total = Result()
    times: list[tuple[str, float, int]] = [("install", float(os.environ.get(INSTALL_SECONDS, "0")), 300)]
    with clients_being_installed():
        for phase in PHASES:
            print(f"\n=== {phase.name} ===", flush=True)
            began = time.monotonic()
            total.add(finding(phase))
            times.append((phase.name, time.monotonic() - began, phase.budget_s))
    report(times, total)
    return 1 if total.failed else 0


def finding(phase: Phase) -> Result:
    """What a phase found; its own breakdown is a failure that keeps no other phase from its turn."""
    try:
        return phase.work()
    except Exception:  # noqa: BLE001  whatever it is, the phases that follow and the report have their say
        traceback.print_exc()
        return Result(failed=1)


@contextmanager
def clients_being_installed() -> Iterator[None]:
    """Meanwhile npm fetches the clients from its registry; the tests that need one wait for it, or try again."""
    command = [sys.executable, "-m", "tests.clients.npm_package"]
    with subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def report(times: list[tuple[str, float, int]], total: Result) -> None:
    """Seconds a phase, skips by reason, and the closing line that CI reads."""
    print(f"\n{'phase':<14}{'seconds':>9}{'budget':>9}")
    for name, seconds, budget_s in times:
        print(f"{name:<14}{seconds:>9.1f}{budget_s:>9}{'  over budget' if seconds > budget_s else ''}")
    for reason, count in total.reasons.most_common():
        print(f"skipped {count}: {reason}")
    print(f"\n{total.passed} passed, {total.failed} failed, {total.skipped} skipped", flush=True)


def checks(*commands: list[str]) -> Result:
    """Each command is one check; all run, whatever the first ones say."""
    result = Result()
    for command in commands:
        print(f"$ {' '.join(command)}", flush=True)
        succeeded = call([sys.executable, "-m", *command])
        result.add(Result(passed=succeeded, failed=not succeeded))
    return result


def static() -> Result:
    """Format, lint, types and import direction."""
    lint_imports = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    result = checks(["ruff", "format", "--check", "."], ["ruff", "check", "."], ["mypy", "--strict", "baasctl"])
    print("$ lint-imports", flush=True)
    succeeded = call([sys.executable, "-c", lint_imports])
    result.add(Result(passed=succeeded, failed=not succeeded))
    return result


def suites(*folders: str, options: Sequence[str] = ()) -> Result:
    """One pytest run over the test folders that hold tests, spread over processes by `tests/spreading.py`."""
    present = [name for name in folders if (ROOT / name).exists()]
    if not present:
        print(f"no tests in {', '.join(folders)}")
        return Result()
    with tempfile.TemporaryDirectory() as scratch:
        report_file = Path(scratch) / "junit.xml"
        shown = ["-q", "--durations=20", "--durations-min=1", f"--maxfail={MOST_FAILURES}", f"--junitxml={report_file}"]
        spread = ["--numprocesses", str(PROCESSES), "--dist", "loadfile"]
        succeeded = call([sys.executable, "-m", "pytest", *shown, *spread, *options, *present])
        result = counted(report_file) if report_file.exists() else Result()
    if not succeeded and not result.failed:
        result.failed = 1
    return result


def counted(report_file: Path) -> Result:
    """The figures of a JUnit file, which this process' own pytest has just written."""
    result = Result()
    for case in ET.parse(report_file).iter("testcase"):
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            result.failed += 1
        elif skip is not None:
            result.skipped += 1
            result.reasons[skip.get("message", "").removeprefix("Skipped: ")] += 1
        else:
            result.passed += 1
    return result


def package() -> Result:
    """The wheel, built and used elsewhere."""
    return _counted_steps(wheel_elsewhere.steps())


def examples() -> Result:
    """The README's other command, as many stories at a time as there are cores."""
    stories = sorted(path.parent.name for path in (ROOT / "examples").glob("*/baas.yaml"))
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        told = list(threads.map(told_to_the_end, stories))
    return Result(passed=sum(told), failed=len(told) - sum(told))


def told_to_the_end(story: str) -> bool:
    """Whether one story ends well; all that it says is shown when it is over."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        succeeded = call([sys.executable, "examples", story], output)
        output.seek(0)
        print(output.read(), flush=True)
    return succeeded


def _counted_steps(steps: list[tuple[str, bool]]) -> Result:
    for name, succeeded in steps:
        print(f"{'ok    ' if succeeded else 'FAILED'} {name}", flush=True)
    return Result(passed=sum(ok for _, ok in steps), failed=sum(not ok for _, ok in steps))


PHASES = (
    Phase("static", 40, static),
    Phase("unit and laws", 360, lambda: suites("tests/unit", "tests/laws")),
    Phase("contract", 390, lambda: suites("tests/contract")),
    Phase("clients", 210, lambda: suites("tests/clients")),
    Phase("fuzz", 40, lambda: suites("tests/laws/test_stage_laws.py", options=FUZZ)),
    Phase("package", 60, package),
    Phase("examples", 120, examples),
)
