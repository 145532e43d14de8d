"""Identity providers: those that AWS would not make, and what it adds to the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.sandbox.amplify.call import Call, Rules, json_of, with_json
from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.exchange import Answer

_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "Google": ("client_id", "client_secret", "authorize_scopes"),
    "Facebook": ("client_id", "client_secret", "authorize_scopes"),
    "LoginWithAmazon": ("client_id", "client_secret", "authorize_scopes"),
    "SignInWithApple": ("client_id", "team_id", "key_id", "private_key", "authorize_scopes"),
    "OIDC": ("client_id", "attributes_request_method", "oidc_issuer", "authorize_scopes"),
    "SAML": (),
}
_DERIVED: Final[Mapping[str, Mapping[str, str]]] = {
    "Google": {
        "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "oidc_issuer": "https://accounts.google.com",
        "token_request_method": "POST",
        "token_url": "https://www.googleapis.com/oauth2/v4/token",
    },
    "LoginWithAmazon": {
        "attributes_url": "https://api.amazon.com/user/profile",
        "attributes_url_add_attributes": "false",
        "authorize_url": "https://www.amazon.com/ap/oa",
        "token_request_method": "POST",
        "token_url": "https://api.amazon.com/auth/o2/token",
    },
    "SignInWithApple": {
        "attributes_url_add_attributes": "false",
        "authorize_url": "https://appleid.apple.com/auth/authorize",
        "oidc_issuer": "https://appleid.apple.com",
        "token_request_method": "POST",
        "token_url": "https://appleid.apple.com/auth/token",
    },
    "Facebook": {
        "attributes_url": "https://graph.facebook.com/v17.0/me?fields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": "https://www.facebook.com/v17.0/dialog/oauth",
        "token_request_method": "GET",
        "token_url": "https://graph.facebook.com/v17.0/oauth/access_token",
    },
    "OIDC": {"attributes_url_add_attributes": "false"},
    "SAML": {"ActiveEncryptionCertificate": "MIIC", "SSORedirectBindingURI": "https://idp.example.com/sso"},
}
"""What Cognito adds to the details of a provider (botocore, DescribeIdentityProvider; recorded by cdk-real-drift)."""


def details_are_complete(call: Call) -> None:
    """Details that the type needs and does not get."""
    kind = str(call.parameters["ProviderType"])
    details = call.parameters.get("ProviderDetails") or {}
    missing = [name for name in _NEEDED.get(kind, ()) if not details.get(name)]
    if missing:
        raise AwsRefusal("InvalidParameterException", f"{missing[0]} is required for {kind} identity providers.")
    if kind == "SAML" and not {"MetadataURL", "MetadataFile"} & details.keys():
        raise AwsRefusal("InvalidParameterException", "Either MetadataURL or MetadataFile must be provided.")


def show_provider(call: Call, answer: Answer) -> Answer:
    """Details that Cognito derives, the claim that it maps itself, and no private key."""
    del call
    value = json_of(answer)
    provider = value["IdentityProvider"]
    details = {**_DERIVED.get(provider["ProviderType"], {}), **provider.get("ProviderDetails", {})}
    provider["ProviderDetails"] = {name: text for name, text in details.items() if name != "private_key"}
    if provider["ProviderType"] not in ("SAML", "OIDC"):
        provider["AttributeMapping"] = {"username": "sub", **provider.get("AttributeMapping", {})}
    return with_json(answer, value)


RULES: Final = Rules(
    before={"CreateIdentityProvider": (details_are_complete,)},
    after={"DescribeIdentityProvider": (show_provider,)},
)
