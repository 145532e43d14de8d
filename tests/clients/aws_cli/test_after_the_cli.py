"""What somebody changes with the `aws` command, `baasctl drift` names and `baasctl apply` repairs (`changes.yaml`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from baasctl.providers.amplify.support import SUPPORT

if TYPE_CHECKING:
    from tests.clients.aws_cli.conftest import AwsCli

CHANGES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("changes.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CHANGES)
def test_drift_names_the_change_and_apply_repairs_it(cli: AwsCli, name: str) -> None:
    """Exactly what was done, with exit code 2; after apply there is no drift, exit code 0."""
    for command in CHANGES[name]["run"]:
        cli.run(*command)

    expected = sorted(CHANGES[name]["drift"])
    assert cli.drift() == (2 if expected else 0, expected)
    code, text = cli.apply()
    assert code == 0, text
    assert cli.drift() == (0, [])


def test_drift_of_every_kind_is_named() -> None:
    """A kind that Amplify learns has to be changed by the command, too."""
    named = {line.split()[1].partition("/")[0] for change in CHANGES.values() for line in change["drift"]}
    assert named == set(SUPPORT.managed_kinds)


def test_it_finds_what_was_applied(cli: AwsCli) -> None:
    """Its own reading of the pool, the API and the branch."""
    pool = json.loads(cli.run("cognito-idp", "describe-user-pool", "--user-pool-id", "{user_pool}"))["UserPool"]
    branch = json.loads(cli.run("amplify", "get-branch", "--app-id", "{app}", "--branch-name", "main"))["branch"]

    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert branch["environmentVariables"] == {"API": "https://api.example.com"}
