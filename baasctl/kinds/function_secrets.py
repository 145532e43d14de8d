"""`function_secrets`: secrets that functions read. The key is the environment variable."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Kind
from baasctl.kinds.types import Native, SecretText
from baasctl.model.change import Action, Change, Hazard, Risk


class FunctionSecret(Attributed):
    """One secret."""

    value: SecretText | None = Described(None, description="Where the value comes from.")
    native: Native | None = Described(None, description="Settings of one provider, by wire name.")


def risks(change: Change) -> Iterator[Risk]:
    """A changed secret rotates, a removed one stops the functions that read it."""
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.DOWNTIME, why="functions that read it fail")
    elif change.action is not Action.CREATE and change.field_at("/value"):
        yield Risk(hazard=Hazard.ROTATES_SECRET, path="/value", why="the old value is gone")


KIND = Kind(
    name="function_secrets",
    title="Secrets that functions read as environment variables",
    model=FunctionSecret,
    depth=1,
    segments=("variable",),
    fields=field_tree(FunctionSecret),
    shorthand="value",
    risks=risks,
)
