"""Asking a source's code which functions there are, with programs in the place of node that do odd things."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from baasctl.providers.firebase.project_files import functions_manifest
from baasctl.providers.firebase.project_files.functions_manifest import NoManifest, read_manifest

SERVER = """
import http.server, os, signal, sys
class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, body = {answer!r}
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
{before}
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Answers).serve_forever()
"""


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source with the package installed, and a PATH that has nothing but `bin`."""
    program = tmp_path / "source" / "node_modules" / ".bin" / "firebase-functions"
    program.parent.mkdir(parents=True)
    program.touch()
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("FIREBASE_TOKEN", "hunter2-hunter2")
    return tmp_path / "source"


def node_that(source: Path, code: str) -> None:
    node = source.parent / "bin" / "node"
    node.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
    node.chmod(0o755)


def serving(status: int, body: bytes, before: str = "") -> str:
    return SERVER.format(answer=(status, body), before=before)


def reason(source: Path) -> str:
    with pytest.raises(NoManifest) as caught:
        read_manifest(source, "demo-acme")
    return str(caught.value)


def test_node_and_the_package_have_to_be_there(source: Path) -> None:
    """Each is told by itself."""
    assert reason(source) == "node is not installed"
    node_that(source, "")
    assert reason(source.parent) == "firebase-functions is not installed in its node_modules"


def test_the_code_gets_no_credential(source: Path) -> None:
    """Only what finding node and its packages takes."""
    node_that(source, "import os, sys; sys.stderr.write('Error: ' + ' '.join(sorted(os.environ)))")
    assert "FIREBASE_TOKEN" not in reason(source)
    assert os.environ["FIREBASE_TOKEN"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "import sys; sys.stderr.write('at x\\nError: no such module\\n    at y')",
            "its code fails: Error: no such module",
        ),
        ("import sys; sys.stderr.write('stopped\\x1b[2J')", "its code fails: stopped\\x1b[2J"),
        ("", "its code fails: it says nothing"),
        (serving(400, b"Failed to generate manifest from function source: Bad\x07 name\n    at z"), "Bad\\x07 name"),
        (serving(200, b"endpoints: {}"), "its manifest is no JSON; update firebase-functions"),
        (serving(200, b"[]"), "its manifest is no object"),
    ],
)
def test_what_goes_wrong_is_told_in_one_line(source: Path, code: str, words: str) -> None:
    """The first telling line, with what is not printable escaped."""
    node_that(source, code)
    assert reason(source).endswith(words)


def test_a_manifest_is_read_and_the_program_ended(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even one that does not end when it is asked to."""
    monkeypatch.setattr(functions_manifest, "_PATIENCE_S", 0.1)
    node_that(source, serving(200, b'{"endpoints": {}}', "signal.signal(signal.SIGTERM, signal.SIG_IGN)"))
    assert read_manifest(source, "demo-acme") == {"endpoints": {}}


def test_code_that_never_answers_is_given_up(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """404 is no answer: the program may not be ready."""
    monkeypatch.setattr(functions_manifest, "_LONGEST_S", 1.0)
    node_that(source, serving(404, b""))
    assert reason(source) == "its code does not answer within 1 s"
