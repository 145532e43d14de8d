"""What MiniStack leaves out or does otherwise for groups, app clients and identity providers of a user pool."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from baasctl.sandbox.amplify.call import Call, Rules, json_of, with_json
from baasctl.sandbox.exchange import Answer

_SERVICE: Final = "cognito-idp"
_LAST: Final = 2**31 - 1
"""Precedence that MiniStack keeps for a group without one: it would make it 0, which comes first."""
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


def keep_no_precedence(call: Call) -> Mapping[str, Any]:
    """A group without precedence comes last."""
    return {"Precedence": _LAST, **call.parameters}


def update_group(call: Call) -> Mapping[str, Any]:
    """Replace a group's settings; its members stay. What is left out is reset, which nobody has measured."""
    asked = {name: call.parameters[name] for name in ("UserPoolId", "GroupName")}
    call.backend.ask(_SERVICE, "GetGroup", **asked)
    users = call.backend.ask(_SERVICE, "ListUsersInGroup", **asked).get("Users", [])
    call.backend.ask(_SERVICE, "DeleteGroup", **asked)
    made = call.backend.ask(_SERVICE, "CreateGroup", **{"Precedence": _LAST, **call.parameters})
    for user in users:
        call.backend.ask(_SERVICE, "AdminAddUserToGroup", Username=user["Username"], **asked)
    return {"Group": _shown(made["Group"])}


def show_group(call: Call, answer: Answer) -> Answer:
    """Groups without what nobody set."""
    del call
    value = json_of(answer)
    if "Group" in value:
        value["Group"] = _shown(value["Group"])
    if "Groups" in value:
        value["Groups"] = [_shown(group) for group in value["Groups"]]
    return with_json(answer, value)


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


def _plain(value: object) -> object:
    return value.timestamp() if isinstance(value, datetime) else value


def _shown(group: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: _plain(value) for name, value in group.items() if value != ""}
    if found.get("Precedence") == _LAST:
        del found["Precedence"]
    return found


RULES: Final = Rules(
    before={"CreateGroup": (keep_no_precedence,)},
    own={"UpdateGroup": update_group},
    after={
        **dict.fromkeys(("CreateGroup", "GetGroup", "ListGroups", "AdminListGroupsForUser"), (show_group,)),
        "DescribeIdentityProvider": (show_provider,),
    },
)
