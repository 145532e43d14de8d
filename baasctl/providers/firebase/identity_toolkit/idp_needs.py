"""What a provider needs that is made, and one that exists need not repeat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.providers.firebase.identity_toolkit.idp_rows import CALLBACK, ENTITY, METADATA
from baasctl.providers.firebase.identity_toolkit.rows import is_declared
from baasctl.providers.firebase.identity_toolkit.wire import Message
from baasctl.providers.spec_place import problem

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "": (),
    "oidc": ("/client_id", "/issuer"),
    "saml": (METADATA, ENTITY, CALLBACK),
}
"""Protocol to what firebase-admin and the console ask for (`_auth_providers.py`, firebase-admin 7.7.0)."""
_HINTS: Final[Mapping[str, str]] = {
    ENTITY: "any name that the identity provider knows the app by",
    CALLBACK: "usually https://<project>.firebaseapp.com/__/auth/handler",
}


def missing_of_a_new_one(resource: Resource) -> Iterator[Diagnostic]:
    """A problem for each field that a provider of this protocol cannot be made without."""
    for path in NEEDED[str(resource.attributes.get("protocol") or "")]:
        if not is_declared(resource.attributes, path):
            told = path[1:].replace("/", ".")
            yield problem(
                resource,
                "SPEC532",
                "a new identity provider needs more",
                f"`{resource.address.local}` is not there yet, and it cannot be made without `{told}`",
                hint=f"add `{told}`" + (f": {_HINTS[path]}" if path in _HINTS else ""),
            )


def beyond_plain_authentication(resource: Resource, config: Message) -> Iterator[Diagnostic]:
    """A new OIDC or SAML provider needs Identity Platform (firebase.google.com/docs/auth/web/openid-connect).

    Args:
        config: The project's; empty when it is not known.
    """
    if resource.attributes.get("protocol") and config.get("subtype") == "FIREBASE_AUTH":
        yield problem(
            resource,
            "SPEC546",
            "the project's Authentication does not include this",
            f"`{resource.address.local}` needs Firebase Authentication with Identity Platform, and the project has"
            " plain Authentication",
            hint="upgrade it in the Firebase console (Authentication, Settings), or take the provider out of the spec",
            path="/protocol",
        )
