"""`indexes`: indexes over several fields of documents: by database, then by a name of your own.

An index is found again by what it says, not by its name: another name changes nothing, another field is another
index. The former one stays until it is pruned.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field as Described
from pydantic import model_validator

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.kinds.types import Json, ListOf, Native, Text
from baasctl.model.change import Action, Change, Hazard, Risk

_MODES = ("order", "contains", "vector", "search")


class Vector(Attributed):
    """Search for the nearest neighbours of a vector."""

    dimension: int = Described(description="Numbers in each vector.", ge=1, le=2048)


class IndexField(Attributed):
    """One field of an index: exactly one of `order`, `contains`, `vector` and `search`."""

    path: Text | None = Described(None, description="Field, with dots into maps; odd names in back quotes.")
    order: Literal["ascending", "descending"] | None = Described(None, description="Sorted and compared.")
    contains: Literal[True] | None = Described(None, description="Members of an array are looked for.")
    vector: Vector | None = Described(None, description="Nearest neighbours are looked for.")
    search: Json | None = Described(None, description="Text or places are looked for; the wire's `searchConfig`.")

    @model_validator(mode="after")
    def _one_mode(self) -> IndexField:
        if not self.path:
            raise ValueError("a field of an index needs its `path`")
        if sum(getattr(self, mode) is not None for mode in _MODES) != 1:
            raise ValueError(f"`{self.path}` needs exactly one of {', '.join(f'`{mode}`' for mode in _MODES)}")
        return self


class Index(Attributed):
    """One index. It is written whole: a field that is left out has its default."""

    collection: Text | None = Described(None, description="Id of the collections whose documents are indexed.")
    scope: Literal["collection", "collection_group", "collection_recursive"] = Described(
        "collection", description="Queries of one collection, or of all with this id; recursive in Datastore mode."
    )
    api: Literal["any", "datastore", "mongodb"] = Described("any", description="Which API the queries come through.")
    density: Literal["sparse_all", "sparse_any", "dense"] | None = Described(
        None, description="Which documents are in it; left out, whatever it is."
    )
    fields: ListOf[IndexField] = Described((), description="In order; `__name__` at the end may be left out.")
    native: Native | None = Described(None, description="Settings of one provider, by wire name.")

    @model_validator(mode="after")
    def _complete(self) -> Index:
        if not self.collection or not self.fields:
            raise ValueError("an index needs `collection` and `fields`")
        return self


def risks(change: Change) -> Iterator[Risk]:
    """Queries need their index."""
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.DOWNTIME, why="queries that need the index fail")


KIND = Kind(
    name="indexes",
    title="Indexes over several fields of documents",
    model=Index,
    depth=2,
    segments=("database", "index"),
    fields=field_tree(Index),
    identity=Identity.NATURAL_KEY,
    defaults={"scope": "collection", "api": "any"},
    risks=risks,
)
