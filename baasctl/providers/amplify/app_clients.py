"""App clients of a user pool: Cognito's document to attributes, and back.

Lists are sets, which Cognito echoes sorted; an empty list of flows amounts to the three that botocore's text names.
Members of `UpdateUserPoolClient` that are left out may be reset: writes send all (research/amplify.md §2.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from baasctl.model.field import Field, Shape
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Side, Value
from baasctl.providers.amplify.groups import ARN
from baasctl.providers.amplify.user_pool.client_settings import validity
from baasctl.providers.amplify.user_pool.documents import CLIENT, Documents, Drafts
from baasctl.providers.amplify.user_pool.forms import SWITCH, TEXT_SET, WHOLE, Form, Misread, choice
from baasctl.providers.amplify.user_pool.rows import Row, Setting, Special, yes
from baasctl.providers.contract import Bounds

KIND: Final = "app_clients"
NAME: Final = "ClientName"
ID: Final = "ClientId"
RESOURCE_TYPE: Final = "AWS::Cognito::UserPoolClient"
IDENTITY_PROVIDERS: Final = "/identity_providers"
PROVIDERS_WIRE: Final = "SupportedIdentityProviders"
WIRE_NAMES: Final[Mapping[str, str]] = {
    "google": "Google",
    "facebook": "Facebook",
    "amazon": "LoginWithAmazon",
    "apple": "SignInWithApple",
}
"""The name of a built-in identity provider to Cognito's."""
_COGNITO: Final = "cognito"
_NAMES: Final = {wire: name for name, wire in WIRE_NAMES.items()} | {"COGNITO": _COGNITO}
_WIRES: Final = {name: wire for wire, name in _NAMES.items()}
_URL: Final = r"[A-Za-z][A-Za-z0-9+.-]*:/{0,2}[^\s*#]+"
_ROTATION: Final = "RefreshTokenRotation"
_STANDARD_FLOWS: Final = ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]


def wire_name(name: str) -> str:
    """What Cognito calls an identity provider of the spec."""
    return _WIRES.get(name, name)


def _read_names(value: object) -> Value:
    return tuple(sorted(_NAMES.get(each, each) for each in cast(tuple[str, ...], TEXT_SET.read(value))))


def _written_names(value: Value) -> object:
    return sorted(wire_name(str(each)) for each in value) if isinstance(value, tuple) else []


def _minutes(value: object) -> Value:
    if type(value) is not int:
        raise Misread("expected a whole number")
    return value * 60


def _has_secret(documents: Documents) -> tuple[Side, bool]:
    return bool(documents[CLIENT].get("ClientSecret")), False


def _generate(drafts: Drafts, value: Value) -> None:
    if "ClientSecret" not in drafts[CLIENT]:
        drafts[CLIENT]["GenerateSecret"] = value is True


def _secret(documents: Documents) -> tuple[Side, bool]:
    found = documents[CLIENT].get("ClientSecret")
    return (Secret(digest=str(found)), False) if found else (ABSENT, True)


def _own_secret(drafts: Drafts, value: Value) -> None:
    drafts[CLIENT]["ClientSecret"] = value
    drafts[CLIENT].pop("GenerateSecret", None)


def _set(pointer: str, wire: str, bounds: Bounds | None = None, default: object = ()) -> Row:
    return Row(
        pointer=pointer,
        document=CLIENT,
        wire=wire,
        form=TEXT_SET,
        bounds=bounds or Bounds(),
        default=list(default),  # type: ignore[call-overload]
    )


def _switch(pointer: str, wire: str, default: object) -> Row:
    return Row(pointer=pointer, document=CLIENT, wire=wire, form=SWITCH, default=default)


SETTINGS: Final[tuple[Setting, ...]] = (
    _set("/callback_urls", "CallbackURLs", Bounds(longest=100, pattern=_URL)),
    _set("/logout_urls", "LogoutURLs", Bounds(longest=100, pattern=_URL)),
    Row(
        pointer="/default_redirect_url",
        document=CLIENT,
        wire="DefaultRedirectURI",
        bounds=Bounds(longest=1024, pattern=_URL),
    ),
    Row(
        pointer=IDENTITY_PROVIDERS,
        document=CLIENT,
        wire=PROVIDERS_WIRE,
        form=Form(
            expects="a list of names",
            read=_read_names,
            write=_written_names,
            member=Field(shape=Shape.SET, element=Field()),
        ),
        bounds=Bounds(pattern=r"[^\s_\x00-\x1f\x7f][^\x00-\x1f\x7f]{0,31}"),
        default=[],
    ),
    _switch("/oauth/enabled", "AllowedOAuthFlowsUserPoolClient", default=False),
    _set("/oauth/flows", "AllowedOAuthFlows", Bounds(longest=3)),
    _set("/oauth/scopes", "AllowedOAuthScopes", Bounds(longest=50, pattern=r"[\x21\x23-\x5B\x5D-\x7E]{1,256}")),
    _set("/auth_flows", "ExplicitAuthFlows", default=_STANDARD_FLOWS),
    validity("/token_validity/access", "AccessToken", 3600, "hours", 86400),
    validity("/token_validity/id", "IdToken", 3600, "hours", 86400),
    validity("/token_validity/refresh", "RefreshToken", 2592000, "days", 315360000),
    Row(
        pointer="/refresh_token_rotation/enabled",
        document=CLIENT,
        wire=f"{_ROTATION}.Feature",
        form=choice({True: "ENABLED", False: "DISABLED"}),
        default="DISABLED",
    ),
    Row(
        pointer="/refresh_token_rotation/grace_period",
        document=CLIENT,
        wire=f"{_ROTATION}.RetryGracePeriodSeconds",
        form=WHOLE,
        bounds=Bounds(minimum=0, maximum=60),
        default=0,
    ),
    _switch("/token_revocation", "EnableTokenRevocation", default=True),
    Row(
        pointer="/session_validity",
        document=CLIENT,
        wire="AuthSessionValidity",
        form=Form(expects="a duration", read=_minutes, write=lambda value: cast(int, value) // 60),
        bounds=Bounds(minimum=180, maximum=900),
        default=3,
    ),
    Row(
        pointer="/enumeration_protection",
        document=CLIENT,
        wire="PreventUserExistenceErrors",
        form=choice({True: "ENABLED", False: "LEGACY"}),
        default="LEGACY",
    ),
    _switch("/propagate_user_context", "EnablePropagateAdditionalUserContextData", default=False),
    _set("/read_attributes", "ReadAttributes", Bounds(pattern=r".{1,2048}")),
    _set("/write_attributes", "WriteAttributes", Bounds(pattern=r".{1,2048}")),
    Row(
        pointer="/analytics/application_id",
        document=CLIENT,
        wire="AnalyticsConfiguration.ApplicationId",
        bounds=Bounds(pattern=r"[0-9a-fA-F]+"),
    ),
    Row(
        pointer="/analytics/application_arn",
        document=CLIENT,
        wire="AnalyticsConfiguration.ApplicationArn",
        bounds=Bounds(pattern=ARN),
    ),
    Row(pointer="/analytics/role", document=CLIENT, wire="AnalyticsConfiguration.RoleArn", bounds=Bounds(pattern=ARN)),
    Row(
        pointer="/analytics/external_id",
        document=CLIENT,
        wire="AnalyticsConfiguration.ExternalId",
        bounds=Bounds(longest=131072),
    ),
    Row(
        pointer="/analytics/share_user_data",
        document=CLIENT,
        wire="AnalyticsConfiguration.UserDataShared",
        form=SWITCH,
    ),
)
CREATE_ONLY: Final[tuple[Setting, ...]] = (
    Special(
        pointer="/generate_secret",
        documents=(CLIENT,),
        wires=("GenerateSecret",),
        answer=yes("GenerateSecret", unset=False, note="only when the client is made: another value is another client"),
        form=SWITCH,
        reads=_has_secret,
        writes=_generate,
    ),
    Special(
        pointer="/client_secret",
        documents=(CLIENT,),
        wires=("ClientSecret",),
        answer=yes("ClientSecret", unset=False, note="only when the client is made: another value is another client"),
        form=Form(expects="a secret reference", read=str, member=Field(sensitive=True)),
        reads=_secret,
        writes=_own_secret,
    ),
)
"""Settings that no update takes."""


def completed(draft: Mapping[str, object]) -> dict[str, object]:
    """A draft that can be sent: a rotation always says whether it is on; records that hold nothing are left out."""
    found = {name: value for name, value in draft.items() if value not in (None, {}) and value != ""}
    rotation = found.get(_ROTATION)
    if isinstance(rotation, Mapping) and "Feature" not in rotation:
        found[_ROTATION] = {"Feature": "DISABLED", **rotation}
    return found
