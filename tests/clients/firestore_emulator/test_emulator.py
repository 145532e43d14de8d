"""Our own emulator comes up, answers, and is gone when it should be."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from baasctl.access.rules_judges.emulator import EmulatorJudge
from baasctl.engines.firestore_emulator.compiling import compile_rules
from baasctl.engines.firestore_emulator.errors import EmulatorFailed
from baasctl.engines.firestore_emulator.server import FirestoreEmulator
from baasctl.model.probe import Operation, Probe, Who, WhoKind
from tests.sandbox_fixtures import FirebaseProject

pytestmark = pytest.mark.java

RULES = "rules_version = '2'; service cloud.firestore { match /a/{b} { allow read: if CONDITION; } }"
OWNER = """
import sys, time
from baasctl.engines.firestore_emulator.server import FirestoreEmulator
running = FirestoreEmulator.start()
print(running.address, running.folder, flush=True)
time.sleep(600)
"""


def is_open(address: str) -> bool:
    host, port = address.split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def test_errors_and_warnings_have_places(emulator: FirestoreEmulator) -> None:
    """Errors alone, or else warnings; a good ruleset has none."""
    (error,) = emulator.compile(RULES.replace("CONDITION", "tru e"))
    assert (error.severity, error.line, error.description) == ("ERROR", 1, "Unexpected 'e'.")
    (warning,) = emulator.compile(RULES.replace("CONDITION", "f()"))
    assert (warning.severity, warning.description) == ("WARNING", "Invalid function name: f.")
    assert emulator.compile(RULES.replace("CONDITION", "true")) == ()


def test_it_is_gone_when_its_owner_is_killed(emulator: FirestoreEmulator) -> None:
    """Whatever ends the owner: its emulator stops and its folder is removed."""
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    address, folder = owner.stdout.readline().split()
    assert is_open(address)

    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()

    deadline = time.monotonic() + 30
    while (is_open(address) or Path(folder).exists()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_open(address)
    assert not Path(folder).exists()
    assert is_open(emulator.address)


def test_an_emulator_that_is_gone_is_said_to_be(emulator: FirestoreEmulator) -> None:
    """Killed amid tests, it is an error that says what to do, and leaves nothing; stopping twice is harmless."""
    assert emulator.address
    with FirestoreEmulator.start() as other:
        address, folder = other.address, other.folder
        judge = EmulatorJudge(address, RULES.replace("CONDITION", "true"))
        os.kill(program_of(other), signal.SIGKILL)
        with pytest.raises(EmulatorFailed, match="does not answer") as failure:
            judge.judge([Probe(who=Who(kind=WhoKind.ANONYMOUS), operation=Operation.GET, resource="a", row="b")] * 2)
        judge.close()
    other.stop()
    assert not folder.exists()
    assert "`--engine evaluator`" in failure.value.diagnostics[0].hint
    with pytest.raises(EmulatorFailed, match="does not answer"):
        compile_rules(address, "")


def program_of(running: FirestoreEmulator) -> int:
    """The process of the emulator itself, which its supervisor started."""
    supervisor = running._supervisor.pid
    return int(Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()[0])


def test_the_sandbox_asks_it_where_it_is_named(
    emulator: FirestoreEmulator, firebase: FirebaseProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With FIRESTORE_EMULATOR_HOST the sandbox's `:test` says what Google's compiler says."""
    monkeypatch.setitem(os.environ, "FIRESTORE_EMULATOR_HOST", emulator.address)
    files = [{"name": "a.rules", "content": RULES.replace("CONDITION", "request.auth.uid.nope() is foo")}]

    (issue,) = firebase.change(
        "POST", "firebaserules.googleapis.com/v1/projects/{project}:test", {"source": {"files": files}}
    )["issues"]

    assert "unsupported type identifier" in issue["description"]
    assert issue["sourcePosition"]["fileName"] == "a.rules"
