"""What will be live is what is live, with the changes over it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.resource import Resource
from baasctl.model.span import Span
from baasctl.model.state import DesiredState, Snapshot
from baasctl.model.target import Target
from baasctl.model.value import freeze, thaw
from baasctl.plan.after import after_apply

TARGET = Target(name="prod", provider="supabase", project="p")
SPAN = Span(file="baas.yaml", line=3, column=1)


def resource(name: str, attributes: Any, *, declared: bool = False) -> Resource:
    at = Address("prod", "tables", (name,))
    return Resource(address=at, attributes=freeze(attributes), declared_at=SPAN if declared else None)  # type: ignore[arg-type]


def after(live: list[Resource], desired: list[Resource], *changes: Change) -> dict[str, Any]:
    found = after_apply(
        DesiredState(target=TARGET, resources=tuple(desired), root=Path()),
        Snapshot(target=TARGET, resources=tuple(live), read_at=datetime(2026, 1, 1, tzinfo=UTC)),
        changes,
    )
    return {one.address.name: (thaw(one.attributes), one.declared_at is not None) for one in found}


def change(action: Action, name: str, attributes: Any, **more: Any) -> Change:
    return Change(address=Address("prod", "tables", (name,)), action=action, after=attributes, **more)


def test_records_are_merged_and_everything_else_is_replaced() -> None:
    """Undeclared members stay as they are live; a list is owned whole; null is what was asked for."""
    live = {"password": {"minimum_length": 6, "require": ["digit"]}, "urls": ["a", "b"], "smtp": {"host": "x"}}
    wanted = freeze({"password": {"minimum_length": 12}, "urls": ["c"], "smtp": None})
    found = after([resource("a", live)], [], change(Action.UPDATE, "a", wanted))
    assert found["a"][0] == {
        "password": {"minimum_length": 12, "require": ["digit"]}, "urls": ["c"], "smtp": None
    }  # fmt: skip


def test_what_is_deleted_is_gone_and_what_is_created_is_there() -> None:
    """And what no change speaks of stays."""
    live = [resource("gone", {}), resource("stays", {"rls": True})]
    changes = [change(Action.DELETE, "gone", None), change(Action.CREATE, "new", {"rls": True})]
    found = after(live, [resource("new", {"rls": True}, declared=True)], *changes)
    assert found == {"new": ({"rls": True}, True), "stays": ({"rls": True}, False)}


def test_a_rename_leaves_nothing_at_the_old_name() -> None:
    """Its undeclared members move along."""
    renamed = change(Action.RENAME, "new", {"rls": True}, renamed_from=("old",))
    assert after([resource("old", {"force_rls": True})], [], renamed) == {
        "new": ({"force_rls": True, "rls": True}, False)
    }


def test_what_the_spec_declares_knows_where_even_without_a_change() -> None:
    """A finding about it points into the file."""
    assert after([resource("a", {})], [resource("a", {}, declared=True)]) == {"a": ({}, True)}
