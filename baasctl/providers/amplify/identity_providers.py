"""Identity providers of a user pool: Cognito's document to attributes, and back.

Cognito adds to `ProviderDetails` what it derives and maps `username` to `sub` itself: neither is compared, and what it
derives is not sent back (botocore, CreateIdentityProvider; recorded by cdk-real-drift).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, cast

from baasctl.model.field import Field
from baasctl.model.secret import Secret
from baasctl.model.value import ABSENT, Side, Value, freeze
from baasctl.providers.amplify.app_clients import WIRE_NAMES
from baasctl.providers.amplify.user_pool.documents import Documents, Drafts
from baasctl.providers.amplify.user_pool.forms import TEXT, TEXT_MAP, TEXT_SET, Form, choice
from baasctl.providers.amplify.user_pool.rows import NATIVE, Row, Setting, Special, native, yes
from baasctl.providers.contract import Bounds

KIND: Final = "identity_providers"
DOCUMENT: Final = "identity provider"
NAME: Final = "ProviderName"
TYPE: Final = "ProviderType"
DETAILS: Final = "ProviderDetails"
IDENTIFIERS: Final = "IdpIdentifiers"
MAPPING: Final = "AttributeMapping"
RESOURCE_TYPE: Final = "AWS::Cognito::UserPoolIdentityProvider"
ENABLED: Final = "/enabled"
PROTOCOLS: Final[Mapping[str, str]] = {"oidc": "OIDC", "saml": "SAML"}
SCOPES: Final[Mapping[str, str]] = {
    "Google": "openid email profile",
    "Facebook": "public_profile, email",
    "LoginWithAmazon": "profile",
    "SignInWithApple": "email name",
    "OIDC": "openid email profile",
}
"""`authorize_scopes` that a new provider gets where the spec says nothing: Cognito makes none without."""
_ENDPOINTS: Final = ("attributes_url", "authorize_url", "jwks_uri", "token_url")
DERIVED: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(
        ("Google", "Facebook", "LoginWithAmazon", "SignInWithApple"),
        frozenset((*_ENDPOINTS, "attributes_url_add_attributes", "oidc_issuer", "token_request_method")),
    ),
    "OIDC": frozenset({"attributes_url_add_attributes"}),
    "SAML": frozenset({"ActiveEncryptionCertificate", "SLORedirectBindingURI", "SSORedirectBindingURI"}),
}
"""Members of `ProviderDetails` that Cognito fills in, by the provider's type."""
_DOMAIN: Final = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
_HTTPS: Final = Bounds(pattern=r"https://\S+", longest=131072)


def protocol_of(provider_type: str) -> str:
    """`oidc`, `saml`, or empty for a built-in one."""
    return next((name for name, wire in PROTOCOLS.items() if wire == provider_type), "")


def provider_name(name: str, protocol: str) -> str:
    """What Cognito calls a provider of the spec."""
    return name if protocol else WIRE_NAMES.get(name, name)


def type_of(name: str, protocol: str) -> str:
    """Cognito's type of a provider of the spec."""
    return PROTOCOLS.get(protocol) or WIRE_NAMES.get(name, name)


def _detail(pointer: str, key: str, bounds: Bounds | None = None, *, nullable: bool = False) -> Row:
    return Row(
        pointer=pointer, document=DOCUMENT, wire=f"{DETAILS}.{key}", bounds=bounds or Bounds(), nullable=nullable
    )


def _secret(pointer: str, key: str, *, is_answered: bool) -> Special:
    def reads(documents: Documents) -> tuple[Side, bool]:
        found = _details(documents[DOCUMENT]).get(key)
        if found:
            return Secret(digest=str(found)), False
        return (ABSENT, True) if is_answered else (Secret(), False)

    def writes(drafts: Drafts, value: Value) -> None:
        drafts[DOCUMENT][DETAILS] = {**_details(drafts[DOCUMENT]), key: value}

    note = "" if is_answered else "not answered: it is sent with every other change, and alone it is no change"
    return Special(
        pointer=pointer,
        documents=(DOCUMENT,),
        wires=(f"{DETAILS}.{key}",),
        answer=yes(f"{DETAILS}.{key}", unset=False, note=note),
        form=Form(expects="a secret reference", read=str, member=Field(sensitive=True)),
        reads=reads,
        writes=writes,
    )


def _details(message: Mapping[str, object]) -> Mapping[str, object]:
    found = message.get(DETAILS)
    return found if isinstance(found, Mapping) else {}


def _identifiers(pointer: str, *, are_domains: bool) -> Special:
    def split(message: Mapping[str, object]) -> tuple[list[str], list[str]]:
        every = cast(tuple[str, ...], TEXT_SET.read(message.get(IDENTIFIERS) or []))
        mine = [each for each in every if bool(_DOMAIN.fullmatch(each)) is are_domains]
        return mine, [each for each in every if each not in mine]

    def reads(documents: Documents) -> tuple[Side, bool]:
        mine, _ = split(documents[DOCUMENT])
        return tuple(mine), not mine

    def writes(drafts: Drafts, value: Value) -> None:
        _, others = split(drafts[DOCUMENT])
        drafts[DOCUMENT][IDENTIFIERS] = sorted({*others, *map(str, value if isinstance(value, tuple) else ())})

    pattern = _DOMAIN.pattern if are_domains else r"[A-Za-z0-9_ \t-\r+=.@-]{1,40}"
    return Special(
        pointer=pointer,
        documents=(DOCUMENT,),
        wires=(IDENTIFIERS,),
        answer=yes(IDENTIFIERS, bounds=Bounds(longest=50, pattern=pattern)),
        form=TEXT_SET,
        reads=reads,
        writes=writes,
        doc="" if are_domains else "Names of a provider that are no domains, for `idp_identifier` of a request.",
    )


def _read_mapping(documents: Documents) -> tuple[Side, bool]:
    found = cast(Mapping[str, str], TEXT_MAP.read(documents[DOCUMENT].get(MAPPING) or {}))
    own = {name: claim for name, claim in found.items() if (name, claim) != ("username", "sub")}
    return freeze(own), not own


def _write_mapping(drafts: Drafts, value: Value) -> None:
    live = drafts[DOCUMENT].get(MAPPING)
    kept = {"username": live["username"]} if isinstance(live, Mapping) and "username" in live else {}
    drafts[DOCUMENT][MAPPING] = {**kept, **(value if isinstance(value, Mapping) else {})}


_COMMON: Final[tuple[Setting, ...]] = (
    _identifiers("/email_domains", are_domains=True),
    _identifiers(native(IDENTIFIERS), are_domains=False),
    Special(
        pointer="/attribute_mapping",
        documents=(DOCUMENT,),
        wires=(MAPPING,),
        answer=yes(MAPPING, note="replaced whole; Cognito's own `username: sub` is left out"),
        form=TEXT_MAP,
        reads=_read_mapping,
        writes=_write_mapping,
    ),
)
_OAUTH: Final[tuple[Setting, ...]] = (
    _detail("/client_id", "client_id"),
    _secret("/client_secret", "client_secret", is_answered=True),
)
_SIGNED: Final = Row(
    pointer="/sign_requests",
    document=DOCUMENT,
    wire=f"{DETAILS}.RequestSigningAlgorithm",
    form=choice({True: "rsa-sha256"}),
)


def _reads_signed(documents: Documents) -> tuple[Side, bool]:
    value, is_unset = _SIGNED.read(documents)
    return (False, True) if value is ABSENT else (value, is_unset)


def _writes_signed(drafts: Drafts, value: Value) -> None:
    _SIGNED.write(drafts, True if value is True else None)


SIGN_REQUESTS: Final = Special(
    pointer=_SIGNED.pointer,
    documents=(DOCUMENT,),
    wires=(_SIGNED.wire,),
    answer=yes(_SIGNED.wire, note="`rsa-sha256`"),
    form=Form(expects="true or false", read=lambda value: value is True),
    reads=_reads_signed,
    writes=_writes_signed,
)
SETTINGS: Final[Mapping[str, tuple[Setting, ...]]] = {
    "": (*_OAUTH, *_COMMON),
    "apple": (
        _detail("/client_id", "client_id"),
        _detail("/team_id", "team_id"),
        _detail("/key_id", "key_id"),
        _secret("/private_key", "private_key", is_answered=False),
        *_COMMON,
    ),
    "oidc": (*_OAUTH, _detail("/issuer", "oidc_issuer", _HTTPS), *_COMMON),
    "saml": (
        _detail("/metadata_url", "MetadataURL", _HTTPS, nullable=True),
        _detail("/metadata_xml", "MetadataFile", nullable=True),
        SIGN_REQUESTS,
        *_COMMON,
    ),
}
"""Protocol, `apple`, or empty for the other built-in ones, to the settings with a name of their own."""
NATIVE_DETAILS: Final[Mapping[str, str]] = {
    "authorize_scopes": "Scopes that are asked for.",
    "api_version": "Version of Facebook's Graph API, such as v17.0.",
    "attributes_request_method": "GET or POST: how an OIDC provider is asked for attributes.",
    "attributes_url": "Where an OIDC provider tells attributes; left out, found by discovery.",
    "authorize_url": "Where a sign-in at an OIDC provider begins; left out, found by discovery.",
    "token_url": "Where an OIDC provider gives tokens; left out, found by discovery.",
    "jwks_uri": "Where the keys of an OIDC provider are; left out, found by discovery.",
    "IDPInit": "`true`: a sign-in may begin at the SAML provider.",
    "IDPSignout": "`true`: a sign-out goes on to the SAML provider.",
    "EncryptedResponses": "`true`: answers of the SAML provider have to be encrypted.",
}
NAMED_DETAILS: Final[Mapping[str, str]] = {
    setting.wires[0].removeprefix(f"{DETAILS}."): setting.pointer
    for settings in SETTINGS.values()
    for setting in settings
    if setting.wires[0].startswith(f"{DETAILS}.")
}
"""Members of `ProviderDetails` that have a name of their own, to its pointer."""


def settings_of(name: str, protocol: str, details: Mapping[str, object]) -> tuple[Setting, ...]:
    """The settings of one provider; native details are the known ones and those that either side has."""
    named = SETTINGS[protocol or ("apple" if name == "apple" else "")]
    hidden = {*NAMED_DETAILS, *DERIVED.get(type_of(name, protocol), frozenset())}
    own = sorted({*NATIVE_DETAILS, *details} - hidden)
    return (*named, *(Row(pointer=native(f"{DETAILS}.{key}"), document=DOCUMENT, wire=f"{DETAILS}.{key}", form=TEXT)
                      for key in own if "." not in key))  # fmt: skip


def declared_details(attributes: Mapping[str, Value]) -> Mapping[str, Value]:
    """What the spec says under `native.amplify.ProviderDetails`."""
    found: object = attributes
    for token in (*NATIVE.removeprefix("/").split("/"), DETAILS):
        found = found.get(token) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def sendable(live: Mapping[str, object], provider_type: str, *, is_moved: bool) -> dict[str, object]:
    """Live members that may go out again: without what Cognito derives.

    Args:
        is_moved: The issuer changes, so that its old endpoints must not stay.
    """
    left_out = DERIVED.get(provider_type, frozenset()) | (frozenset(_ENDPOINTS) if is_moved else frozenset())
    details = {key: value for key, value in _details(live).items() if key not in left_out}
    return {**live, DETAILS: details}
