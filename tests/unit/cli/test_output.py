"""The only way out of the program."""

from __future__ import annotations

import html
import io
import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from baasctl.cli.output import Output
from baasctl.model.diagnostic import Diagnostic, Severity


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def made(environment: dict[str, str] | None = None, *, tty: bool = False) -> tuple[Output, io.StringIO, io.StringIO]:
    kind = Terminal if tty else io.StringIO
    out, err = kind(), kind()
    return Output(out, err, environment or {}), out, err


def test_a_secret_is_in_no_stream_and_no_file(tmp_path: Path) -> None:
    """Everything printed or written goes through the vault."""
    output, out, err = made(tty=True)
    output.vault.also_redact("hunter2-hunter2")
    text = "before hunter2-hunter2 after"
    output.data(text)
    output.say(text)
    output.progress(text)
    output.verbosity = 1
    output.detail(text)
    output.diagnostics([Diagnostic(code="SPEC001", summary="x", detail=text)])
    output.file(tmp_path / "plan.json", text)
    output.raw_file(tmp_path / "baas.yaml", text.encode())
    everything = out.getvalue() + err.getvalue() + "".join(path.read_text() for path in tmp_path.iterdir())
    assert "hunter2" not in everything
    assert everything.count("before *** after") == 7


def test_a_secret_is_found_in_every_spelling() -> None:
    """JSON and HTML escape quotes, line breaks and letters beyond ASCII; a secret with those is still found."""
    output, out, _ = made()
    secret = 'pa"ss\nwörd<&'
    output.vault.also_redact(secret)
    for spelled in (secret, json.dumps(secret), json.dumps(secret, ensure_ascii=False), html.escape(secret)):
        output.data(spelled + "\n")
    assert "rd" not in out.getvalue()
    assert out.getvalue().count("***") == 4


def test_a_plan_file_is_private(tmp_path: Path) -> None:
    """It holds what was read from a project."""
    output, _, _ = made()
    output.file(tmp_path / "plan.json", "{}")
    assert stat.S_IMODE((tmp_path / "plan.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("environment", "tty", "choice", "expected"),
    [
        ({}, True, "auto", True),
        ({}, False, "auto", False),
        ({"NO_COLOR": "1"}, True, "auto", False),
        ({"NO_COLOR": ""}, True, "auto", True),
        ({"FORCE_COLOR": "1"}, False, "auto", True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, "auto", False),
        ({"TERM": "dumb"}, True, "auto", False),
        ({"NO_COLOR": "1"}, False, "always", True),
        ({}, True, "never", False),
    ],
)
def test_colour_obeys_the_option_then_the_environment_then_the_terminal(
    environment: dict[str, str], tty: bool, choice: str, expected: bool
) -> None:
    """https://no-color.org and https://force-color.org."""
    output, _, _ = made(environment, tty=tty)
    output.colour_choice = choice
    assert output.colour().is_on is expected


def test_progress_is_for_terminals_and_leaves_a_clean_line() -> None:
    """A log holds no half lines."""
    output, out, err = made(tty=True)
    output.progress("reading\x1b[2J")
    output.data("data\n")
    assert err.getvalue() == "\r\x1b[Kreading\\x1b[2J\r\x1b[K"
    assert out.getvalue() == "data\n"
    quiet, _, log = made(tty=False)
    quiet.progress("reading")
    assert log.getvalue() == ""


def test_quiet_keeps_errors() -> None:
    """-q leaves data and errors."""
    output, out, err = made()
    output.verbosity = -1
    output.say("hint")
    output.diagnostics([Diagnostic(code="SPEC001", summary="w", severity=Severity.WARNING)])
    output.diagnostics([Diagnostic(code="SPEC002", summary="e")])
    output.data("data\n")
    assert err.getvalue() == "error[SPEC002]: e\n"
    assert out.getvalue() == "data\n"


def test_a_reader_that_goes_away_is_no_crash() -> None:
    """`baasctl providers | head -1` ends without a traceback and with the command's own code."""
    command = f"{sys.executable} -m baasctl providers -o json; echo code $? >&2"
    completed = subprocess.run(
        ["bash", "-c", f"({command}) | head -c 1"], capture_output=True, text=True, check=False, cwd=Path.cwd()
    )
    assert completed.stderr == "code 0\n"


def test_text_that_the_stream_cannot_encode_is_escaped() -> None:
    """A terminal with an old character set shows an escape instead of a crash."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    Output(stream, io.StringIO(), {}).data("± \ud800\n")
    assert raw.getvalue() == b"\\xb1 \\ud800\n"


def test_nobody_answers_where_there_is_no_terminal() -> None:
    """A pipe cannot consent."""
    output, _, _ = made(tty=False)
    assert not output.is_interactive
