"""`signing_keys`: with what sign-in tokens are signed. The key is the spec's own name: the server keeps none.

    standby ──▶ in_use ──(another one comes into use)──▶ previously_used ──▶ revoked ──▶ deleted
       ▲└──────────────────────────────────────────────────▲│                  │
       └────────────────────────────────────────────────────┴──────────────────┘

A live key is found by `id`, else by the public half of `private_jwk`, else by algorithm and status together. A change
of status needs the `id`: without it nobody could tell which key is to change.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.kinds.types import IMMUTABLE, SecretText
from baasctl.model.change import Action, Change, Hazard, Risk


class SigningKey(Attributed):
    """One key."""

    algorithm: Annotated[Literal["ES256", "EdDSA", "RS256", "HS256"] | None, IMMUTABLE] = Described(
        None, description="How it signs."
    )
    status: Literal["standby", "in_use", "previously_used", "revoked"] | None = Described(
        None,
        description="`standby`: announced; `in_use`: signs new tokens; `previously_used`: its tokens are still"
        " accepted; `revoked`: they are not.",
    )
    private_jwk: SecretText | None = Described(
        None, description="A key of your own as a JWK, sent when it is made; left out, the server makes one."
    )


def risks(change: Change) -> Iterator[Risk]:
    """What each step of a key's life does to tokens."""
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.ROTATES_SECRET, why="the key can never be used again")
        return
    status = change.field_at("/status")
    if status is None:
        return
    if status.after == "in_use":
        yield Risk(hazard=Hazard.ROTATES_SECRET, path="/status", why="new tokens are signed with this key")
    if status.after == "revoked":
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path="/status", why="tokens signed with it are refused")
    if status.before == "revoked":
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path="/status", why="tokens signed with it are accepted again")


KIND = Kind(
    name="signing_keys",
    title="Keys that sign the tokens of signed-in users",
    model=SigningKey,
    depth=1,
    segments=("name",),
    fields=field_tree(SigningKey),
    identity=Identity.NATURAL_KEY,
    risks=risks,
)
