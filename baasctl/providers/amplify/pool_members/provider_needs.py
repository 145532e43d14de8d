"""What identity providers of a spec lack, and names and settings that Cognito does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.providers.amplify.app_clients import WIRE_NAMES
from baasctl.providers.amplify.identity_providers import (
    DERIVED,
    DETAILS,
    KIND,
    NAMED_DETAILS,
    declared_details,
    type_of,
)
from baasctl.providers.amplify.user_pool.rows import native
from baasctl.providers.spec_place import problem

_NAME: Final = re.compile(r"[^\s_](?:\S{0,30}[^\s_])?")
_NEEDED: Final = {
    "apple": (("client_id",), ("team_id",), ("key_id",), ("private_key",)),
    "oidc": (("client_id",), ("issuer",)),
    "saml": (("metadata_url", "metadata_xml"),),
    "": (("client_id",), ("client_secret",)),
}


def missing(provider: Resource) -> Iterator[Diagnostic]:
    """What Cognito makes no new provider without."""
    name, protocol = provider.address.segments[0], str(provider.attributes.get("protocol") or "")
    for either in _NEEDED[protocol or ("apple" if name == "apple" else "")]:
        if not any(provider.attributes.get(each) for each in either):
            told = " or ".join(f"`{each}`" for each in either)
            yield problem(
                provider,
                "SPEC741",
                "a new identity provider lacks something",
                f"`{provider.address.local}` is not there yet, and Cognito makes none without {told}",
                hint=f"add {told}",
            )


def without_client(provider: Resource) -> Diagnostic:
    """Nothing tells which app client is the default one."""
    return problem(
        provider,
        "SPEC747",
        "nobody knows the app's default client",
        f"`enabled` of `{provider.address.local}` is an entry in a list of the client that the app ships with, and no"
        " stack leads to it",
        hint="take `enabled` out, and list the provider in `identity_providers` of the client under `app_clients`",
        path="/enabled",
    )


def beside_another_client(provider: Resource, default: str, other: str) -> Diagnostic:
    """The only client is taken for the default one, and the same run makes another.

    Args:
        default: Id of the client.
        other: Address of the other one, without its target.
    """
    return problem(
        provider,
        "SPEC748",
        "nobody will know the app's default client",
        f"`enabled` of `{provider.address.local}` is an entry in a list of the client that the app ships with, and the"
        f" only one is taken for it, which it is no more beside `{other}`",
        hint=f"name it in the target: `user_pool_client: {default}`",
        path="/enabled",
    )


def check_identity_providers(desired: DesiredState) -> Iterator[Diagnostic]:
    """Names, and native details."""
    for provider in desired.of(KIND):
        name, protocol = provider.address.segments[0], str(provider.attributes.get("protocol") or "")
        if protocol and (name in WIRE_NAMES or name in WIRE_NAMES.values() or not _NAME.fullmatch(name)):
            yield problem(
                provider,
                "SPEC740",
                "this cannot be the name of an OIDC or SAML provider",
                f"`{name}`: 1 to 32 characters without spaces, no `_` at the ends, and none of"
                f" {', '.join(WIRE_NAMES)}; the limit is Cognito's",
                hint="rename it, or take `protocol` out where the built-in one is meant",
            )
        for key, value in declared_details(provider.attributes).items():
            path = native(f"{DETAILS}.{key}")
            if key in NAMED_DETAILS and key not in DERIVED.get(type_of(name, protocol), ()):
                own = NAMED_DETAILS[key].removeprefix("/")
                yield _wrong(provider, path, f"`{DETAILS}.{key}` has a name of its own", f"write `{own}`")
            elif key in DERIVED.get(type_of(name, protocol), ()):
                yield _wrong(provider, path, f"Cognito makes `{DETAILS}.{key}` itself", "take it out")
            elif not isinstance(value, str) or not value:
                yield _wrong(provider, path, f"`{DETAILS}.{key}` is text", 'write it in quotes: "true"')


def _wrong(provider: Resource, path: str, detail: str, hint: str) -> Diagnostic:
    return problem(provider, "SPEC746", "this cannot be written as a detail", detail, hint=hint, path=path)
