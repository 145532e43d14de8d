"""`resource_servers`: APIs of one's own with scopes that access tokens may carry. The key is the identifier.

An app client asks for a scope as `<identifier>/<scope>`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Kind, Match
from baasctl.kinds.types import MapOf, Text
from baasctl.model.change import Access, Action, Change, Hazard, Risk


class ResourceServer(Attributed):
    """One API."""

    name: Text | None = Described(None, description="Its name for people.")
    scopes: MapOf[Text] | None = Described(None, description="Scope to what it opens, for people.")


def risks(change: Change) -> Iterator[Risk]:
    """Tokens without a scope that an API asks for are refused."""
    if change.action in (Action.DELETE, Action.RENAME):
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="no token carries its scopes any more")
    field = change.field_at("/scopes")
    if field is None or not isinstance(field.before, Mapping):
        return
    after = field.after if isinstance(field.after, Mapping) else {}
    if lost := sorted(set(field.before) - set(after)):
        yield Risk(
            hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why=f"no token carries `{'`, `'.join(lost)}` any more"
        )


def access(change: Change) -> Access:
    """Scopes open nothing by themselves; without them less is open."""
    return Access.NARROWS if change.action is Action.DELETE else Access.NEUTRAL


KIND = Kind(
    name="resource_servers",
    title="APIs of your own and the scopes that access tokens may carry for them",
    model=ResourceServer,
    depth=1,
    segments=("identifier",),
    fields=field_tree(ResourceServer),
    edges=(Edge(first=Match(kind="resource_servers"), second=Match(kind="app_clients", path="/oauth/scopes")),),
    risks=risks,
    access=access,
)
