"""Runs a command with its output thrown away and prints `[exit code, wall s, cpu s, peak MiB]` as JSON."""

import json
import os
import sys
import time

began = time.monotonic()
quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(pid, 0)
wall = time.monotonic() - began
json.dump(
    [os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024], sys.stdout
)
