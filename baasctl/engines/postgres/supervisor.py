"""Keeps a throw-away server from outliving its owner. Run as a script, with the standard library alone.

`python supervisor.py FOLDER UID GID PROGRAM ARGUMENT…` starts the server in its own session and waits until standard
input ends: the owner closed it, or died in any way. Then the server is stopped at once and FOLDER is removed. UID -1
means our own account. A server that ends by itself leaves its code in `FOLDER/exit_code`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

POLL_S = 0.2
STOP_WITHIN_S = 10.0


def main(folder: Path, uid: int, gid: int, command: list[str]) -> None:
    """Run *command* until the owner goes away."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    owner = threading.Thread(target=sys.stdin.buffer.read, daemon=True)
    owner.start()
    with open(folder / "postgres.log", "ab", opener=_no_link) as log:
        server = _start(command, folder, uid, gid, log.fileno())
    while owner.is_alive():
        if server.poll() is not None:
            (folder / "exit_code").write_text(str(server.returncode))
            owner.join()
        owner.join(POLL_S)
    if server.poll() is None:
        server.send_signal(getattr(signal, "SIGQUIT", signal.SIGTERM))
        try:
            server.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _start(command: list[str], folder: Path, uid: int, gid: int, log: int) -> subprocess.Popen[bytes]:
    data = folder / "data"
    if uid < 0:
        return subprocess.Popen(
            command, cwd=data, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    return subprocess.Popen(
        command,
        cwd=data,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        user=uid,
        group=gid,
        extra_groups=[],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
