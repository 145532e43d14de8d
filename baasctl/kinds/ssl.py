"""`ssl`: whether the database takes unencrypted connections. One per target."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.model.change import Access, Change, Hazard, Risk


class Ssl(Attributed):
    """Encryption of connections to the database."""

    enforced: bool | None = Described(None, description="Unencrypted connections to the database are refused.")


def risks(change: Change) -> Iterator[Risk]:
    """Either way the database restarts."""
    for field in change.fields:
        yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why="the database restarts")
        if field.after is True:
            why = "clients that do not encrypt are refused"
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why=why)
        else:
            why = "passwords may travel unencrypted"
            yield Risk(hazard=Hazard.WEAKENS_AUTH, path=field.path, why=why)


def access(change: Change) -> Access:
    """On narrows, off widens."""
    return Access.NARROWS if all(field.after is True for field in change.fields) else Access.WIDENS


KIND = Kind(
    name="ssl",
    title="Whether the database takes unencrypted connections",
    model=Ssl,
    depth=0,
    fields=field_tree(Ssl),
    identity=Identity.SINGLETON,
    risks=risks,
    access=access,
    prunable=False,
)
