"""A server on this machine that answers requests to AWS from a script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from baasctl.providers.amplify.clients.aws import AwsApis, Place


@dataclass(slots=True)
class ScriptedAws:
    """AWS that gives its answers in order and repeats the last one.

    Attributes:
        answers: Status, error code and message; an empty code answers `{}`.
        waits: Seconds that the client under test paused.
        said: What it reported meanwhile.
    """

    url: str = ""
    answers: list[tuple[int, str, str]] = field(default_factory=list)
    requests: int = 0
    waits: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def next_answer(self) -> tuple[int, str, str]:
        self.requests += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def client(self) -> AwsApis:
        """The product's own client at this server, which waits no real time."""
        keys = {"aws_access_key_id": "123456789012", "aws_secret_access_key": "secret"}
        place = Place(region="eu-west-1", url=self.url, keys=keys, subject="app `d2abc`")
        return AwsApis(place, pause=self.waits.append, progress=self.said.append)


@contextmanager
def scripted(*answers: tuple[int, str, str]) -> Iterator[ScriptedAws]:
    """Serve until the block ends."""
    script = ScriptedAws(answers=list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            status, code, message = script.next_answer()
            body = json.dumps({"__type": code, "message": message} if code else {}).encode()
            self.send_response(status)
            self.send_header("x-amzn-errortype", code)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
