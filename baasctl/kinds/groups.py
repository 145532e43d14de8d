"""`groups`: groups of users in a user pool, which tokens name. The key is the group's name."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Kind
from baasctl.kinds.types import Text
from baasctl.model.change import Access, Action, Change, Hazard, Risk
from baasctl.model.value import ABSENT


class Group(Attributed):
    """One group."""

    description: Text | None = Described(None, description="What the group is for.")
    precedence: int | None = Described(
        None, description="Which role a member of several groups gets: the lowest number wins; unset comes last."
    )
    iam_role: Text | None = Described(None, description="ARN of the IAM role that members get.")


def risks(change: Change) -> Iterator[Risk]:
    """Hazards of a group: its members lose it, or get another role (research/vocabulary.md §11)."""
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="its members lose what the group opens to them")
        return
    if change.action is Action.RENAME:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="members stay behind in the group of the old name, which goes")
    for field in change.fields:
        if field.path == "/iam_role" and (field.after is not None or field.before is not ABSENT):
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="members get another role")
        elif field.path == "/precedence" and change.action is not Action.CREATE:
            yield Risk(
                hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="members of several groups get another role"
            )


def access(change: Change) -> Access:
    """Without a group nobody is in it; another role may open more."""
    if change.action is Action.DELETE:
        return Access.NARROWS
    return Access.WIDENS if change.field_at("/iam_role") or change.field_at("/precedence") else Access.NEUTRAL


KIND = Kind(
    name="groups",
    title="Groups of users, named in their tokens, each with the IAM role of its members",
    model=Group,
    depth=1,
    segments=("name",),
    fields=field_tree(Group),
    risks=risks,
    access=access,
)
