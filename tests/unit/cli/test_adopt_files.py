"""`baasctl adopt --from`, as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baasctl.cli.main import main

CONFIG = """
[auth]
site_url = "https://example.com"
[auth.email.smtp]
host = "mail.example.com"
pass = "a secret word"
[studio]
enabled = true
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of the Supabase CLI, and no token."""
    (tmp_path / "supabase" / "functions" / "hello").mkdir(parents=True)
    (tmp_path / "supabase" / "functions" / "hello" / "index.ts").write_text("")
    (tmp_path / "supabase" / "config.toml").write_text(CONFIG)
    monkeypatch.delenv("SUPABASE_ACCESS_TOKEN", raising=False)
    monkeypatch.setenv("SUPABASE_PROJECT_ID", "abcdefghijklmnopqrst")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_becomes_a_valid_spec_without_a_token(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The paths are data, what was left out is said, and `validate` finds nothing wrong."""
    assert main(["adopt", "--from", "supabase", "--out", "."]) == 0
    printed = capsys.readouterr()
    assert printed.out.split() == ["baas.yaml", "secrets.env.example"]
    assert "studio.enabled\n    only for the local stack" in printed.err
    assert "secret word" not in printed.err + (folder / "baas.yaml").read_text()
    assert main(["validate"]) == 0


def test_a_spec_elsewhere_names_the_folder_from_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Paths are relative to the spec, and JSON has the notes."""
    assert main(["adopt", "--from", "supabase", "--out", "deep/spec", "--kinds", "functions", "-o", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["resources"] == {"functions": 1}
    assert {"key": "studio.enabled", "reason": "only for the local stack of the Supabase CLI", "written": False} in (
        data["notes"]
    )
    assert "hello: ../../supabase/functions/hello" in (folder / "deep" / "spec" / "baas.yaml").read_text()


def test_what_cannot_be_read_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing folder and options about live state are usage; a folder without the file is an error."""
    assert main(["adopt", "--from", "nowhere", "--out", "spec"]) == 64
    assert main(["adopt", "--from", "supabase", "--out", "spec", "--full"]) == 64
    assert main(["adopt", "--from", "supabase/functions", "--out", "spec"]) == 1
    assert "config.toml" in capsys.readouterr().err
    assert not (folder / "spec").exists()
