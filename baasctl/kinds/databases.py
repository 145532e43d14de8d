"""`databases`: Firestore databases and Realtime Database instances.

The key is the id; `(default)` is Firestore's own database or, with `type: realtime`, the project's own instance.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Kind, Match
from baasctl.kinds.types import IMMUTABLE, Duration, Native, Text
from baasctl.model.change import Action, Change, FieldChange, Hazard, Risk

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class DailyBackups(Attributed):
    """A backup every day."""

    retention: Duration | None = Described(None, description="How long each backup is kept.")


class WeeklyBackups(Attributed):
    """A backup every week."""

    day: Day | None = Described(None, description="Day of the week.")
    retention: Duration | None = Described(None, description="How long each backup is kept.")


class Backups(Attributed):
    """Backups that the provider makes by itself."""

    daily: DailyBackups | None = Described(None, description="A backup every day.")
    weekly: WeeklyBackups | None = Described(None, description="A backup every week.")


class Database(Attributed):
    """One database."""

    type: Annotated[Literal["firestore", "datastore", "realtime"] | None, IMMUTABLE] = Described(
        None,
        description="Firestore with its own API, Firestore in Datastore mode, or a Realtime Database instance (the"
        " project's own is `(default)`, beside Firestore's `(default) (realtime)`); left out, firestore.",
    )
    location: Annotated[Text | None, IMMUTABLE] = Described(
        None, description="Where the data lies, such as `eur3` or `europe-west1`; a new database needs it."
    )
    edition: Annotated[Literal["standard", "enterprise"] | None, IMMUTABLE] = Described(
        None, description="What the database can do and costs."
    )
    delete_protection: bool | None = Described(None, description="It cannot be deleted while this is on.")
    point_in_time_recovery: bool | None = Described(
        None, description="Data of the last 7 days can be read and restored."
    )
    concurrency_mode: Literal["optimistic", "pessimistic", "optimistic_with_entity_groups"] | None = Described(
        None, description="What happens when two transactions want the same document."
    )
    encryption_key: Annotated[Text | None, IMMUTABLE] = Described(None, description="Your own key for all data.")
    backups: Backups | None = Described(None, description="Backups that are made by themselves.")
    enabled: bool | None = Described(None, description="Of a Realtime Database instance: clients reach it.")
    native: Native | None = Described(None, description="Settings of one provider, by wire name.")


_SAFETY = {
    "/delete_protection": "nothing keeps the database from being deleted any more",
    "/point_in_time_recovery": "data of the last 7 days can no longer be brought back",
}


def risks(change: Change) -> Iterator[Risk]:
    """What is lost with a database, or with what protects it."""
    if change.action in (Action.DELETE, Action.REPLACE, Action.RENAME):
        yield Risk(hazard=Hazard.DELETES_DATA, why="the database is gone with everything in it")
    if change.action is not Action.UPDATE:
        return
    for field in change.fields:
        if field.path in _SAFETY and field.after is not True:
            yield Risk(hazard=Hazard.DELETES_DATA, path=field.path, why=_SAFETY[field.path])
        elif field.path in ("/backups", "/backups/daily", "/backups/weekly") and field.after is None:
            yield Risk(hazard=Hazard.DELETES_DATA, path=field.path, why="no further backups are made")
        elif field.path.endswith("/retention") and _is_shorter(field):
            yield Risk(hazard=Hazard.DELETES_DATA, path=field.path, why="backups are kept for a shorter time")
        elif field.path == "/enabled" and field.after is False:
            yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why="no client reaches the database")


def _is_shorter(field: FieldChange) -> bool:
    return isinstance(field.before, int) and isinstance(field.after, int) and field.after < field.before


KIND = Kind(
    name="databases",
    title="Firestore databases and Realtime Database instances",
    model=Database,
    depth=1,
    segments=("database",),
    fields=field_tree(Database),
    edges=(
        Edge(first=Match(kind="databases"), second=Match(kind="indexes")),
        Edge(first=Match(kind="databases"), second=Match(kind="fields")),
    ),
    risks=risks,
)
