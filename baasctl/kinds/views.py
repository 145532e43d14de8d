"""`views`: whose rights a view reads with. Its query stays with migrations."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Kind
from baasctl.model.change import Access, Change, Hazard, Risk


class View(Attributed):
    """Security of one view."""

    security_invoker: bool = Described(
        default=False, description="It reads with the rights of its reader, so that policies of the tables below hold."
    )


def risks(change: Change) -> Iterator[Risk]:
    """The owner's rights pass by the policies; the reader's may be too few."""
    for field in change.fields:
        if field.after is True:
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="readers need rights on the tables below")
        else:
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="the policies of the tables below are off")


def access(change: Change) -> Access:
    """On narrows, off widens."""
    return Access.NARROWS if all(field.after is True for field in change.fields) else Access.WIDENS


KIND = Kind(
    name="views",
    title="Whose rights views read with",
    model=View,
    depth=1,
    segments=("view",),
    fields=field_tree(View),
    risks=risks,
    access=access,
    prunable=False,
)
