"""Fields of the default app client that two places of a spec can write: each in one of them only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, Attributes, put
from baasctl.providers.amplify.app_clients import IDENTITY_PROVIDERS
from baasctl.providers.attribute_paths import declared_at
from baasctl.providers.spec_place import problem

OF_AUTH: Final = {
    "/redirect_urls": "/callback_urls",
    "/sessions/access_token_ttl": "/token_validity/access",
    "/sessions/overall_timeout": "/token_validity/refresh",
    "/sessions/refresh_token_reuse_interval": "/refresh_token_rotation/grace_period",
    "/sign_in/enumeration_protection": "/enumeration_protection",
    "/sign_in/phone": "/auth_flows",
    "/sign_in/passwordless_email": "/auth_flows",
    "/sign_in/passkey": "/auth_flows",
}
"""Field of `auth` to the field of an app client that is the same one on the wire."""
_ADDS_A_FLOW: Final = "/auth_flows"
_FLOW: Final = "ALLOW_USER_AUTH"


def without_shared(attributes: Attributes) -> Attributes:
    """The default client as it is adopted: what `auth` and `identity_providers` say of it is theirs."""
    for path in (*OF_AUTH.values(), IDENTITY_PROVIDERS):
        if path != _ADDS_A_FLOW:
            attributes = put(attributes, path, ABSENT)
    return attributes


def problems(clients: Sequence[Resource], desired: DesiredState, default_client: str) -> Iterator[Diagnostic]:
    """Fields of the default client that the spec also writes elsewhere.

    Args:
        clients: Desired ones as they were matched: the remote id tells which is the default one.
    """
    for client in clients:
        if client.remote_id != default_client or not default_client:
            continue
        for auth in desired.of("auth"):
            for other, own in OF_AUTH.items():
                if _contradict(auth, other, client, own):
                    yield _twice(client, own, auth, other)
        for provider in desired.of("identity_providers"):
            if _is_declared(provider, "/enabled") and _is_declared(client, IDENTITY_PROVIDERS):
                yield _twice(client, IDENTITY_PROVIDERS, provider, "/enabled")


def _contradict(auth: Resource, other: str, client: Resource, own: str) -> bool:
    if not (_is_declared(auth, other) and _is_declared(client, own)):
        return False
    flows = declared_at(client.attributes, own)
    adds_nothing = declared_at(auth.attributes, other) is not True or (isinstance(flows, tuple) and _FLOW in flows)
    return not (own == _ADDS_A_FLOW and adds_nothing)


def _is_declared(resource: Resource, path: str) -> bool:
    return declared_at(resource.attributes, path) is not ABSENT


def _twice(client: Resource, own: str, other: Resource, path: str) -> Diagnostic:
    return problem(
        client,
        "SPEC744",
        "two places write the same setting of the default app client",
        f"`{client.address.local}` at {client.span_of(own)} has `{_told(own)}`, and `{other.address.local}` at"
        f" {other.span_of(path)} has `{_told(path)}`",
        hint="take one of them out",
        path=own,
    )


def _told(path: str) -> str:
    return path.removeprefix("/").replace("/", ".")
