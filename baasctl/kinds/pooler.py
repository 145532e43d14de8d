"""`pooler`: connections that clients of the database share. One per target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.model.change import Change, Hazard, Risk


class Pooler(Attributed):
    """The connection pooler in front of the database."""

    pool_mode: Literal["transaction", "session"] | None = Described(
        None, description="A server connection is a client's for one transaction, or for its whole session."
    )
    default_pool_size: Annotated[int, Described(ge=0)] | None = Described(
        None, description="Server connections for each user and database; unset follows the compute size."
    )


def risks(change: Change) -> Iterator[Risk]:
    """In transaction mode, prepared statements and session settings do not last."""
    if change.field_at("/pool_mode") is not None:
        why = "pooled connections are cut; session features come or go"
        yield Risk(hazard=Hazard.DOWNTIME, path="/pool_mode", why=why)


KIND = Kind(
    name="pooler",
    title="Mode and size of the connection pooler",
    model=Pooler,
    depth=0,
    fields=field_tree(Pooler),
    identity=Identity.SINGLETON,
    risks=risks,
    prunable=False,
)
