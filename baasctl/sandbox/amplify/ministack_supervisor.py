"""Keeps MiniStack from outliving the sandbox. Run as a script, with the standard library alone.

`python ministack_supervisor.py FOLDER PROGRAM ARGUMENT…` waits until no other MiniStack works on FOLDER, starts the
program in a session of its own and waits until standard input ends: the sandbox closed it, or died in any way. Then
the program is told to end, so that it saves its state, and killed when it does not.
"""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
import threading
from pathlib import Path

LOG = "ministack.log"
LOCK = "ministack.lock"
POLL_S = 0.1
SAVES_WITHIN_S = 30.0


def main(folder: Path, command: list[str]) -> None:
    """Run *command* until the owner goes away, or it ends by itself."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    owner = threading.Thread(target=sys.stdin.buffer.read, daemon=True)
    owner.start()
    with (folder / LOCK).open("wb") as lock, (folder / LOG).open("wb") as log:
        fcntl.flock(lock, fcntl.LOCK_EX)
        program = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        while owner.is_alive() and program.poll() is None:
            owner.join(POLL_S)
        program.terminate()
        try:
            program.wait(SAVES_WITHIN_S)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
