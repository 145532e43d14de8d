"""`storage_access`: who may do what with the files below a path, by bucket and path. Owned whole per bucket.

`{entity_id}` in a path is the id of whoever asks: `private/{entity_id}/*` is a folder of each user's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Kind, Match, Ownership
from baasctl.kinds.types import MapOf, SetOf
from baasctl.model.change import Access, Action, Change, FieldChange, Hazard, Risk

Operation = Literal["read", "get", "list", "write", "delete"]


class PathAccess(Attributed):
    """One path; `read` is `get` and `list`."""

    guest: SetOf[Operation] = Described((), description="What anyone may do who is not signed in.")
    authenticated: SetOf[Operation] = Described((), description="What anyone may do who is signed in.")
    entity: SetOf[Operation] = Described((), description="What users may do in their own folder, `{entity_id}`.")
    groups: MapOf[SetOf[Operation]] = Described({}, description="Group to what its members may do.")
    members: Literal["as_authenticated", "group_only"] | None = Described(
        None,
        description="Whoever is in a group acts as the group and not as `authenticated` or `entity`:"
        " `as_authenticated` gives every group what those may do, `group_only` says that it is meant.",
    )


def _sides(field: FieldChange) -> tuple[set[str], set[str]]:
    def granted(side: object) -> set[str]:
        if isinstance(side, tuple):
            return {str(each) for each in side}
        if isinstance(side, Mapping):
            return {f"{group}.{each}" for group, operations in side.items() for each in operations}
        return {str(side)} if isinstance(side, str) else set()

    return granted(field.before), granted(field.after)


def _moves(change: Change) -> tuple[bool, bool]:
    """(something is granted, something is taken away)."""
    if change.action is Action.DELETE:
        return False, True
    sides = [_sides(field) for field in change.fields]
    return any(after - before for before, after in sides), any(before - after for before, after in sides)


def risks(change: Change) -> Iterator[Risk]:
    """What is granted may widen, what is taken away may lock out."""
    gains, loses = _moves(change)
    if gains:
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, why="more can be done with files")
    if loses:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="less can be done with files")
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, why="what holds for a path above holds there, too")


def access(change: Change) -> Access:
    """Grants widen; what only takes away narrows."""
    gains, loses = _moves(change)
    if gains:
        return Access.WIDENS
    return Access.NARROWS if loses else Access.NEUTRAL


KIND = Kind(
    name="storage_access",
    title="Who may do what with files",
    model=PathAccess,
    depth=2,
    segments=("bucket", "path"),
    fields=field_tree(PathAccess),
    ownership=Ownership.WHOLE_OBJECT,
    defaults={"guest": (), "authenticated": (), "entity": (), "groups": {}, "members": None},
    edges=(
        Edge(first=Match(kind="buckets"), second=Match(kind="storage_access")),
        Edge(first=Match(kind="roles"), second=Match(kind="storage_access")),
    ),
    risks=risks,
    access=access,
)
