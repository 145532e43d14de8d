"""`identity_providers`: who else vouches for a user. The key is the provider's name.

Where the provider keeps no name for it (SAML and trusted issuers at Supabase) the key is the spec's own, and the
live one is found by what it is: its domains, its metadata, where its keys come from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Identity, Kind, Match
from baasctl.kinds.types import IMMUTABLE, MapOf, Native, SecretText, SetOf, Text
from baasctl.model.change import Access, Action, Change, Hazard, Risk
from baasctl.model.value import Side, Value


class IdentityProvider(Attributed):
    """One identity provider."""

    protocol: Annotated[Literal["oidc", "saml", "jwt"] | None, IMMUTABLE] = Described(
        None, description="What it speaks; left out for the built-in ones. `jwt`: its tokens are accepted as they are."
    )
    enabled: bool | None = Described(None, description="People can sign in with it.")
    client_id: Text | None = Described(None, description="OAuth client.")
    client_secret: SecretText | None = Described(None, description="Secret of the OAuth client.")
    additional_client_ids: SetOf[Text] | None = Described(None, description="Further accepted `aud` values.")
    team_id: Text | None = Described(None, description="Apple developer team.")
    key_id: Text | None = Described(None, description="Apple signing key.")
    private_key: SecretText | None = Described(None, description="Apple signing key (`.p8`).")
    issuer: Text | None = Described(None, description="OIDC issuer identifier.")
    metadata_url: Text | None = Described(None, description="SAML metadata address.")
    metadata_xml: Text | None = Described(None, description="SAML metadata document.")
    sign_requests: bool | None = Described(None, description="SAML requests are signed.")
    email_domains: SetOf[Text] | None = Described(None, description="E-mail domains that lead to this provider.")
    attribute_mapping: MapOf[Text] | None = Described(None, description="Our claim to their attribute.")
    native: Native | None = Described(None, description="Settings of one BaaS provider, by wire name.")


_LOCKS_OUT = {
    "/client_id": "user ids are per client",
    "/issuer": "another issuer",
    "/attribute_mapping": "other claims",
}
_VOUCHES = ("/issuer", "/metadata_url", "/metadata_xml")


def risks(change: Change) -> Iterator[Risk]:
    """Hazards of an identity provider (research/vocabulary.md §11)."""
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="its users cannot sign in any more")
        return
    if change.action is Action.REPLACE:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="it is another provider: its users get new accounts")
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, why="another authority vouches for users")
    created = change.action is Action.CREATE
    for field in change.fields:
        path = field.path
        if path == "/enabled" and field.after is False:
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=path, why="its users cannot sign in any more")
        if path in _LOCKS_OUT and not created:
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=path, why=_LOCKS_OUT[path])
        if path == "/email_domains" and _members(field.before) - _members(field.after):
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=path, why="fewer domains lead to it")
        if path in _VOUCHES or (path == "/protocol" and field.after == "jwt"):
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=path, why="another authority vouches for users")
        if path == "/sign_requests" and field.after is not True:
            yield Risk(hazard=Hazard.WEAKENS_AUTH, path=path, why="requests are no longer signed")
        if path in ("/client_secret", "/private_key") and not created:
            yield Risk(hazard=Hazard.ROTATES_SECRET, path=path, why="the old secret is gone")


def _members(side: Side) -> set[Value]:
    return set(side) if isinstance(side, tuple) else set()


def access(change: Change) -> Access:
    """A further authority or domain widens, one less narrows."""
    if change.action is Action.DELETE:
        return Access.NARROWS
    is_another = change.action is Action.REPLACE or any(field.path in _VOUCHES for field in change.fields)
    return Access.WIDENS if is_another else Access.NEUTRAL


KIND = Kind(
    name="identity_providers",
    title="Google, Apple, GitHub…, SAML, and issuers whose tokens are trusted",
    model=IdentityProvider,
    depth=1,
    segments=("name",),
    fields=field_tree(IdentityProvider),
    identity=Identity.NATURAL_KEY,
    edges=tuple(
        Edge(first=Match(kind="auth"), second=Match(kind="identity_providers", path="/protocol", value=protocol))
        for protocol in ("saml", "oidc")
    ),
    risks=risks,
    access=access,
)
