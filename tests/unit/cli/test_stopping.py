"""Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

SPEC = "baasctl: 1\ntargets: {dev: {provider: supabase, project: abcdefghijklmnopqrst}}\nauth: {site_url: https://x.example}\n"


@pytest.mark.parametrize("workers", ["1", "8"])
def test_a_plan_that_waits_for_a_silent_server_stops_at_once(tmp_path: Path, workers: str) -> None:
    """Exit 8; reading leaves nothing half done, so no answer is waited for."""
    (tmp_path / "baas.yaml").write_text(SPEC)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(50)
        environment = {
            **os.environ,
            "PYTHONPATH": str(Path.cwd()),
            "SUPABASE_ACCESS_TOKEN": "sbp_" + "0" * 40,
            "BAASCTL_SUPABASE_API_URL": f"http://127.0.0.1:{silent.getsockname()[1]}",
        }
        command = [sys.executable, "-m", "baasctl", "plan", "--workers", workers]
        with subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            connection, _ = silent.accept()
            with connection:
                connection.recv(1)
                process.send_signal(signal.SIGINT)
                shown, said = process.communicate(timeout=50)
    assert (process.returncode, shown, said.strip()) == (8, "", "stopped")
