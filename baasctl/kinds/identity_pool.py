"""`identity_pool`: what AWS credentials signed-in users and guests get (singleton)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Edge, Identity, Kind, Match
from baasctl.kinds.membership import gained_and_lost
from baasctl.kinds.types import IMMUTABLE, EntriesOf, ListOf, MapOf, SetOf, Text
from baasctl.model.change import Access, Change, FieldChange, Hazard, Risk
from baasctl.model.value import ABSENT


class CognitoClient(Attributed):
    """One app client whose users get credentials."""

    check_token: bool | None = Described(None, description="Every call asks the user pool whether the user still is.")


class Roles(Attributed):
    """IAM roles where no mapping says another one."""

    authenticated: Text | None = Described(None, description="ARN of the role of signed-in users.")
    unauthenticated: Text | None = Described(None, description="ARN of the role of guests.")


class MappingRule(Attributed):
    """A claim that leads to a role."""

    claim: Text = Described(description="Claim of the token: `cognito:groups`, `email`.")
    match: Literal["equals", "contains", "starts_with", "not_equal"] = Described(description="How it is compared.")
    value: Text = Described(description="With what.")
    role: Text = Described(description="ARN of the role.")


class RoleMapping(Attributed):
    """How users of one provider get their role."""

    by: Literal["token", "rules"] = Described(
        description="`token`: the role that the token names, of the group with the lowest precedence; or `rules`."
    )
    otherwise: Literal["authenticated_role", "deny"] | None = Described(
        None, description="What users get whose role cannot be told."
    )
    rules: ListOf[MappingRule] | None = Described(None, description="The first that fits decides.")


class PrincipalTags(Attributed):
    """Session tags from claims."""

    defaults: bool | None = Described(None, description="Tags `username` and `client` from the token.")
    tags: MapOf[Text] | None = Described(None, description="Tag to claim.")


class IdentityPool(Attributed):
    """The identity pool of the app."""

    name: Text | None = Described(None, description="Its name in the console.")
    guests: bool | None = Described(None, description="Whoever asks gets credentials without signing in.")
    classic_flow: bool | None = Described(None, description="Apps may assume roles themselves (basic flow).")
    cognito_clients: MapOf[CognitoClient] | None = Described(
        None,
        description="App clients whose users get credentials: `<provider>:<client id>`, or the name of a client of"
        " the app's user pool.",
    )
    login_providers: MapOf[Text] | None = Described(
        None, description="Public providers to app ids: `graph.facebook.com: …`."
    )
    oidc_providers: SetOf[Text] | None = Described(None, description="ARNs of OIDC providers in IAM.")
    saml_providers: SetOf[Text] | None = Described(None, description="ARNs of SAML providers in IAM.")
    developer_provider: Annotated[Text | None, IMMUTABLE] = Described(
        None, description="Name by which your own backend vouches for users; once set it stays."
    )
    roles: Roles | None = Described(None, description="IAM roles where no mapping says another one.")
    role_mappings: MapOf[RoleMapping] | None = Described(
        None,
        description="Provider to how its users get their role; keys as in `cognito_clients` and `login_providers`.",
    )
    principal_tags: EntriesOf[PrincipalTags] | None = Described(
        None,
        description="Provider to session tags, `user_pool` for the app's own; the others are left alone.",
    )
    tags: MapOf[Text] | None = Described(None, description="Tags of the pool, without AWS's own.")


_VOUCHES = ("/login_providers", "/oidc_providers", "/saml_providers", "/cognito_clients", "/developer_provider")


def risks(change: Change) -> Iterator[Risk]:
    """Hazards of an identity pool: who gets which AWS role."""
    for field in change.fields:
        yield from _of_field(field)


def _of_field(field: FieldChange) -> Iterator[Risk]:
    path = field.path
    if path == "/guests":
        yield from _of_guests(field)
    elif path == "/classic_flow" and field.after is True:
        yield Risk(hazard=Hazard.WEAKENS_AUTH, path=path, why="apps choose their role themselves")
    elif path in _VOUCHES:
        gained, lost = _keys(field)
        if gained:
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=path, why=f"`{gained[0]}` vouches for users")
        if lost:
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=path, why=f"users of `{lost[0]}` get no credentials")
    elif path.startswith(("/roles", "/role_mappings")):
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=path, why="users get another role")
        if field.after is None:
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=path, why="users get no role any more")
    elif path.startswith("/principal_tags"):
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=path, why="policies see other tags")


def _of_guests(field: FieldChange) -> Iterator[Risk]:
    if field.after is True:
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="whoever asks gets credentials")
    elif field.before is True:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="guests get no credentials any more")


def _keys(field: FieldChange) -> tuple[list[str], list[str]]:
    """Members that come and go, of a map by their keys; of one text the text."""
    if isinstance(field.before, Mapping) or isinstance(field.after, Mapping):
        before = set(field.before) if isinstance(field.before, Mapping) else set()
        after = set(field.after) if isinstance(field.after, Mapping) else set()
        return sorted(after - before), sorted(before - after)
    if isinstance(field.before, str) or isinstance(field.after, str):
        return ([str(field.after)] if field.after else []), ([] if field.before is ABSENT else [str(field.before)])
    return gained_and_lost(field)


def access(change: Change) -> Access:
    """More credentials, or others, may open more."""
    return Access.WIDENS if any(risk.hazard is Hazard.MAY_WIDEN_ACCESS for risk in risks(change)) else Access.NEUTRAL


KIND = Kind(
    name="identity_pool",
    title="Identity pool: AWS credentials of signed-in users and guests, and their roles",
    model=IdentityPool,
    depth=0,
    fields=field_tree(IdentityPool),
    identity=Identity.SINGLETON,
    edges=(
        Edge(first=Match(kind="app_clients"), second=Match(kind="identity_pool", path="/cognito_clients")),
        Edge(first=Match(kind="app_clients"), second=Match(kind="identity_pool", path="/role_mappings")),
        Edge(first=Match(kind="groups"), second=Match(kind="identity_pool", path="/role_mappings")),
    ),
    risks=risks,
    access=access,
)
