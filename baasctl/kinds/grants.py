"""`grants`: privileges of database roles, grouped by table. Owned whole per table.

Where a table stands, `default privileges on tables in public` (or `sequences`, `functions`; without `in`, of every
schema) says what roles will get on the objects that `postgres` makes from now on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Kind, Ownership
from baasctl.kinds.types import MapOf, SetOf
from baasctl.model.change import Access, Action, Change, FieldChange, Hazard, Risk

Privilege = Literal[
    "select", "insert", "update", "delete", "truncate", "references", "trigger", "maintain", "usage", "execute"
]
ColumnPrivilege = Literal["select", "insert", "update", "references"]


class Grant(Attributed):
    """What one role may do with one table or view, or with what will be made."""

    privileges: SetOf[Privilege] = Described(
        (), description="Privileges on the whole table; `usage` is for sequences, `execute` for functions to come."
    )
    columns: MapOf[SetOf[ColumnPrivilege]] = Described({}, description="Column to privileges on that column alone.")


def _sides(field: FieldChange) -> tuple[set[str], set[str]]:
    def members(side: object) -> set[str]:
        if isinstance(side, tuple):
            return {str(member) for member in side}
        if isinstance(side, dict) or hasattr(side, "items"):
            return {f"{column}.{privilege}" for column, granted in side.items() for privilege in granted}
        return set()

    return members(field.before), members(field.after)


def _moves(change: Change) -> tuple[bool, bool]:
    """(something is granted, something is revoked)."""
    if change.action is Action.DELETE:
        return False, True
    gains = loses = False
    for field in change.fields:
        before, after = _sides(field)
        gains, loses = gains or bool(after - before), loses or bool(before - after)
    return gains, loses


def risks(change: Change) -> Iterator[Risk]:
    """What is granted may widen, what is revoked may lock out."""
    gains, loses = _moves(change)
    if gains:
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, why="the role gains privileges")
    if loses:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="the role loses privileges")


def access(change: Change) -> Access:
    """Any gain widens; only losses narrow."""
    gains, loses = _moves(change)
    if gains:
        return Access.WIDENS
    return Access.NARROWS if loses else Access.NEUTRAL


KIND = Kind(
    name="grants",
    title="Table privileges of database roles",
    model=Grant,
    depth=2,
    segments=("table", "role"),
    fields=field_tree(Grant),
    ownership=Ownership.WHOLE_OBJECT,
    defaults={"privileges": (), "columns": {}},
    shorthand="privileges",
    risks=risks,
    access=access,
)
