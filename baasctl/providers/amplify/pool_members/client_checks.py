"""Fields of an app client that exclude or need each other (botocore, UpdateUserPoolClient)."""

from __future__ import annotations

from collections.abc import Iterator

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.providers.amplify.app_clients import KIND
from baasctl.providers.amplify.pool_members import client_risk
from baasctl.providers.amplify.user_pool.checks import of_another_type
from baasctl.providers.attribute_paths import declared_at
from baasctl.providers.spec_place import problem


def check_app_clients(desired: DesiredState) -> Iterator[Diagnostic]:
    """What Cognito would refuse of one client."""
    for client in desired.of(KIND):
        yield from of_another_type(client, client_risk.ROWS)
        yield from _of_flows(client)
        yield from _of_rest(client)


def _of_flows(client: Resource) -> Iterator[Diagnostic]:
    flows = _members(client, "/auth_flows")
    if any(flow.startswith("ALLOW_") for flow in flows) and not all(flow.startswith("ALLOW_") for flow in flows):
        yield _wrong(
            client, "/auth_flows", "flows with and without `ALLOW_` exclude each other", "keep the `ALLOW_` ones"
        )
    rotates = declared_at(client.attributes, "/refresh_token_rotation/enabled") is True
    if rotates and "ALLOW_REFRESH_TOKEN_AUTH" in flows:
        detail = "with `refresh_token_rotation` refresh tokens are not renewed by `ALLOW_REFRESH_TOKEN_AUTH`"
        yield _wrong(client, "/auth_flows", detail, "take one of them out")
    grants = _members(client, "/oauth/flows")
    if "client_credentials" in grants and len(grants) > 1:
        detail = "`client_credentials` is the only flow of a client that has it"
        yield _wrong(client, "/oauth/flows", detail, "give machines a client of their own")
    if "client_credentials" in grants and client.attributes.get("generate_secret") is False:
        detail = "`client_credentials` needs a secret"
        yield _wrong(client, "/oauth/flows", detail, "write `generate_secret: true`")


def _of_rest(client: Resource) -> Iterator[Diagnostic]:
    attributes = client.attributes
    url, urls = attributes.get("default_redirect_url"), _members(client, "/callback_urls")
    if isinstance(url, str) and urls and url not in urls:
        yield _wrong(client, "/default_redirect_url", "it is none of `callback_urls`", "add it there")
    if attributes.get("propagate_user_context") is True and attributes.get("generate_secret") is False:
        detail = "only a client with a secret propagates the user's address"
        yield _wrong(client, "/propagate_user_context", detail, "write `generate_secret: true`")
    if attributes.get("client_secret") and attributes.get("generate_secret") is not None:
        detail = "a secret of your own is not generated"
        yield _wrong(client, "/client_secret", detail, "take one of `client_secret` and `generate_secret` out")
    minutes = attributes.get("session_validity")
    if isinstance(minutes, int) and minutes % 60:
        yield _wrong(client, "/session_validity", "Cognito counts whole minutes", "write `3m` to `15m`")


def _members(client: Resource, path: str) -> tuple[str, ...]:
    found: object = declared_at(client.attributes, path)
    return tuple(str(each) for each in found) if isinstance(found, tuple) else ()


def _wrong(client: Resource, path: str, detail: str, hint: str) -> Diagnostic:
    told = path.removeprefix("/").replace("/", ".")
    return problem(client, "SPEC745", "these do not go together", f"`{told}`: {detail}", hint=hint, path=path)
