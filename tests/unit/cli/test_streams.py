"""Where the caller's streams are closed, full, or of another encoding."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SPEC = """\
baasctl: 1
targets:
  dev: {provider: supabase, project: abcdefghijklmnopqrst}
auth: {site_url: "https://ü.example.com/☃"}
"""


@pytest.mark.parametrize(
    ("redirection", "code"),
    [(">&-", 0), ("2>&-", 0), (">&- 2>&-", 0), ("<&-", 0), ("| head -c 1", 0), ("> /dev/full", 1)],
)
def test_closed_and_full_streams_are_no_bug(tmp_path: Path, redirection: str, code: int) -> None:
    """A closed stream swallows, a full disk is told, and neither ends in a bug report."""
    (tmp_path / "baas.yaml").write_text(SPEC, encoding="utf-8")
    command = f"{sys.executable} -m baasctl render {redirection}"
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TMPDIR": str(tmp_path)}
    done = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == code, done.stderr
    assert b"bug" not in done.stderr
    assert b"Traceback" not in done.stderr
    assert list(tmp_path.glob("baasctl-bug-*")) == []
