"""`roles`: IAM roles that users and functions act as. The key is `auth`, `unauth`, a group, or the role's name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Kind
from baasctl.kinds.types import IMMUTABLE, Duration, EntriesOf, Json, MapOf, SetOf, Text
from baasctl.model.change import Access, Action, Change, Hazard, Risk
from baasctl.model.value import ABSENT


class Role(Attributed):
    """One role."""

    name: Annotated[Text | None, IMMUTABLE] = Described(None, description="Its name at IAM; left out, the key.")
    path: Annotated[Text | None, IMMUTABLE] = Described(None, description="Folder of its name, such as `/app/`.")
    description: Text | None = Described(None, description="For people.")
    trust: Json | None = Described(None, description="Policy document: who may act as it.")
    policies: EntriesOf[Json] | None = Described(
        None, description="Policy documents of its own, by name; those that are not named here stay."
    )
    managed_policies: SetOf[Text] | None = Described(None, description="ARNs of policies that are attached to it.")
    permissions_boundary: Text | None = Described(None, description="ARN of a policy that it cannot go beyond.")
    max_session: Duration | None = Described(None, description="How long one session may last.")
    labels: MapOf[Text] | None = Described(None, description="Names and values to search and bill by.")


_OPENS = ("/policies", "/managed_policies")


def risks(change: Change) -> Iterator[Risk]:
    """Whoever acts as a role may do what it says."""
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="nobody can act as the role any more")
        return
    for field in change.fields:
        if field.path == "/trust":
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="others may act as the role")
            if change.action is not Action.CREATE:
                yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="who acted as the role may be refused")
        elif field.path.startswith(_OPENS):
            if field.after in (None, ABSENT, ()):
                yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="the role loses permissions")
            else:
                yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="the role's permissions change")
        elif field.path == "/permissions_boundary":
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="another limit holds")


def access(change: Change) -> Access:
    """Losing a role or a policy narrows; every other change of what it may do can widen."""
    if change.action is Action.DELETE:
        return Access.NARROWS
    said = [field for field in change.fields if field.path.startswith((*_OPENS, "/trust", "/permissions_boundary"))]
    if not said:
        return Access.NEUTRAL
    lost = all(field.after in (None, ABSENT, ()) and field.path.startswith(_OPENS) for field in said)
    return Access.NARROWS if lost else Access.WIDENS


KIND = Kind(
    name="roles",
    title="IAM roles of users and functions",
    model=Role,
    depth=1,
    segments=("name",),
    fields=field_tree(Role),
    risks=risks,
    access=access,
)
