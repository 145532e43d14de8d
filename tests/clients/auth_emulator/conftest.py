"""Google's Auth emulator (npm `firebase-tools`, pinned beside `../firebase_tools`) as a server that we did not write.

It starts once a session, in ten to thirty seconds, and keeps each project of its own. It differs from production in
what it keeps quiet about: it never clears a leaf that the mask names and the body lacks, knows no hooks for messages,
and drops the `+` of test numbers (firebase-tools 15.34.2, `lib/emulator/auth/state.js`).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import pytest

from tests.clients.npm_package import installed

INSTALLED = Path(__file__).resolve().parent.parent / "firebase_tools"
HOST = "identitytoolkit.googleapis.com"
_STARTS_WITHIN_S = 180


@dataclass(slots=True, kw_only=True)
class Emulator:
    """The emulator behind a server that passes everything on and remembers what was written.

    Attributes:
        url: What `api_url` of a target is.
        written: Method, path and body of every request that was no GET, oldest first.
    """

    url: str
    written: list[tuple[str, str, Any]] = field(default_factory=list)

    def config(self, project: str) -> Any:
        """What the emulator stores of a project."""
        return json.loads(asked(f"{self.url}/{HOST}/v2/projects/{project}/config"))

    def schemas(self) -> Any:
        """The emulator's own description of the API."""
        return json.loads(asked(f"{self.url}/emulator/openapi.json"))


def asked(url: str, method: str = "GET", body: bytes | None = None) -> bytes:
    """The body of an answer, whatever its status."""
    headers = {"authorization": "Bearer owner", "content-type": "application/json"}
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return bytes(refusal.read())


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """The emulator, ready."""
    modules = installed(INSTALLED)
    folder = tmp_path_factory.mktemp("auth-emulator")
    auth, hub, logging = free_port(), free_port(), free_port()
    ports = {"auth": auth, "hub": hub, "logging": logging}
    emulators = {name: {"host": "127.0.0.1", "port": port} for name, port in ports.items()}
    described = {"emulators": {**emulators, "ui": {"enabled": False}, "singleProjectMode": False}}
    (folder / "firebase.json").write_text(json.dumps(described), encoding="utf-8")
    node = shutil.which("node") or "node"
    program = str(modules / "firebase-tools" / "lib" / "bin" / "firebase.js")
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            [node, program, "emulators:start", "--only=auth", "--project=demo-emulated"],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "CI": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(auth, process, folder / "output.txt")
        with _Recorder(f"http://127.0.0.1:{auth}") as recorder:
            yield recorder.emulator
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def _wait_for(port: int, process: subprocess.Popen[bytes], output: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail(f"the Auth emulator did not start: {output.read_text(encoding='utf-8')}")


class _Recorder:
    """A server on loopback that hands every request on."""

    def __init__(self, target: str) -> None:
        recorder = self

        class Passing(BaseHTTPRequestHandler):
            def do_any(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                body = self.rfile.read(length) if length else None
                if self.command != "GET":
                    recorder.emulator.written.append((self.command, self.path, json.loads(body or b"null")))
                status, answer = recorder.passed_on(self.command, self.path, body)
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PATCH = do_DELETE = do_any  # noqa: N815  http.server looks for these names

            def log_message(self, *arguments: object) -> None:
                pass

        self._target = target
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
        self.emulator = Emulator(url=f"http://127.0.0.1:{self._server.server_address[1]}")

    def passed_on(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        headers = {"authorization": "Bearer owner", "content-type": "application/json"}
        request = urllib.request.Request(self._target + path, data=body, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return int(answer.status), bytes(answer.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return int(refusal.code), bytes(refusal.read())

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
