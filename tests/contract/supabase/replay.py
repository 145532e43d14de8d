"""A Management API that knows nothing but recorded answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

REF = "abcdefghijklmnopqrst"
_PLACES = {"__PROJECT_REF__": REF, "__UUID__": "11111111-2222-4333-8444-555555555555"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One recorded request and its answer.

    Attributes:
        case: What the recording calls the request.
        take: Its number among the recordings of one request: `default`, `2`, `3`….
    """

    case: str
    take: str
    method: str
    path: str
    status: int
    body: Any


def recorded(shared: Path) -> tuple[Exchange, ...]:
    """Every exchange, with the recorder's placeholders filled in."""
    text = (shared / "contracts/supabase-management-recorded-2026-05.json").read_text(encoding="utf-8")
    for placeholder, value in _PLACES.items():
        text = text.replace(placeholder, value)
    found = []
    for each in json.loads(text)["exchanges"]:
        case, _, take = each["case"].rpartition("/")
        request, response = each["request"], each["response"]
        answer = {"status": response["status"], "body": response["body"]}
        found.append(Exchange(case=case, take=take, method=request["method"], path=request["path"], **answer))
    return tuple(found)


@dataclass(slots=True)
class Replay:
    """A running server.

    Attributes:
        answers: What it serves, by method and path; anything else is 404.
        served: What was asked for and known.
    """

    url: str
    answers: Mapping[tuple[str, str], Exchange] = field(default_factory=dict)
    served: set[tuple[str, str]] = field(default_factory=set)

    def serve(self, exchanges: Sequence[Exchange]) -> None:
        """Answer with these from now on; of two for one request, the later one counts."""
        self.answers = {(each.method, each.path): each for each in exchanges}
        self.served.clear()


@contextmanager
def replaying() -> Iterator[Replay]:
    """A server on a free port of this machine."""

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            asked = self.command, self.path.partition("?")[0]
            exchange = replay.answers.get(asked)
            if exchange:
                replay.served.add(asked)
            body = json.dumps(exchange.body if exchange else {"message": f"Cannot {' '.join(asked)}"}).encode()
            self.send_response(exchange.status if exchange else 404)
            self.send_header("content-type", "application/json; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815  the names that http.server calls

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        server.daemon_threads = True
        replay = Replay(f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield replay
        finally:
            server.shutdown()
