"""`api_keys`: what applications show to reach the project: by type (`publishable`, `secret`, `legacy`), then by name.

A key's text is made by the server, stays there, and is shown nowhere: look it up in the dashboard. A key is rotated
by declaring a new one and, once every client has it, taking the old one out of the spec under `prune`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Kind
from baasctl.kinds.types import MapOf, Text
from baasctl.model.change import Access, Action, Change, Hazard, Risk


class ApiKey(Attributed):
    """One key, or under `legacy/all` the two legacy keys together."""

    description: Text | None = Described(None, description="What it is for.")
    secret_jwt_template: MapOf[object] | None = Described(
        None, description="Claims of the token that stands for the key inside, such as its `role`."
    )
    enabled: bool | None = Described(None, description="Of `legacy/all`: `anon` and `service_role` are accepted.")


def risks(change: Change) -> Iterator[Risk]:
    """A new secret key opens everything, a deleted one stops its clients."""
    is_secret = change.address.segments[0] == "secret"
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.ROTATES_SECRET, why="clients that use the key are refused at once")
        return
    if change.action is Action.CREATE and is_secret:
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, why="a further key passes every policy")
    for field in change.fields:
        if field.path == "/secret_jwt_template" and change.action is not Action.CREATE:
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="the key stands for another role")
        if field.path == "/enabled" and field.after is True:
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="`anon` and `service_role` are accepted")
        elif field.path == "/enabled":
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="clients with a legacy key are refused")


def access(change: Change) -> Access:
    """One key less narrows, one more widens."""
    if change.action is Action.DELETE:
        return Access.NARROWS
    return Access.WIDENS if change.action is Action.CREATE else Access.NEUTRAL


KIND = Kind(
    name="api_keys",
    title="Keys with which applications reach the project",
    model=ApiKey,
    depth=2,
    segments=("type", "name"),
    fields=field_tree(ApiKey),
    risks=risks,
    access=access,
)
