"""`realtime`: messages and database changes sent to clients that listen. One per target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.kinds.membership import gained_and_lost
from baasctl.kinds.types import SetOf, Text
from baasctl.model.change import Access, Change, FieldChange, Hazard, Risk

Count = Annotated[int, Described(ge=1)]


class Realtime(Attributed):
    """Who may listen, to what, and how much."""

    private_only: bool | None = Described(None, description="Every channel asks the policies who may listen.")
    suspend: bool | None = Described(None, description="Realtime is switched off.")
    presence_enabled: bool | None = Described(None, description="Clients see who else listens.")
    publication: SetOf[Text] | None = Described(
        None, description="Tables whose changes are sent, such as `public.notes`."
    )
    connection_pool: Count | None = Described(None, description="Database connections that check policies.")
    postgres_changes_pool: Count | None = Described(None, description="Database connections that follow changes.")
    max_concurrent_users: Count | None = Described(None, description="Most clients at a time.")
    max_events_per_second: Count | None = Described(None, description="Most messages of the project in a second.")
    max_bytes_per_second: Count | None = Described(None, description="Most bytes of the project in a second.")
    max_channels_per_client: Count | None = Described(None, description="Most channels of one client.")
    max_joins_per_second: Count | None = Described(None, description="Most joins of the project in a second.")
    max_presence_events_per_second: Count | None = Described(None, description="Most presence messages in a second.")
    max_payload_size_in_kb: Count | None = Described(None, description="Largest message, in KB.")


def risks(change: Change) -> Iterator[Risk]:
    """Public channels and published tables widen; the other way locks listeners out."""
    for field in change.fields:
        gained, lost = _tables(field)
        if gained:
            why = f"changes of {', '.join(gained)} are sent; deletes pass no policy"
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why=why)
        if lost:
            why = f"listeners hear nothing more of {', '.join(lost)}"
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why=why)
        if field.path == "/private_only" and field.after is True:
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="public channels are refused")
        elif field.path == "/private_only":
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="whoever has a key may listen")
        elif field.path == "/suspend" and field.after is True:
            yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why="all clients are disconnected")


def access(change: Change) -> Access:
    """By the tables that come and go, and by whether channels may be public."""
    sides = [_tables(field) for field in change.fields]
    private = change.field_at("/private_only")
    if any(gained for gained, _ in sides) or (private is not None and private.after is not True):
        return Access.WIDENS
    return Access.NARROWS if any(lost for _, lost in sides) or private is not None else Access.NEUTRAL


def _tables(field: FieldChange) -> tuple[list[str], list[str]]:
    return gained_and_lost(field) if field.path == "/publication" else ([], [])


KIND = Kind(
    name="realtime",
    title="Channels, published tables and limits of Realtime",
    model=Realtime,
    depth=0,
    fields=field_tree(Realtime),
    identity=Identity.SINGLETON,
    risks=risks,
    access=access,
    prunable=False,
)
