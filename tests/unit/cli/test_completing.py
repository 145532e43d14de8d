"""Names for the shell."""

from __future__ import annotations

from pathlib import Path

from baasctl.cli.completing import addresses, targets

SPEC = """\
baasctl: 1
# targets: {no: no}
targets:
  prod:
    provider: supabase
    variables: {x: y}
  "stage": {provider: supabase}
auth:
  site_url: x
policies:
    public.notes:
        Owners read: {}
"""


def test_targets_complete(tmp_path: Path) -> None:
    """Only the keys right below `targets`."""
    file = tmp_path / "baas.yaml"
    file.write_text(SPEC)
    assert targets(file, "") == ["prod", "stage"]
    assert targets(file, "p") == ["prod"]


def test_addresses_complete(tmp_path: Path) -> None:
    """Target, kind and first name."""
    file = tmp_path / "baas.yaml"
    file.write_text(SPEC)
    assert addresses(file, "prod/pol") == ["prod/policies", "prod/policies/public.notes"]


def test_no_spec_completes_nothing(tmp_path: Path) -> None:
    """A shell sees no error."""
    assert targets(tmp_path / "no.yaml", "") == []
    assert addresses(tmp_path, "") == []
