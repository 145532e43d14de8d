"""Requests and answers over loopback sockets; what they mean is the business of the `Respond` it is given."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from baasctl.sandbox.exchange import Answer, Request

LOOPBACK = "127.0.0.1"
_BODY_LIMIT = 64 * 1024 * 1024
_IDLE_S = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An answer and how to deliver it.

    Attributes:
        truncate: Send only this many bytes of the body, then close; -1 sends all.
        drop: Close the connection without sending anything.
    """

    answer: Answer
    truncate: int = -1
    drop: bool = False


Respond = Callable[[Request], Delivery]


class LoopbackServer(ThreadingHTTPServer):
    """HTTP/1.1 with keep-alive on 127.0.0.1, one thread per connection."""

    daemon_threads = True
    request_queue_size = 64
    allow_reuse_address = True

    def __init__(self, port: int, respond: Respond) -> None:
        """Bind, not yet serve; *port* 0 takes a free one.

        Raises:
            OSError: The port is in use.
        """
        super().__init__((LOOPBACK, port), partial(_Conversation, respond))
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def process_request_thread(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """Serve one connection and remember it, so that `end_conversations` can end it."""
        assert isinstance(request, socket.socket)
        with self._guard:
            self._open.add(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._guard:
                self._open.discard(request)

    def end_conversations(self) -> None:
        """Close kept-alive connections, so that no client talks to a server that was stopped."""
        with self._guard:
            sockets = list(self._open)
        for connection in sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no event; everything else is answered before it gets here."""


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "baasctl-sandbox"
    sys_version = ""
    timeout = _IDLE_S
    disable_nagle_algorithm = True
    wbufsize = -1

    def __init__(self, respond: Respond, *arguments: object) -> None:
        self._respond = respond
        super().__init__(*arguments)  # type: ignore[arg-type]  # passed on as socketserver gave them

    def _serve(self) -> None:
        try:
            body = self._read_body()
        except ValueError:
            self._refuse(400)
            return
        if body is None:
            self._refuse(413)
            return
        self._deliver(self._respond(self._request(body)))

    do_DELETE = do_GET = do_HEAD = do_PATCH = do_POST = do_PUT = _serve  # noqa: N815  names that http.server looks for

    def _request(self, body: bytes) -> Request:
        parts = urlsplit(self.path)
        return Request(
            method=self.command,
            path=unquote(parts.path),
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
            target=self.path,
        )

    def _read_body(self) -> bytes | None:
        """The body; `None` when it is larger than the server takes.

        Raises:
            ValueError: Its length is no number, or the connection ended before the body did.
        """
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.flush()
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._read_chunks()
        length = int(self.headers.get("Content-Length") or 0)
        if length < 0:
            raise ValueError(length)
        return self._exactly(length) if length <= _BODY_LIMIT else None

    def _exactly(self, length: int) -> bytes:
        content = self.rfile.read(length)
        if len(content) < length:
            raise ValueError(length)
        return content

    def _read_chunks(self) -> bytes | None:
        chunks: list[bytes] = []
        total = 0
        while size := int(self.rfile.readline().split(b";")[0], 16):
            total += size
            if total > _BODY_LIMIT:
                return None
            chunks.append(self._exactly(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(chunks)

    def _refuse(self, status: int) -> None:
        self.close_connection = True
        self.send_error(status)

    def _deliver(self, delivery: Delivery) -> None:
        if delivery.drop:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        answer = delivery.answer
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name != "content-length":
                self.send_header(name, value)
        if answer.status != 204:
            is_only_headers = self.command == "HEAD" and "content-length" in answer.headers
            length = answer.headers["content-length"] if is_only_headers else str(len(answer.body))
            self.send_header("content-length", length)
        if delivery.truncate >= 0:
            self.close_connection = True
            self.send_header("connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body if delivery.truncate < 0 else answer.body[: delivery.truncate])
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's name
        """The sandbox keeps its own log."""
