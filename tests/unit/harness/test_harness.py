"""The promises of the test run itself: no network, no silent skips, figures that add up."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from types import ModuleType

import pytest

from tests import spreading

ROOT = Path(__file__).resolve().parents[3]
TEST = """
import pytest

@pytest.mark.npm
def test_needs_npm():
    '''Needs npm.'''

def test_needs_nothing():
    '''Needs nothing.'''

@pytest.mark.slow
def test_is_slow():
    '''Is slow.'''

@pytest.mark.java
def test_skips_itself():
    '''Skips itself.'''
    pytest.skip("no emulator")
"""


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.com"])
def test_a_test_cannot_leave_this_machine(host: str) -> None:
    """A forgotten address fails the test instead of asking a real service."""
    with pytest.raises(AssertionError, match="a test tried to"):
        socket.create_connection((host, 443), timeout=0.1)


def test_a_library_cannot_leave_this_machine() -> None:
    """The guard holds for code that we did not write."""
    with pytest.raises(AssertionError, match="a test tried to"):
        urllib.request.urlopen("https://example.com", timeout=0.1)


def test_loopback_is_open() -> None:
    """Real servers over loopback are what tests talk to, by address and by name."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, server.getsockname()[1])).close()


def _run(folder: Path, **environment: str) -> str:
    """The output of pytest over `TEST` with this project's conftest and no programs on PATH."""
    (folder / "test_it.py").write_text(TEST)
    options: list[str | Path] = ["-q", "-c", ROOT / "pyproject.toml", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--rootdir", folder, folder / "test_it.py"],
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin" if environment.pop("programs", "") else "",
            "PYTHONPATH": str(ROOT),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_skips_are_counted_and_named(tmp_path: Path) -> None:
    """A machine without node or java passes, and says what it left out."""
    output = _run(tmp_path)
    assert "1 passed, 3 skipped" in output
    assert "1 needs npm: node, npm not on PATH" in output
    assert "1 needs java: java not on PATH" in output
    assert "1 slow: runs with --slow or when CI is set" in output


def test_a_required_program_that_is_missing_is_a_failure(tmp_path: Path) -> None:
    """`BAASCTL_REQUIRE` leaves no way to skip, not even inside the test."""
    output = _run(tmp_path, BAASCTL_REQUIRE="npm, java", CI="1")
    assert "2 passed, 2 errors" in output
    assert "skipped although BAASCTL_REQUIRE names npm" in output


def _phases() -> ModuleType:
    folder = str(ROOT / ".ci")
    sys.path.insert(0, folder)
    try:
        spec = importlib.util.spec_from_file_location("phases", ROOT / ".ci" / "phases.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["phases"] = module
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(folder)
    return module


def test_the_closing_line_adds_up_what_the_phases_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CI reads one line: tests and checks passed, failed and skipped, with skips by reason above it."""
    phases = _phases()
    (tmp_path / "junit.xml").write_text(
        '<testsuites><testsuite><testcase name="a"/><testcase name="b"><failure/></testcase><testcase name="c">'
        '<error/></testcase><testcase name="d"><skipped message="needs npm"/></testcase></testsuite></testsuites>'
    )
    total = phases.counted(tmp_path / "junit.xml")
    total.add(phases.Result(passed=2))
    phases.report([("static", 61.0, 60), ("contract", 1.0, 300)], total)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "3 passed, 2 failed, 1 skipped"
    assert "skipped 1: needs npm" in lines
    assert [line.endswith("over budget") for line in lines[2:4]] == [True, False]


def test_a_suite_that_cannot_start_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash before the first test is not "0 failed"."""
    phases = _phases()
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_broken.py").write_text("raise SystemExit(3)")
    monkeypatch.setattr(phases, "ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.defpath)
    assert phases.suites("tests").failed == 1
    assert phases.suites("empty") == phases.Result()


def test_a_phase_that_breaks_is_a_failure_among_others(capsys: pytest.CaptureFixture[str]) -> None:
    """The phases after it run, and the report comes."""
    phases = _phases()
    assert phases.finding(phases.Phase("odd", 1, lambda: 1 // 0)) == phases.Result(failed=1)
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_spreading_names_what_there_is() -> None:
    """A file that is renamed takes its place in the order with it."""
    names = (*spreading.FIRST, *spreading.EACH_ALONE, *spreading.TOGETHER)
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_what_shares_an_emulator_stays_together() -> None:
    """Tests are handed out by file, the long ones by test, those of an emulator by folder."""
    emulator, long, usual = (
        "tests/clients/auth_emulator",
        "tests/contract/test_deaths.py",
        "tests/unit/load/test_parse.py",
    )
    assert spreading.unit_of(f"{emulator}/test_tenants.py::test_a") == emulator
    assert spreading.unit_of(f"{long}::test_a[b::c]") == f"{long}::test_a[b::c]"
    assert spreading.unit_of(f"{usual}::test_a[b::c]") == usual
    assert spreading.place_of(long) < spreading.place_of(f"{emulator}/test_tenants.py") < spreading.place_of(usual)
