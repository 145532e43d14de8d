"""`auth_hooks`: code that runs during sign-up and sign-in. The key is the moment."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Kind, Match
from baasctl.kinds.types import Native, Text
from baasctl.model.change import Action, Change, Hazard, Risk


class AuthHook(Attributed):
    """One hook: `function` or `uri`."""

    function: Text | None = Described(None, description="Name in `functions`.")
    uri: Text | None = Described(
        None, description="Address: https, or a database function where the provider has them."
    )
    native: Native | None = Described(None, description="Settings of one provider, by wire name.")


def risks(change: Change) -> Iterator[Risk]:
    """Hazards of a hook (research/vocabulary.md §11)."""
    moment = change.address.segments[0]
    if moment.startswith("before_sign") and change.action is Action.CREATE:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="if the hook fails, nobody gets past it")
    if moment.startswith("before_sign") and change.action is Action.DELETE:
        yield Risk(hazard=Hazard.WEAKENS_AUTH, why="what it refused is let through")
    if moment == "before_token_issued":
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, why="claims feed security rules")
    if moment in ("send_email", "send_sms"):
        yield Risk(hazard=Hazard.DOWNTIME, why="messages depend on it")
    for field in change.fields:
        if field.sensitive and change.action is not Action.CREATE:
            yield Risk(hazard=Hazard.ROTATES_SECRET, path=field.path, why="the old secret is gone")


KIND = Kind(
    name="auth_hooks",
    title="Code that runs before sign-up, token issue, message sending…",
    model=AuthHook,
    depth=1,
    segments=("moment",),
    fields=field_tree(AuthHook),
    shorthand="function",
    edges=(Edge(first=Match(kind="functions"), second=Match(kind="auth_hooks", path="/function"), named=True),),
    risks=risks,
)
