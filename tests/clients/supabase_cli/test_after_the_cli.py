"""What somebody changes with the Supabase CLI, `baasctl drift` names and `baasctl apply` repairs (`changes.yaml`)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.clients.two_clients import files_as_edited

if TYPE_CHECKING:
    from tests.clients.supabase_cli.conftest import BothClients

pytestmark = pytest.mark.npm

CHANGES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("changes.yaml").read_text(encoding="utf-8"))


def carry_out(both: BothClients, change: dict[str, Any]) -> None:
    """Run the command in a folder whose files are as *change* edits them, and put the files back."""
    cli = replace(both.cli, variables={**both.cli.variables, **change.get("variables", {})})
    command = change["run"]
    if "{sso}" in command:
        (provider,) = cli.json("sso", "list")["providers"]
        command = [provider["id"] if word == "{sso}" else word for word in command]
    with files_as_edited(cli.folder, change.get("edit", {})):
        cli.run(*command)


@pytest.mark.parametrize("name", CHANGES)
def test_drift_names_the_change_and_apply_repairs_it(both: BothClients, name: str) -> None:
    """Exactly what was done, with exit code 2; after apply there is no drift, exit code 0."""
    carry_out(both, CHANGES[name])
    drift = both.drift()
    applied, text = both.apply()

    assert drift == (2, sorted(CHANGES[name]["drift"]))
    assert applied == 0, text
    assert both.drift() == (0, [])


def test_after_all_repairs_the_cli_sees_nothing(both: BothClients) -> None:
    """The two agree again."""
    assert both.cli.differences() == []
