"""`python -m baasctl.sandbox.daemon FOLDER`: the process behind `baasctl sandbox start`.

The first line on standard output says in JSON whether it is ready; afterwards output goes to `server.log`.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path

from baasctl.model.errors import BaasctlError
from baasctl.sandbox.layout import SERVER_OUTPUT
from baasctl.sandbox.lifecycle import ignore_hang_up, refuse_foreign_folder
from baasctl.sandbox.server import SandboxServer
from baasctl.sandbox.supabase.rate_limit import REAL_LIMIT


def main(argv: list[str]) -> int:
    """Serve until a signal or `POST /_sandbox/stop`; 1 when it could not start."""
    parser = argparse.ArgumentParser(prog="baasctl.sandbox.daemon")
    parser.add_argument("data", type=Path)
    parser.add_argument("--port", type=int)
    parser.add_argument("--rate-limit", type=int, default=REAL_LIMIT)
    parser.add_argument("--not-durable", action="store_true")
    arguments = parser.parse_args(argv)
    ignore_hang_up()
    try:
        refuse_foreign_folder(arguments.data)
        sandbox = SandboxServer(
            arguments.data,
            port=arguments.port,
            durable=not arguments.not_durable,
            rate_limit=arguments.rate_limit,
        )
    except BaasctlError as problem:
        first = problem.diagnostics[0]
        _say({"code": first.code, "summary": first.summary, "detail": first.detail, "hint": first.hint})
        return 1
    _say({"ready": True})
    _redirect_output(arguments.data / SERVER_OUTPUT)
    serve_until_stopped(sandbox)
    return 0


def serve_until_stopped(sandbox: SandboxServer) -> None:
    """Block until SIGTERM, SIGINT or `POST /_sandbox/stop`; for `sandbox start --foreground` too."""
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    while not (asked.wait(0.2) or sandbox.stopped.is_set()):
        pass
    sandbox.close()


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _redirect_output(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
