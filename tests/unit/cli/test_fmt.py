"""`baasctl fmt`: files of rules in one layout, and nothing but their white space changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl.cli.main import main

UGLY = "rules_version='2';\nservice cloud.firestore{match /a/{b}{allow read:if true;// all\n}}\n"
TIDY = """rules_version = '2';
service cloud.firestore {
  match /a/{b} {
    allow read: if true; // all
  }
}
"""
SPEC = """baasctl: 1
targets: {prod: {provider: firebase, project: acme-prod}}
firestore_rules: {(default): {file: rules/firestore.rules}, other: {file: rules/other.rules.j2}}
storage_rules: {(default): "service firebase.storage{match /a{allow read;}}"}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spec with a file of rules, a template, and rules of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "baas.yaml").write_text(SPEC)
    (tmp_path / "rules/firestore.rules").write_text(UGLY)
    (tmp_path / "rules/other.rules.j2").write_text(UGLY)
    return tmp_path


def test_files_of_the_spec_are_formatted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not the template, and not the spec; a second run has nothing to do."""
    assert main(["fmt"]) == 0
    assert capsys.readouterr().out == "rules/firestore.rules\n"
    assert (folder / "rules/firestore.rules").read_text() == TIDY
    assert (folder / "rules/other.rules.j2").read_text() == UGLY
    assert (folder / "baas.yaml").read_text() == SPEC
    assert main(["fmt"]) == 0
    assert capsys.readouterr().out == ""


def test_check_and_diff_write_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--check` exits 2, `--diff` prints a patch; both together do both."""
    rules = folder / "rules/firestore.rules"
    assert main(["fmt", "--check", "rules/firestore.rules"]) == 2
    assert capsys.readouterr().out == "rules/firestore.rules\n"
    assert main(["fmt", "--diff", "rules/firestore.rules"]) == 0
    assert "+    allow read: if true; // all\n" in capsys.readouterr().out
    assert main(["fmt", "--diff", "--check", "rules/firestore.rules"]) == 2
    assert rules.read_text() == UGLY
    rules.write_text(TIDY)
    assert main(["fmt", "--check", "rules/firestore.rules"]) == 0


def test_what_is_no_ruleset_is_told_with_its_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The other files are still done."""
    (folder / "broken.rules").write_text("service cloud.firestore {\n  match /a { allow read if true; }\n}\n")
    (folder / "latin.rules").write_bytes(b"// caf\xe9\n")
    assert main(["fmt", "broken.rules", "latin.rules", "none.rules", "rules/firestore.rules"]) == 1
    captured = capsys.readouterr()
    assert captured.out == "rules/firestore.rules\n"
    for expected in ("broken.rules:2:25: error[SPEC550]", "latin.rules:1:7: error[SPEC833]", "none.rules:1:1"):
        assert expected in captured.err
    assert "byte 7 is no UTF-8" in captured.err


def test_a_link_stays_a_link(folder: Path) -> None:
    """The file that it points to is formatted."""
    link = folder / "link.rules"
    link.symlink_to("rules/firestore.rules")
    assert main(["fmt", "link.rules"]) == 0
    assert link.is_symlink()
    assert (folder / "rules/firestore.rules").read_text() == TIDY
