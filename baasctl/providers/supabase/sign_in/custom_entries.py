"""What Supabase can do with custom OAuth and OIDC providers (`protocol: oidc`), and rules between their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.field import Field, Shape
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, at
from baasctl.providers.contract import Answered, Bounds, Yes
from baasctl.providers.supabase.auth_settings.rows import NATIVE as NATIVE_PATH

SOURCE = "supabase/auth internal/api/custom_oauth_admin.go"
_WHOSE = "Supabase Auth"
_NAME = re.compile(r"[a-z0-9:-]{0,42}[a-z0-9]")
_RESERVED = frozenset({"azure", "fly", "linkedin_oidc", "slack_oidc"})
_URL = Bounds(pattern=r"https://\S+", whose=_WHOSE)
_CHOICE = Bounds(choices=(True, False), whose=_WHOSE)
_OAUTH2_URLS = ("authorization_url", "token_url", "userinfo_url")


def _yes(wire: str, bounds: Bounds | None = None, *, unset: bool = False, note: str = "") -> Yes:
    return Yes(wire=wire, bounds=bounds or Bounds(), unset=unset, source=SOURCE, note=note)


FIELDS: Mapping[str, Answered] = {
    "enabled": _yes("enabled"),
    "client_id": _yes("client_id"),
    "client_secret": _yes(
        "client_secret",
        note="never read back, so not compared: written when the provider is made and along with every other change",
    ),
    "additional_client_ids": _yes("acceptable_client_ids", unset=True),
    "issuer": _yes("issuer", _URL),
    "attribute_mapping": _yes("attribute_mapping", unset=True),
    "native.name": _yes("name", note="the key of the spec where it is left out"),
    "native.scopes": _yes("scopes", unset=True, note="the server adds `openid` for OIDC"),
    "native.pkce_enabled": _yes("pkce_enabled", _CHOICE),
    "native.authorization_params": _yes("authorization_params", unset=True),
    "native.email_optional": _yes("email_optional", _CHOICE),
    "native.discovery_url": _yes("discovery_url", _URL, unset=True),
    "native.skip_nonce_check": _yes("skip_nonce_check", _CHOICE),
    "native.provider_type": _yes(
        "provider_type", Bounds(choices=("oidc", "oauth2"), whose=_WHOSE), note="another type is another provider"
    ),
    **{f"native.{name}": _yes(name, _URL) for name in _OAUTH2_URLS},
    "native.jwks_uri": _yes("jwks_uri", _URL, unset=True),
}
NATIVE: Mapping[str, Field] = {
    "name": Field(doc="Display name of a custom provider."),
    "scopes": Field(shape=Shape.SET, element=Field(), doc="What a custom provider is asked for."),
    "pkce_enabled": Field(doc="A custom provider is asked with PKCE."),
    "authorization_params": Field(
        shape=Shape.MAP, element=Field(), doc="Further parameters of a custom provider's authorization address."
    ),
    "discovery_url": Field(doc="Where the OIDC configuration is, if not below the issuer."),
    "provider_type": Field(doc="`oidc`, or `oauth2` for a custom provider without an issuer."),
    "authorization_url": Field(doc="OAuth 2 authorization address of a custom provider."),
    "token_url": Field(doc="OAuth 2 token address of a custom provider."),
    "userinfo_url": Field(doc="OAuth 2 user information address of a custom provider."),
    "jwks_uri": Field(doc="Keys of an OAuth 2 custom provider."),
}


def custom_problems(resource: Resource) -> Iterator[Diagnostic]:
    """Names the server refuses, and settings of the other type."""
    name = resource.address.segments[0]
    if not _NAME.fullmatch(name) or name in _RESERVED:
        yield _problem(
            resource,
            "/protocol",
            "Supabase Auth does not take this name",
            f"`{name}`: up to 43 lower-case letters, digits and hyphens behind `custom:`, and no built-in provider",
            "rename it",
        )
    scopes = at(resource.attributes, f"{NATIVE_PATH}scopes")
    if scopes not in (ABSENT, None) and not (
        isinstance(scopes, tuple) and all(isinstance(each, str) for each in scopes)
    ):
        yield _problem(
            resource, f"{NATIVE_PATH}scopes", "the value has another type", "`scopes` is a list of texts", ""
        )
    parameters = at(resource.attributes, f"{NATIVE_PATH}authorization_params")
    if parameters not in (ABSENT, None) and not isinstance(parameters, Mapping):
        path, detail = f"{NATIVE_PATH}authorization_params", "`authorization_params` is a map"
        yield _problem(resource, path, "the value has another type", detail, "")


def missing_of_a_new_one(resource: Resource) -> Iterator[Diagnostic]:
    """What the server wants of one that it is to make."""
    is_plain = at(resource.attributes, f"{NATIVE_PATH}provider_type") == "oauth2"
    own = tuple(f"{NATIVE_PATH}{name}" for name in _OAUTH2_URLS) if is_plain else ("/issuer",)
    missing = [
        path for path in ("/client_id", "/client_secret", *own) if at(resource.attributes, path) in (ABSENT, None)
    ]
    if missing:
        words = ", ".join(f"`{path[1:].replace('/', '.')}`" for path in missing)
        yield Diagnostic(
            code="SPEC364",
            summary="a new custom provider needs more settings",
            detail=f"`{resource.address.local}` has no {words}, and no live one has its name",
            hint=f"add {words}",
            span=resource.declared_at,
            address=resource.address,
        )


def _problem(resource: Resource, path: str, summary: str, detail: str, hint: str) -> Diagnostic:
    return Diagnostic(
        code="SPEC363",
        summary=summary,
        detail=detail,
        hint=hint,
        span=resource.span_of(path),
        address=resource.address,
    )
