"""`tables`: the security switches of tables. Their schema and data stay with migrations."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Kind, Match
from baasctl.model.change import Access, Change, Hazard, Risk


class Table(Attributed):
    """Security of one table."""

    rls: bool = Described(default=False, description="Row level security is on: rows need a policy.")
    force_rls: bool = Described(default=False, description="It holds for the table's owner too.")


_WHY = {"/rls": "every row is open to whoever has a grant", "/force_rls": "the owner passes by the policies"}


def risks(change: Change) -> Iterator[Risk]:
    """Switching a protection off widens, switching it on may lock out."""
    for field in change.fields:
        if field.after is True:
            if field.path == "/rls":
                yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="rows without a policy disappear")
        else:
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why=_WHY.get(field.path, ""))


def access(change: Change) -> Access:
    """On narrows, off widens."""
    on = all(field.after is True for field in change.fields)
    return Access.NARROWS if on else Access.WIDENS


KIND = Kind(
    name="tables",
    title="Row level security of tables",
    model=Table,
    depth=1,
    segments=("table",),
    fields=field_tree(Table),
    edges=(
        Edge(first=Match(kind="tables", path="/rls", value=True), second=Match(kind="policies")),
        Edge(first=Match(kind="policies"), second=Match(kind="tables", path="/rls", value=False)),
    ),
    risks=risks,
    access=access,
    prunable=False,
)
