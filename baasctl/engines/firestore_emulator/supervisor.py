"""Keeps an emulator from outliving its owner. Run as a script, with the standard library alone.

`python supervisor.py FOLDER PROGRAM ARGUMENT…` starts the program in a session of its own and waits until standard
input ends: the owner closed it, or died in any way. Then the program is stopped and FOLDER removed.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

LOG = "emulator.log"
POLL_S = 0.2


def main(folder: Path, command: list[str]) -> None:
    """Run *command* until the owner goes away, or it ends by itself."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    owner = threading.Thread(target=sys.stdin.buffer.read, daemon=True)
    owner.start()
    with (folder / LOG).open("wb") as log:
        program = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    while owner.is_alive() and program.poll() is None:
        owner.join(POLL_S)
    ended_by_itself = program.poll() is not None
    # It holds nothing that is worth the seconds which it takes to stop in good order.
    program.kill()
    program.wait()
    # The owner still wants to read why it ended.
    if not ended_by_itself:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
