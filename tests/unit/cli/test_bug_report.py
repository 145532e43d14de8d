"""A mistake of ours ends in a message and a file, never in a traceback on the screen."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from baasctl import pipeline
from baasctl.cli.main import main


def test_a_crash_exits_1_and_leaves_a_report_without_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The report can be attached to an issue: no secret of the environment, no argument's value is in it."""
    monkeypatch.setenv("MY_API_TOKEN", "tok-123456789")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def crash(*_: object) -> None:
        raise RuntimeError("went wrong with tok-123456789 inside")

    monkeypatch.setattr(pipeline, "plan", crash)
    assert main(["plan", "-t", "customer-name"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "this is a bug in baasctl" in captured.err
    assert "Traceback" not in captured.err
    report = Path(re.search(r"attach (\S+)", captured.err)[1])  # type: ignore[index]
    text = report.read_text()
    assert "RuntimeError: went wrong with *** inside" in text
    assert "tok-123456789" not in text + captured.err
    assert "customer-name" not in text
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_a_stop_exits_8(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C is no bug."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "plan", stop)
    assert main(["plan"]) == 8
    assert capsys.readouterr().err.strip() == "stopped"
