"""MiniStack (PyPI `ministack`, MIT) as a child process: the AWS services behind the sandbox's own layer.

It listens on one loopback port, starts nothing in Docker, and keeps its state below the sandbox's folder, where it
writes it when it ends; objects of buckets are written at once.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from importlib import metadata, util
from pathlib import Path
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import SandboxError
from baasctl.sandbox.amplify import ministack_supervisor
from baasctl.sandbox.exchange import Answer

LOOPBACK: Final = "127.0.0.1"
PYTHON_VARIABLE: Final = "BAASCTL_MINISTACK_PYTHON"
"""Interpreter of another environment that has MiniStack: it pins one version of botocore exactly."""
_ANSWERS_WITHIN_S: Final = 60.0
_ENDS_WITHIN_S: Final = ministack_supervisor.SAVES_WITHIN_S + 10
_POLL_S: Final = 0.02
_TIMEOUT_S: Final = 120.0
_HEALTH: Final = "/_ministack/health"
_OF_ONE_CONNECTION: Final = frozenset({"connection", "transfer-encoding", "keep-alive", "content-length", "date"})


class MiniStack:
    """One MiniStack, started with the first request. Thread-safe."""

    def __init__(self, folder: Path, program: Sequence[str] = ("-m", "ministack")) -> None:
        """Nothing is started; *folder* holds its state and is made when it is.

        Args:
            program: What the interpreter that has MiniStack runs.
        """
        self.folder = folder
        self._program = program
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._idle: list[HTTPConnection] = []

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One request as it is and its answer as it is.

        Args:
            target: Path and query, encoded as they came.

        Raises:
            SandboxError: MiniStack cannot be started or went away.
        """
        port = self._started()
        connection = self._taken()
        if connection is not None:
            # A kept connection may have been closed meanwhile; then nothing of the request was read.
            with contextlib.suppress(ConnectionError):
                return self._exchanged(connection, method, target, headers, body)
        connection = HTTPConnection(LOOPBACK, port, timeout=_TIMEOUT_S)
        try:
            return self._exchanged(connection, method, target, headers, body)
        except (OSError, HTTPException) as problem:
            raise self._gone(str(problem)) from problem

    def start(self) -> None:
        """Start it now, when it is not running.

        Raises:
            SandboxError: It is not installed, or does not answer.
        """
        self._started()

    def stop(self) -> None:
        """End it, so that it writes its state; nothing happens when it is not running."""
        with self._lock:
            process, self._process = self._process, None
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _taken(self) -> HTTPConnection | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _exchanged(
        self, connection: HTTPConnection, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        try:
            answer = _exchange(connection, method, target, headers, body)
        except BaseException:
            connection.close()
            raise
        with self._lock:
            if self._process is not None and connection.port == self._port:
                self._idle.append(connection)
                return answer
        connection.close()
        return answer

    def _started(self) -> int:
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._port = _free_port()
                self._process = self._run(self._port)
            return self._port

    def _run(self, port: int) -> subprocess.Popen[bytes]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        supervisor = str(Path(ministack_supervisor.__file__))
        process = subprocess.Popen(
            [sys.executable, supervisor, str(self.folder), python(), *self._program],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**_kept_environment(), **_settings(self.folder, port)},
        )
        deadline = time.monotonic() + _ANSWERS_WITHIN_S
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                process.wait()
                raise self._gone("it does not answer")
            time.sleep(_POLL_S)
        return process

    def _gone(self, reason: str) -> SandboxError:
        last = ""
        with contextlib.suppress(OSError):
            last = (self.folder / ministack_supervisor.LOG).read_text(encoding="utf-8", errors="replace")[-2000:]
        return SandboxError(
            Diagnostic(
                code="SANDBOX020",
                summary="MiniStack does not run",
                detail=f"{reason}\n{last}".strip(),
                hint=f"its output is in {self.folder / ministack_supervisor.LOG}",
            )
        )


def python() -> str:
    """The interpreter that has MiniStack.

    Raises:
        SandboxError: There is none.
    """
    if elsewhere := os.environ.get(PYTHON_VARIABLE):
        return elsewhere
    if util.find_spec("ministack") is not None:
        return sys.executable
    raise SandboxError(
        Diagnostic(
            code="SANDBOX021",
            summary="the AWS sandbox needs MiniStack",
            detail="the package `ministack` is not installed",
            hint=f'pip install "baasctl[sandbox]", or set {PYTHON_VARIABLE} to a python that has it',
        )
    )


def version() -> str:
    """MiniStack's version; empty where it is not installed."""
    elsewhere = os.environ.get(PYTHON_VARIABLE)
    if not elsewhere:
        try:
            return metadata.version("ministack")
        except metadata.PackageNotFoundError:
            return ""
    asked = "from importlib.metadata import version; print(version('ministack'))"
    told = subprocess.run([elsewhere, "-c", asked], capture_output=True, text=True, check=False)
    return told.stdout.strip()


def _kept_environment() -> Mapping[str, str]:
    """Ours without what MiniStack or the functions that it runs would take for themselves."""
    theirs = ("AWS_", "AMPLIFY_", "MINISTACK_", "LOCALSTACK_", "LAMBDA_", "BAASCTL_", "SUPABASE_", "DOCKER_")
    return {name: text for name, text in os.environ.items() if not name.startswith(theirs)}


def _settings(folder: Path, port: int) -> Mapping[str, str]:
    return {
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": LOOPBACK,
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "COGNITO_EMAIL_ENABLED": "false",
        "DOCKER_HOST": f"unix://{folder}/no-docker.sock",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder / "s3"),
        "TMPDIR": str(folder),
        "LOG_LEVEL": "WARNING",
        "PYTHONDONTWRITEBYTECODE": "",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    connection = HTTPConnection(LOOPBACK, port, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", _HEALTH)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _exchange(connection: HTTPConnection, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
    connection.putrequest(method, target, skip_host="host" in headers, skip_accept_encoding=True)
    for name, value in headers.items():
        if name not in _OF_ONE_CONNECTION:
            connection.putheader(name, value)
    connection.putheader("content-length", str(len(body)))
    connection.endheaders(body)
    response = connection.getresponse()
    content = response.read()
    answered = {name.lower(): value for name, value in response.getheaders()}
    kept = {name: value for name, value in answered.items() if name not in _OF_ONE_CONNECTION}
    if method == "HEAD" and "content-length" in answered:
        kept["content-length"] = answered["content-length"]
    return Answer(status=response.status, body=content, headers=kept)
