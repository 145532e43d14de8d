"""One running emulator of our own, on loopback, gone when its owner is."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import weakref
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from baasctl.engines.firestore_emulator.compiling import Issue, compile_rules
from baasctl.engines.firestore_emulator.errors import EmulatorFailed
from baasctl.engines.firestore_emulator.finding import Emulator, find
from baasctl.engines.firestore_emulator.supervisor import LOG

_MAIN_CLASS: Final = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
_START_WITHIN_S: Final = 60.0
_POLL_S: Final = 0.05
_TRIES: Final = 3


class FirestoreEmulator:
    """A running emulator with a folder of its own; both are gone after `stop` or when this process dies.

    Attributes:
        address: `host:port`, as `FIRESTORE_EMULATOR_HOST` has it.
    """

    def __init__(self, *, address: str, folder: Path, supervisor: subprocess.Popen[bytes]) -> None:
        self.address = address
        self.folder = folder
        self._supervisor = supervisor
        weakref.finalize(self, _release, supervisor, folder)

    @classmethod
    def start(cls, emulator: Emulator | None = None) -> Self:
        """Start one on a free port and wait until it answers.

        Raises:
            EmulatorMissing: There is none on this machine.
            EmulatorFailed: It does not start.
        """
        found = emulator or find()
        for _ in range(_TRIES):
            folder = Path(tempfile.mkdtemp(prefix="baasctl-firestore-"))
            port = _free_port()
            supervisor = _start(found, folder, port)
            if _answers(port, supervisor):
                return cls(address=f"127.0.0.1:{port}", folder=folder, supervisor=supervisor)
            log = folder / LOG
            said = log.read_text(errors="replace").strip()[-2000:] if log.exists() else ""
            _release(supervisor, folder)
        raise EmulatorFailed("Google's Firestore emulator does not start", detail=said)

    def compile(self, source: str) -> tuple[Issue, ...]:
        """What its compiler says about a ruleset; empty: nothing.

        Raises:
            EmulatorFailed: It does not answer.
        """
        return compile_rules(self.address, source)

    def stop(self) -> None:
        """Stop it and remove its folder. Twice is harmless."""
        _release(self._supervisor, self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _start(emulator: Emulator, folder: Path, port: int) -> subprocess.Popen[bytes]:
    script = Path(__file__).with_name("supervisor.py")
    # The messages of its compiler are English only where the whole program is.
    program = [str(emulator.java), "-Duser.language=en", "-cp", str(emulator.jar), _MAIN_CLASS, "start"]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(script), str(folder), *program, "--host=127.0.0.1", f"--port={port}"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _answers(port: int, supervisor: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < deadline and supervisor.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(_POLL_S)
    return False


def _release(supervisor: subprocess.Popen[bytes], folder: Path) -> None:
    """Close the supervisor's input, which makes it stop the emulator and remove the folder, and wait until it has.

    The folder of an emulator that ended by itself the supervisor leaves for its owner to look into.
    """
    if supervisor.stdin is not None and not supervisor.stdin.closed:
        supervisor.stdin.close()
    supervisor.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
