"""Every kind is held by cases: made, changed and deleted, or a reason why that cannot happen to it."""

from __future__ import annotations

import pytest
import yaml

from baasctl.kinds.registry import NAMES, kind
from baasctl.providers import registry
from tests.unit.structure.source_tree import ROOT

OF_MIGRATIONS = "the object itself belongs to migrations; the kind is switches on it"
NOT_THERE = {
    ("supabase", "tables", "+"): OF_MIGRATIONS,
    ("supabase", "tables", "-"): OF_MIGRATIONS,
    ("supabase", "views", "+"): OF_MIGRATIONS,
    ("supabase", "views", "-"): OF_MIGRATIONS,
    ("supabase", "grants", "+"): "every role is on every object, at first without privileges: granting is a change",
    ("firebase", "app_check", "+"): "services are always there, and apps are made elsewhere",
    ("firebase", "app_check", "-"): "services are always there, and apps are made elsewhere",
    ("firebase", "database_rules", "-"): "an instance always has rules",
    ("amplify", "email_templates", "+"): "every mail is there with Cognito's text: a text of one's own is a change",
    ("firebase", "email_templates", "+"): "every mail is there with Google's text: a text of one's own is a change",
    ("firebase", "fields", "+"): "every field follows its collection until something is said about it: a change",
    ("firebase", "indexes", "~"): "an index is what it says: another content is another index",
}
SIGNS = {"+": "made", "~": "changed", "-": "deleted"}


MANAGED = [
    (provider, name)
    for provider in registry.NAMES
    for name in NAMES
    if name in registry.package(provider).support().managed_kinds
]


def signs(provider: str, name: str) -> set[str]:
    """The signs of the changes that cases of a kind plan for it."""
    cases = (yaml.safe_load(path.read_text("utf-8")) for path in (ROOT / "tests/cases" / name / provider).glob("*"))
    lines = (line for case in cases for line in case.get("plan", ()))
    return {line[0] for line in lines if line[2:].startswith((f"{name} ", f"{name}/"))}


@pytest.mark.parametrize(("provider", "name"), MANAGED)
def test_every_kind_is_made_changed_and_deleted_in_a_case(provider: str, name: str) -> None:
    """A singleton is only ever changed; what else does not happen to a kind is said above, with the reason."""
    signs_of_kind = {"~"} if kind(name).is_singleton else set(SIGNS)
    wanted = {sign for sign in signs_of_kind if (provider, name, sign) not in NOT_THERE}
    assert {SIGNS[sign] for sign in wanted - signs(provider, name)} == set()


def test_no_reason_is_left_when_a_case_does_it_after_all() -> None:
    """A reason for a missing case holds only while the case is missing."""
    assert [each for each in NOT_THERE if each[2] in signs(each[0], each[1])] == []
