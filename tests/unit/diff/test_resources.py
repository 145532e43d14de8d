"""Which resources differ, and what is beside them."""

from __future__ import annotations

import pytest

from baasctl.diff.resources import Comparison, compare
from baasctl.model.change import Action, Direction, Hazard
from baasctl.model.resource import Resource
from baasctl.model.spec import Kept, Prune, PruneMode, Terms
from baasctl.model.state import Snapshot
from tests.laws.memory_provider import SUPPORT, TARGET, clock, desired, resource


def policy(table: str, name: str, using: str = "true", mode: str = "permissive") -> Resource:
    return resource("policies", table, name, **{"for": "select", "to": ("anon",), "as": mode, "using": using})


def live(*resources: Resource) -> Snapshot:
    return Snapshot(target=TARGET, resources=resources, read_at=clock())


def compared(wanted: list[Resource], found: list[Resource], terms: Terms | None = None) -> Comparison:
    return compare(desired(*wanted), live(*found), terms or Terms(), SUPPORT)


def test_a_live_policy_on_a_declared_table_that_the_spec_does_not_list_is_reported() -> None:
    """Access is owned whole: taken out of the YAML is not taken out of sight."""
    found = compared([policy("public.a", "one")], [policy("public.a", "one"), policy("public.a", "two")])

    assert [one.address.name for one in found.unlisted] == ["public.a/two"]
    assert found.changes == ()


def test_a_live_policy_on_another_table_is_left_alone() -> None:
    """Tables that the spec does not declare are not its business."""
    found = compared([policy("public.a", "one")], [policy("public.a", "one"), policy("public.b", "two")])

    assert found.unlisted == ()
    assert [(group.reason, group.addresses[0].name) for group in found.left_alone] == [
        ("not in the spec", "public.b/two")
    ]


def test_keep_leaves_a_policy_where_it_is_with_its_reason() -> None:
    """A kept policy makes no plan refuse."""
    terms = Terms(keep=(Kept(kind="policies", name="public.a/two", reason="help desk"),))

    found = compared([policy("public.a", "one")], [policy("public.a", "one"), policy("public.a", "two")], terms)

    assert found.unlisted == ()
    assert found.left_alone[0].reason == "keep: help desk"


@pytest.mark.parametrize(
    ("rule", "deleted"),
    [
        (Prune(mode=PruneMode.NEVER), []),
        (Prune(mode=PruneMode.ALL), ["other.b/two", "public.a/two"]),
        (Prune(mode=PruneMode.ALL, within=("public",)), ["public.a/two"]),
        (Prune(mode=PruneMode.OWNED), []),
    ],
    ids=["never", "all", "all in public", "owned without a marker"],
)
def test_prune_deletes_what_its_mode_and_scope_say(rule: Prune, deleted: list[str]) -> None:
    """Deletes need consent, and only go as far as it."""
    extra = [policy("public.a", "two"), policy("other.b", "two")]

    found = compared([policy("public.a", "one")], [policy("public.a", "one"), *extra], Terms(prune={"policies": rule}))

    assert [change.address.name for change in found.changes if change.action is Action.DELETE] == deleted


def test_a_rename_is_found_and_is_inert_once_done() -> None:
    """`renamed_from` renames while the old name is live and means nothing afterwards."""
    wanted = policy("public.a", "new")
    wanted = Resource(address=wanted.address, attributes=wanted.attributes, renamed_from=("public.a", "old"))

    (change,) = compared([wanted], [policy("public.a", "old")]).changes
    assert (change.action, change.renamed_from) == (Action.RENAME, ("public.a", "old"))
    assert compared([wanted], [policy("public.a", "new")]).changes == ()


def test_an_immutable_field_makes_a_replace_and_says_which() -> None:
    """What cannot be changed in place is replaced, with the reason."""
    (change,) = compared([policy("public.a", "x")], [policy("public.a", "x", mode="restrictive")]).changes

    assert change.action is Action.REPLACE
    assert "/as" in change.reason
    assert Hazard.MAY_WIDEN_ACCESS in change.hazards


@pytest.mark.parametrize(
    ("base", "spec", "now", "direction"),
    [
        ("a", "b", "a", Direction.SPEC_CHANGED),
        ("a", "a", "b", Direction.DRIFTED),
        ("a", "b", "c", Direction.CONFLICT),
        (None, "b", "a", Direction.SPEC_CHANGED),
    ],
)
def test_a_base_tells_who_moved(base: str | None, spec: str, now: str, direction: Direction) -> None:
    """Spec against base, live against base: the side that differs is the one that moved."""
    at_base = desired(*([resource("auth", site_url=base)] if base else []))

    found = compare(
        desired(resource("auth", site_url=spec)), live(resource("auth", site_url=now)), Terms(), SUPPORT, at_base
    )

    assert found.changes[0].fields[0].direction is direction
    assert found.changes[0].direction is direction


def test_a_missing_resource_that_the_base_had_has_drifted() -> None:
    """Somebody deleted it; without a trace in the base it is new in the spec."""
    wanted = policy("public.a", "x")

    known = compare(desired(wanted), live(), Terms(), SUPPORT, desired(wanted)).changes[0]
    new = compare(desired(wanted), live(), Terms(), SUPPORT, desired()).changes[0]

    assert (known.direction, new.direction) == (Direction.DRIFTED, Direction.SPEC_CHANGED)
