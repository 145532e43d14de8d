"""`fields`: how single fields of documents are indexed and expire: by database, then by `collection/field.path`.

`*` is every field of the database that nothing else is said about, `collection/*` every such field of a collection.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field as Described
from pydantic import model_validator

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Kind
from baasctl.kinds.types import Duration, ListOf
from baasctl.model.change import Action, Change, FieldChange, Hazard, Risk

Order = Literal["ascending", "descending"]
Api = Literal["any", "datastore", "mongodb"]


class FieldIndex(Attributed):
    """One index over one field: `order` or `contains`."""

    order: Order | None = Described(None, description="Sorted and compared.")
    contains: Literal[True] | None = Described(None, description="Members of an array are looked for.")
    scope: Literal["collection", "collection_group"] = Described(
        "collection", description="Queries of one collection, or of all with this id."
    )
    api: Api = Described("any", description="Which API the queries come through.")

    @model_validator(mode="after")
    def _one_mode(self) -> FieldIndex:
        if (self.order is None) is (self.contains is None):
            raise ValueError("an index of a field needs exactly one of `order`, `contains`")
        return self


class FieldSettings(Attributed):
    """One field."""

    ttl: bool | None = Described(
        None, description="Documents are deleted when the time in this field has come; one field of a collection."
    )
    ttl_offset: Duration | None = Described(None, description="Documents are deleted this long after that time.")
    indexes: ListOf[FieldIndex] | None = Described(
        None, description="Indexes over this field alone; empty: none; unset: those of `collection/*` or `*`."
    )


def risks(change: Change) -> Iterator[Risk]:
    """Documents that expire, queries that need their index."""
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.DOWNTIME, why="queries that need its indexes may fail")
    for field in change.fields:
        if field.path == "/ttl" and field.after is True:
            yield Risk(
                hazard=Hazard.DELETES_DATA, path=field.path, why="documents are deleted when their time has come"
            )
        elif field.path == "/ttl_offset" and change.action is Action.UPDATE:
            yield Risk(hazard=Hazard.DELETES_DATA, path=field.path, why="documents are deleted at another time")
        elif field.path == "/indexes" and _loses(field):
            yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why="queries that need a removed index fail")


def _loses(field: FieldChange) -> bool:
    after = field.after if isinstance(field.after, tuple) else ()
    return not isinstance(field.before, tuple) or any(one not in after for one in field.before)


KIND = Kind(
    name="fields",
    title="Indexes and expiry of single fields of documents",
    model=FieldSettings,
    depth=2,
    segments=("database", "field"),
    fields=field_tree(FieldSettings),
    risks=risks,
)
