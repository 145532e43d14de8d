"""Identity providers that AWS would not make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.sandbox.amplify.call import Call, Rules
from baasctl.sandbox.amplify.refusals import AwsRefusal

_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "Google": ("client_id", "client_secret", "authorize_scopes"),
    "Facebook": ("client_id", "client_secret", "authorize_scopes"),
    "LoginWithAmazon": ("client_id", "client_secret", "authorize_scopes"),
    "SignInWithApple": ("client_id", "team_id", "key_id", "private_key", "authorize_scopes"),
    "OIDC": ("client_id", "attributes_request_method", "oidc_issuer", "authorize_scopes"),
    "SAML": (),
}


def details_are_complete(call: Call) -> None:
    """Details that the type needs and does not get."""
    kind = str(call.parameters["ProviderType"])
    details = call.parameters.get("ProviderDetails") or {}
    missing = [name for name in _NEEDED.get(kind, ()) if not details.get(name)]
    if missing:
        raise AwsRefusal("InvalidParameterException", f"{missing[0]} is required for {kind} identity providers.")
    if kind == "SAML" and not {"MetadataURL", "MetadataFile"} & details.keys():
        raise AwsRefusal("InvalidParameterException", "Either MetadataURL or MetadataFile must be provided.")


RULES: Final = Rules(before={"CreateIdentityProvider": (details_are_complete,)})
