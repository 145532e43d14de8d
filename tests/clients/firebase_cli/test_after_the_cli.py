"""What somebody changes with the Firebase CLI, `baasctl drift` names and `baasctl apply` repairs (`changes.yaml`)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.clients.two_clients import files_as_edited

if TYPE_CHECKING:
    from tests.clients.firebase_cli.conftest import BothClients

pytestmark = pytest.mark.npm

CHANGES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("changes.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CHANGES)
def test_drift_names_the_change_and_apply_repairs_it(both: BothClients, name: str) -> None:
    """Exactly what was done, with exit code 2; after apply there is no drift, exit code 0."""
    with files_as_edited(both.cli.folder, CHANGES[name].get("edit", {})):
        both.cli.run(*CHANGES[name]["run"])
    drift = both.drift()
    applied, text = both.apply()

    assert drift == (2, sorted(CHANGES[name]["drift"]))
    assert applied == 0, text
    assert both.drift() == (0, [])
