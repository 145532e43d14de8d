"""A server that answers exactly the bytes a test wrote down."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from baasctl.transport import Transport


class ScriptedServer:
    """Answers each connection with the next scripted bytes, then closes it; without a script it just closes.

    Several pieces of one answer are sent 50 ms apart.
    """

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.script: list[list[bytes]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def answer(self, status: int = 200, body: bytes = b"{}", **headers: object) -> None:
        lines = {"content-type": "application/json", "content-length": len(body), "connection": "close"}
        lines.update({name.replace("_", "-"): value for name, value in headers.items()})
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.script.append([f"HTTP/1.1 {status} Scripted\r\n{head}\r\n".encode() + body])

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self.requests.append(_read_request(connection))
                _send_slowly(connection, self.script.pop(0) if self.script else [])


def _send_slowly(connection: socket.socket, pieces: list[bytes]) -> None:
    for number, piece in enumerate(pieces):
        if number:
            time.sleep(0.05)
        with suppress(OSError):
            connection.sendall(piece)


def _read_request(connection: socket.socket) -> str:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.splitlines() if line.lower().startswith(b"content-l")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return (head + b"\r\n\r\n" + body).decode()


class Waits:
    """Records the waits instead of waiting, and is the clock that they move."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def pause(self, seconds: float) -> None:
        self.taken.append(seconds)

    def clock(self) -> float:
        return sum(self.taken)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.close()


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def connect(server: ScriptedServer, waits: Waits) -> Iterator[Callable[..., Transport]]:
    opened: list[Transport] = []

    def build(**options: object) -> Transport:
        settings: dict[str, object] = {"base_url": server.url, "pause": waits.pause, "jitter": lambda: 1.0}
        transport = Transport(**{**settings, **options})  # type: ignore[arg-type]
        opened.append(transport)
        return transport

    yield build
    for transport in opened:
        transport.close()
