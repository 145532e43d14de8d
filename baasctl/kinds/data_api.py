"""`data_api`: the REST interface that a project's database has by itself. One per target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.kinds.membership import gained_and_lost
from baasctl.kinds.types import Duration, ListOf, Text
from baasctl.model.change import Access, Change, FieldChange, Hazard, Risk

Count = Annotated[int, Described(ge=0)]


class Pool(Attributed):
    """Connections of the Data API to the database."""

    size: Count | None = Described(None, description="Most connections at a time.")
    acquisition_timeout: Duration | None = Described(None, description="How long a request waits for a connection.")
    max_lifetime: Duration | None = Described(None, description="A connection is renewed at this age.")
    max_idle_time: Duration | None = Described(None, description="A connection without work is closed after this.")


class DataApi(Attributed):
    """What the Data API shows of the database."""

    schemas: ListOf[Text] | None = Described(
        None, description="Schemas that it serves, the first one by default; none switches the Data API off."
    )
    extra_search_path: ListOf[Text] | None = Described(
        None, description="Further schemas where functions and types are looked up."
    )
    max_rows: Count | None = Described(None, description="Most rows of one answer.")
    pool: Pool | None = Described(None, description="Connections of the Data API to the database.")


def risks(change: Change) -> Iterator[Risk]:
    """Serving a schema opens its tables to whoever has a grant; taking one away stops its clients."""
    for field in change.fields:
        gained, lost = _moved(field)
        if gained:
            why = f"tables of {', '.join(gained)} can be asked for"
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why=why)
        if lost:
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why=f"no more answers from {', '.join(lost)}")


def access(change: Change) -> Access:
    """By the schemas that come and go."""
    moved = [_moved(field) for field in change.fields]
    if any(gained for gained, _ in moved):
        return Access.WIDENS
    return Access.NARROWS if any(lost for _, lost in moved) else Access.NEUTRAL


def _moved(field: FieldChange) -> tuple[list[str], list[str]]:
    return gained_and_lost(field) if field.path == "/schemas" else ([], [])


KIND = Kind(
    name="data_api",
    title="Which schemas the REST interface serves, row limit, connections",
    model=DataApi,
    depth=0,
    fields=field_tree(DataApi),
    identity=Identity.SINGLETON,
    risks=risks,
    access=access,
    prunable=False,
)
