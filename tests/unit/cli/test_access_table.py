"""`baasctl providers --access`."""

from __future__ import annotations

import json

import pytest

from baasctl.cli.main import main
from baasctl.model.access_rendering import CAPABILITIES
from baasctl.providers import registry


@pytest.mark.parametrize("name", registry.NAMES)
def test_every_capability_has_an_answer_at_every_provider(name: str) -> None:
    """No cell of the table is empty, a no says why, and the engine of law 12 is named."""
    access = registry.package(name).support().access
    assert access is not None
    assert access.capabilities.keys() == CAPABILITIES.keys()
    assert all(cell.how for cell in access.capabilities.values())
    assert access.verified_on


def test_the_table_is_printed_in_three_forms(capsys: pytest.CaptureFixture[str]) -> None:
    """Text by provider, one markdown column each, one JSON record a cell."""
    assert main(["providers", "--access", "-o", "json"]) == 0
    cells = json.loads(capsys.readouterr().out)
    assert len(cells) == len(CAPABILITIES) * len(registry.NAMES)
    assert main(["providers", "firebase", "--access", "-o", "markdown"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(CAPABILITIES) + 3
    assert main(["providers", "firebase", "--access"]) == 0
    assert capsys.readouterr().out.startswith("# Firebase, verified on Google's Firestore emulator")


def test_a_kind_has_no_share_in_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """`--kind` beside `--access` is a question without an answer."""
    assert main(["providers", "--access", "--kind", "policies"]) == 64
    assert "--access and --kind" in capsys.readouterr().err
