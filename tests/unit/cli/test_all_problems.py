"""One `validate` tells everything that is wrong, and each thing once."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl.cli.main import main

SPEC = """\
baasctl: 1
targets:
  dev: {provider: supabase, project: "${env:BAASCTL_TEST_UNSET}"}
  two:
    provider: supabase
    project: abcdefghijklmnopqrst
    overrides: {auth: {password: {minimum_length: 1x}}}
  three: {provider: "${env:BAASCTL_TEST_UNSET}", project: abc}
variables: {days: "${env:BAASCTL_TEST_UNSET}"}
auht: {}
auth:
  site_url: ${env:BAASCTL_TEST_UNSET}
  sitee_url: [x]
  password: {minimum_length: "${env:BAASCTL_TEST_UNSET}", requir: [x], require: [bogus]}
  sessions: {access_token_ttl: "${var:days}", reuse: "${var:days}"}
  sign_up: {enabled: "yes"}
identity_providers:
  google: {client_id: "${var:nope}", client_secret: plain}
prune: {auth: sometimes}
"""


def test_everything_wrong_is_told_at_once_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unknown keys, unset variables, wrong types, of every target; no follow-up errors."""
    monkeypatch.chdir(tmp_path)
    Path("baas.yaml").write_text(SPEC)
    assert main(["validate"]) == 1
    found = [line for line in capsys.readouterr().err.splitlines() if "error[" in line]
    places = [":".join(line.split(":")[1:3]) for line in found]
    assert places == ["3:38", "7:51", "8:21", "9:19", "10:1", "12:13", "13:3", "14:30", "14:59", "14:82",
                      "15:47", "16:22", "18:23", "18:53", "19:15"]  # fmt: skip
