"""`app_clients`: what applications sign users in as. The key is the client's name.

The client that an Amplify app ships with is also described by `auth` (redirects, sessions) and by `enabled` of
`identity_providers`; one field is written in one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Identity, Kind, Match
from baasctl.kinds.membership import gained_and_lost
from baasctl.kinds.types import IMMUTABLE, Duration, Native, SecretText, SetOf, Text
from baasctl.model.change import Access, Action, Change, FieldChange, Hazard, Risk
from baasctl.model.value import ABSENT

AuthFlow = Literal[
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ADMIN_NO_SRP_AUTH",
    "CUSTOM_AUTH_FLOW_ONLY",
    "USER_PASSWORD_AUTH",
]


class OAuth(Attributed):
    """OAuth 2.0 and the sign-in pages."""

    enabled: bool | None = Described(None, description="OAuth is in use; without it flows and scopes mean nothing.")
    flows: SetOf[Literal["code", "implicit", "client_credentials"]] | None = Described(
        None, description="Grants: `code`, `implicit`, or `client_credentials` alone."
    )
    scopes: SetOf[Text] | None = Described(None, description="Scopes that a token may carry.")


class TokenValidity(Attributed):
    """How long tokens are good for."""

    access: Duration | None = Described(None, description="Access tokens.")
    id: Duration | None = Described(None, description="ID tokens.")
    refresh: Duration | None = Described(None, description="Refresh tokens: sign in again after it.")


class RefreshTokenRotation(Attributed):
    """A new refresh token with every use."""

    enabled: bool | None = Described(None, description="A refresh token is good once.")
    grace_period: Duration | None = Described(None, description="How long a used refresh token still works.")


class Analytics(Attributed):
    """Metrics to Amazon Pinpoint."""

    application_id: Text | None = Described(None, description="Pinpoint application; goes with role and external id.")
    application_arn: Text | None = Described(None, description="The same by its ARN, in the place of the three.")
    role: Text | None = Described(None, description="ARN of the role that may write to it.")
    external_id: Text | None = Described(None, description="External id that the role's trust asks for.")
    share_user_data: bool | None = Described(None, description="User data are in the metrics.")


class AppClient(Attributed):
    """One app client."""

    callback_urls: SetOf[Text] | None = Described(None, description="Where a sign-in may end.")
    logout_urls: SetOf[Text] | None = Described(None, description="Where a sign-out may end.")
    default_redirect_url: Text | None = Described(
        None, description="The callback of a client with one identity provider; one of `callback_urls`."
    )
    identity_providers: SetOf[Text] | None = Described(
        None, description="Names as in `identity_providers`; `cognito` for accounts of the pool itself."
    )
    oauth: OAuth | None = Described(None, description="OAuth 2.0 and the sign-in pages.")
    auth_flows: SetOf[AuthFlow] | None = Described(None, description="How the SDKs may sign in (`ALLOW_…`).")
    token_validity: TokenValidity | None = Described(None, description="How long tokens are good for.")
    refresh_token_rotation: RefreshTokenRotation | None = Described(
        None, description="A new refresh token with every use."
    )
    token_revocation: bool | None = Described(None, description="Refresh tokens can be revoked.")
    session_validity: Duration | None = Described(
        None, description="Time to answer one step of a sign-in; whole minutes."
    )
    enumeration_protection: bool | None = Described(None, description="Answers do not tell whether an account exists.")
    propagate_user_context: bool | None = Described(
        None, description="Calls may carry the user's address; needs a secret."
    )
    read_attributes: SetOf[Text] | None = Described(None, description="Attributes that the app may read.")
    write_attributes: SetOf[Text] | None = Described(None, description="Attributes that the app may change.")
    analytics: Analytics | None = Described(None, description="Metrics to Amazon Pinpoint.")
    generate_secret: Annotated[bool | None, IMMUTABLE] = Described(
        None, description="It has a secret; only when it is made."
    )
    client_secret: Annotated[SecretText | None, IMMUTABLE] = Described(
        None, description="A secret of your own in the place of a generated one; only when it is made."
    )
    native: Native | None = Described(None, description="Settings of one provider, by wire name.")


_WIDER_SETS = {
    "/oauth/scopes": "tokens may carry more scopes",
    "/read_attributes": "the app may read more of a user",
    "/write_attributes": "the app may change more of a user",
}
_NO_ANSWER = "calls of apps that sign in so are refused"
_LASTING = {"/token_validity/access", "/token_validity/id", "/token_validity/refresh",
            "/refresh_token_rotation/grace_period", "/session_validity"}  # fmt: skip
_SWITCHES = {
    "/enumeration_protection": "answers tell whether an account exists",
    "/token_revocation": "a stolen refresh token cannot be revoked",
    "/refresh_token_rotation/enabled": "a stolen refresh token is good more than once",
}


def risks(change: Change) -> Iterator[Risk]:
    """Hazards of an app client: its apps stop working, or more is open than before."""
    if change.action is Action.DELETE:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="apps that use its id cannot sign anybody in")
        return
    if change.action is Action.REPLACE:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, why="it gets another id: apps that know the old one stop working")
        yield Risk(hazard=Hazard.ROTATES_SECRET, why="its secret goes with it")
    for field in change.fields:
        yield from _of_urls(field)
        yield from _of_sets(field, is_new=change.action is Action.CREATE)
        yield from _of_switches(field, is_new=change.action is Action.CREATE)


def _of_urls(field: FieldChange) -> Iterator[Risk]:
    if field.path not in ("/callback_urls", "/logout_urls", "/default_redirect_url"):
        return
    if field.path == "/default_redirect_url":
        gained = [field.after] if isinstance(field.after, str) else []
        lost: list[str] = []
    else:
        gained, lost = gained_and_lost(field)
    for url in filter(_is_open, gained):
        yield Risk(hazard=Hazard.WEAKENS_AUTH, path=field.path, why=f"`{url}` is not encrypted")
    if lost:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why=f"`{lost[0]}` is no longer allowed")


def _is_open(url: object) -> bool:
    parts = urlsplit(str(url))
    return parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1")


def _of_sets(field: FieldChange, *, is_new: bool) -> Iterator[Risk]:
    gained, lost = gained_and_lost(field)
    if field.path in _WIDER_SETS and (gained or field.after is None) and not is_new:
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why=_WIDER_SETS[field.path])
    if field.path == "/oauth/scopes" and lost:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why=f"tokens no longer carry `{lost[0]}`")
    if field.path == "/identity_providers" and lost:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why=f"users of `{lost[0]}` cannot sign in")
    if field.path in ("/auth_flows", "/oauth/flows"):
        if lost:
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why=_NO_ANSWER)
        weak = [flow for flow in gained if flow == "implicit" or flow.endswith("USER_PASSWORD_AUTH")]
        if weak:
            yield Risk(hazard=Hazard.WEAKENS_AUTH, path=field.path, why=f"`{weak[0]}` shows passwords or tokens")


def _of_switches(field: FieldChange, *, is_new: bool) -> Iterator[Risk]:
    if field.path in _SWITCHES and field.after is not True and not (is_new and field.after is None):
        yield Risk(hazard=Hazard.WEAKENS_AUTH, path=field.path, why=_SWITCHES[field.path])
    if field.path == "/oauth/enabled" and field.after is not True and not is_new:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="the sign-in pages no longer work for it")
    if field.path in _LASTING and not is_new:
        before, after = field.before, field.after
        if after is None or (isinstance(before, int) and isinstance(after, int) and after > before):
            yield Risk(hazard=Hazard.WEAKENS_AUTH, path=field.path, why="a stolen token is good for longer")
        elif field.path == "/token_validity/refresh" and before is not ABSENT:
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="users have to sign in again sooner")


def access(change: Change) -> Access:
    """Without a client nobody signs in through it."""
    return Access.NARROWS if change.action is Action.DELETE else Access.NEUTRAL


KIND = Kind(
    name="app_clients",
    title="App clients of the user pool: redirects, OAuth, token lifetimes, attributes",
    model=AppClient,
    depth=1,
    segments=("name",),
    fields=field_tree(AppClient),
    identity=Identity.NATURAL_KEY,
    edges=(
        Edge(
            first=Match(kind="identity_providers"),
            second=Match(kind="app_clients", path="/identity_providers"),
            named=True,
        ),
    ),
    risks=risks,
    access=access,
)
