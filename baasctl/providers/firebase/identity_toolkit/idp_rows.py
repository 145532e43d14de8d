"""One row per setting of an identity provider, for each of Google's three messages.

Messages: DefaultSupportedIdpConfig, OAuthIdpConfig and InboundSamlConfig of identitytoolkit v2. Of `responseType` only
the true members are answered (research/firebase.md §2.1-17).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.model.field import Field, Shape
from baasctl.model.value import Value, freeze
from baasctl.providers.contract import Bounds
from baasctl.providers.firebase.identity_toolkit.codecs import SECRET, SET, SWITCH, TEXT, Codec, Misread
from baasctl.providers.firebase.identity_toolkit.rows import NATIVE, Row, native_row

METADATA: Final = "/metadata_xml"
METADATA_WIRES: Final = ("idpConfig.idpEntityId", "idpConfig.ssoUrl", "idpConfig.idpCertificates")
"""What SAML metadata is for Google: entity, address, and certificates as `{x509Certificate}`."""
DISPLAY_NAME: Final = f"{NATIVE}/displayName"
RESPONSE_TYPE: Final = f"{NATIVE}/responseType"
ENTITY: Final = f"{NATIVE}/spConfig/spEntityId"
CALLBACK: Final = f"{NATIVE}/spConfig/callbackUri"
RESPONSES: Final = ("code", "idToken")
_CODE_FLOW: Final = "appleSignInConfig.codeFlowConfig"
_URL: Final = Bounds(pattern=r"https?://\S+")


def _true_members(value: object) -> Value:
    if not isinstance(value, Mapping):
        raise Misread("expected a map")
    return freeze({name: True for name, member in value.items() if member is True})


def _is_one_response(value: Value) -> bool:
    if not isinstance(value, Mapping) or not set(value) <= set(RESPONSES):
        return False
    return all(isinstance(member, bool) for member in value.values()) and list(value.values()).count(True) == 1


RESPONSE: Final = Codec(
    expects="{idToken: true} or {code: true}",
    read=_true_members,
    write=lambda value: dict(value) if isinstance(value, Mapping) else {},
    accepts=_is_one_response,
    member=Field(shape=Shape.MAP, element=Field()),
    normal=lambda value: _true_members(value) if isinstance(value, Mapping) else value,
)
_ENABLED: Final = Row(pointer="/enabled", wire="enabled", codec=SWITCH, nullable=False)
_CLIENT_ID: Final = Row(pointer="/client_id", wire="clientId", codec=TEXT, nullable=False)
_CLIENT_SECRET: Final = Row(pointer="/client_secret", wire="clientSecret", codec=SECRET)
_DISPLAY_NAME: Final = native_row("displayName", TEXT, doc="Its name in the Firebase console.")
PRIVATE_KEY: Final = Row(
    pointer="/private_key",
    wire=f"{_CODE_FLOW}.privateKey",
    codec=SECRET,
    note="where Google does not answer it, it is written together with `team_id` and `key_id` only",
)
BUILT_IN: Final = (
    _ENABLED,
    _CLIENT_ID,
    _CLIENT_SECRET,
    Row(pointer="/additional_client_ids", wire="appleSignInConfig.bundleIds", codec=SET, note="bundle ids of apps"),
    Row(pointer="/team_id", wire=f"{_CODE_FLOW}.teamId", codec=TEXT),
    Row(pointer="/key_id", wire=f"{_CODE_FLOW}.keyId", codec=TEXT),
    PRIVATE_KEY,
)
OIDC: Final = (
    _ENABLED,
    Row(pointer="/issuer", wire="issuer", codec=TEXT, bounds=_URL, nullable=False),
    _CLIENT_ID,
    _CLIENT_SECRET,
    _DISPLAY_NAME,
    native_row(
        "responseType",
        RESPONSE,
        note="`code` needs `client_secret`",
        doc="What an OIDC provider answers a sign-in with: `{idToken: true}` or `{code: true}`.",
    ),
)
SAML: Final = (
    _ENABLED,
    Row(pointer="/sign_requests", wire="idpConfig.signRequest", codec=SWITCH),
    _DISPLAY_NAME,
    Row(
        pointer=ENTITY,
        wire="spConfig.spEntityId",
        codec=TEXT,
        nullable=False,
        doc="What the project calls itself towards a SAML provider.",
    ),
    Row(
        pointer=CALLBACK,
        wire="spConfig.callbackUri",
        codec=TEXT,
        bounds=_URL,
        nullable=False,
        doc="Where a SAML provider answers: `https://<project>.firebaseapp.com/__/auth/handler`.",
    ),
)
ROWS: Final[Mapping[str, tuple[Row, ...]]] = {"": BUILT_IN, "oidc": OIDC, "saml": SAML}
"""Protocol (empty: built-in) to all settings but SAML's metadata, which is three members of its message."""
CODE_FLOW: Final = frozenset({"/team_id", "/key_id"})
