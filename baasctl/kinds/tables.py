"""`tables`: the security switches of tables. Their schema and data stay with migrations."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Kind, Match
from baasctl.kinds.types import Text
from baasctl.model.change import Access, Change, FieldChange, Hazard, Risk


class Table(Attributed):
    """Security of one table."""

    rls: bool = Described(default=False, description="Row level security is on: rows need a policy.")
    force_rls: bool = Described(default=False, description="It holds for the table's owner too.")
    update_guard: Text | None = Described(
        None, description="SQL condition on the rows `old` and `new` that updates by requests meet; a trigger asks it."
    )


_WHY = {"/rls": "every row is open to whoever has a grant", "/force_rls": "the owner passes by the policies"}


def risks(change: Change) -> Iterator[Risk]:
    """Switching a protection off widens, switching it on may lock out."""
    for field in change.fields:
        if field.path == "/update_guard":
            yield _of_guard(field)
        elif field.after is True:
            if field.path == "/rls":
                yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="rows without a policy disappear")
        else:
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why=_WHY.get(field.path, ""))


def _of_guard(field: FieldChange) -> Risk:
    if isinstance(field.after, str) and not isinstance(field.before, str):
        return Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="some updates are refused")
    return Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="other updates get through")


def _narrows(field: FieldChange) -> bool:
    is_new_guard = isinstance(field.after, str) and not isinstance(field.before, str)
    return field.after is True or (field.path == "/update_guard" and is_new_guard)


def access(change: Change) -> Access:
    """On narrows, off widens."""
    on = all(map(_narrows, change.fields))
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
