"""One live state beside another."""

from __future__ import annotations

from dataclasses import replace

from baasctl.diff.two_lives import TwoLives, compare_lives
from baasctl.model.address import Address
from baasctl.model.change import Action
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.secret import Secret
from baasctl.model.state import Snapshot
from tests.laws.memory_provider import SUPPORT, TARGET, clock, desired, resource

UNREADABLE = Diagnostic(code="READ001", summary="not readable", detail="")


def live(*resources: Resource, target: str = "prod", **unreadable: Diagnostic) -> Snapshot:
    named = (replace(one, address=replace(one.address, target=target)) for one in resources)
    return Snapshot(
        target=replace(TARGET, name=target), resources=tuple(named), unreadable=unreadable, read_at=clock(), calls=2
    )


def compared(left: Snapshot, right: Snapshot, *, skip: tuple[str, ...] = ()) -> TwoLives:
    return compare_lives(left, right, desired(), SUPPORT, skip=skip)


def shown(both: TwoLives) -> list[str]:
    return [
        " ".join([change.action.value, change.address.local, *(field.path for field in change.fields)])
        for change in both.found.changes
    ]


def test_what_only_one_side_has_is_a_difference() -> None:
    """Resources of any kind, and settings; a default that both have is none."""
    left = live(resource("auth", site_url="a", password={"minimum_length": 6}), resource("tables", "public.a"))
    right = live(
        resource("auth", site_url="a", password={"minimum_length": 6}, email={"smtp": {"port": 25}}),
        resource("tables", "public.b", rls=True),
    )
    assert shown(compared(left, right)) == ["~ auth /email/smtp/port", "+ tables/public.a", "- tables/public.b"]


def test_a_setting_that_is_unset_on_both_sides_is_no_difference() -> None:
    """Whatever its default is called."""
    own = resource("auth", password={"minimum_length": 6})
    other = replace(own, unset=frozenset({"/password/minimum_length"}))
    assert shown(compared(live(resource("auth")), live(other))) == []
    assert shown(compared(live(other), live(other))) == []


def test_maps_are_compared_whole() -> None:
    """A map that one side lacks is wanted unset; one with other keys is wanted as it is."""
    with_map = resource("functions", "f", env={"A": "1", "B": "2"})
    assert shown(compared(live(resource("functions", "f")), live(with_map))) == ["~ functions/f /env"]
    found = compared(live(resource("functions", "f", env={"A": "1"})), live(with_map)).found.changes
    assert found[0].after is not None
    assert found[0].after["env"] == {"A": "1"}


def test_secrets_of_two_projects_are_not_compared() -> None:
    """Even when their digests are equal by chance."""
    both = [live(resource("function_secrets", "A", value=Secret(digest=digest))) for digest in ("1", "2")]
    found = compared(*both).found
    assert found.changes == ()
    assert found.not_compared == ((Address("prod", "function_secrets", ("A",)), "/value"),)


def test_a_kind_that_one_side_cannot_read_is_unknown_on_both() -> None:
    """It is not taken for empty: nothing of it is a difference, and the comparison is not whole."""
    left = live(resource("auth"), target="stage", tables=UNREADABLE)
    both = compared(left, live(resource("auth"), resource("tables", "public.b")))
    assert shown(both) == []
    assert both.live.unreadable == {"tables": UNREADABLE}
    assert "tables" not in both.kinds
    assert both.live.calls == 4


def test_a_kind_that_either_side_skips_is_left_out() -> None:
    """And the report says so."""
    both = compared(live(), live(resource("tables", "public.b")), skip=("tables",))
    assert shown(both) == []
    assert both.desired.target.skip == ("tables",)


def test_nobody_asks_for_hazards() -> None:
    """A comparison carries none: nothing is going to be done."""
    left, right = (live(resource("auth", sign_up={"enabled": on})) for on in (True, False))
    (change,) = compared(left, right).found.changes
    assert (change.action, change.risks) == (Action.UPDATE, ())
