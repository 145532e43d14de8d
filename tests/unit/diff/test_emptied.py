"""A table on which the spec wants nothing."""

from __future__ import annotations

from dataclasses import replace

from baasctl.diff.resources import compare
from baasctl.model.address import Address
from baasctl.model.span import Span
from baasctl.model.spec import Terms
from baasctl.model.state import Emptied, Snapshot
from tests.laws.memory_provider import SUPPORT, TARGET, clock, desired, resource


def test_a_live_policy_on_a_table_that_is_declared_empty_is_unlisted() -> None:
    """`policies: {public.a: {}}` owns the table as much as a list of policies does."""
    live = Snapshot(target=TARGET, resources=(resource("policies", "public.a", "x"),), read_at=clock())
    emptied = Emptied(
        address=Address("prod", "policies", ("public.a",)), declared_at=Span(file="baas.yaml", line=1, column=1)
    )

    found = compare(replace(desired(), emptied=(emptied,)), live, Terms(), SUPPORT)

    assert [one.address.name for one in found.unlisted] == ["public.a/x"]
    assert replace(desired(), emptied=(emptied,)).kinds() == {"policies"}
