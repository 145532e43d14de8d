"""What MiniStack leaves out or does otherwise for groups, app clients and identity providers of a user pool."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from baasctl.sandbox.amplify.call import Call, Rules, json_of, with_json
from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.exchange import Answer

_SERVICE: Final = "cognito-idp"
_ROTATION: Final = "RefreshTokenRotation"
_ANALYTICS: Final = "AnalyticsConfiguration"
_SECRET: Final = "ClientSecret"  # noqa: S105 - the name of a member
_HIDING: Final = "ExternalId"
_MARK: Final = "rotation "
_SETS: Final = (
    *("AllowedOAuthFlows", "AllowedOAuthScopes", "CallbackURLs", "LogoutURLs", "ExplicitAuthFlows"),
    *("SupportedIdentityProviders", "ReadAttributes", "WriteAttributes"),
)
_RESET: Final[Mapping[str, Any]] = {
    **dict.fromkeys(_SETS, ()),
    "AllowedOAuthFlowsUserPoolClient": False,
    "PreventUserExistenceErrors": "LEGACY",
    "EnablePropagateAdditionalUserContextData": False,
    "DefaultRedirectURI": "",
    "TokenValidityUnits": {},
    _ANALYTICS: {},
}
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


def keep_rotation(call: Call) -> Mapping[str, Any]:
    """Keep rotation of refresh tokens and a secret of one's own in a text that MiniStack does not look into."""
    kept = {name: call.parameters[name] for name in (_ROTATION, _SECRET) if call.parameters.get(name) is not None}
    if call.operation == "UpdateUserPoolClient":
        asked = {name: call.parameters[name] for name in ("UserPoolId", "ClientId")}
        live = call.backend.ask(_SERVICE, "DescribeUserPoolClient", **asked)["UserPoolClient"]
        text = str((live.get(_ANALYTICS) or {}).get(_HIDING) or "")
        secret = json.loads(text.removeprefix(_MARK)).get(_SECRET) if text.startswith(_MARK) else None
        kept |= {_SECRET: secret} if secret else {}
    if not kept:
        return call.parameters
    analytics = dict(call.parameters.get(_ANALYTICS) or {})
    hidden = json.dumps({**kept, "own": analytics.get(_HIDING)})
    sent = {name: value for name, value in call.parameters.items() if name not in (_ROTATION, _SECRET)}
    return {**sent, _ANALYTICS: {**analytics, _HIDING: f"{_MARK}{hidden}"}}


def show_client(call: Call, answer: Answer) -> Answer:
    """Sets sorted, rotation where AWS has it, and no member that nobody set."""
    del call
    value = json_of(answer)
    client = value["UserPoolClient"]
    for name in _SETS:
        client[name] = sorted(client.get(name) or [])
    analytics = client.pop(_ANALYTICS, None) or {}
    text = str(analytics.get(_HIDING) or "")
    if text.startswith(_MARK):
        hidden = json.loads(text.removeprefix(_MARK))
        analytics = {**analytics, _HIDING: hidden.pop("own")}
        analytics = {name: each for name, each in analytics.items() if each is not None}
        client |= hidden
    if analytics:
        client[_ANALYTICS] = analytics
    if not client.get("DefaultRedirectURI"):
        client.pop("DefaultRedirectURI", None)
    return with_json(answer, value)


def refuse_client(call: Call) -> None:
    """What Cognito refuses of an app client."""
    asked = call.parameters
    flows = asked.get("AllowedOAuthFlows") or []
    if asked.get("AllowedOAuthFlowsUserPoolClient") and not (flows and asked.get("AllowedOAuthScopes")):
        raise AwsRefusal(
            "InvalidParameterException",
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
        )
    if {"code", "implicit"} & set(flows) and not asked.get("CallbackURLs"):
        raise AwsRefusal(
            "InvalidOAuthFlowException",
            "code flow and implicit flow can not be selected if client does not have callback url",
        )
    if "client_credentials" in flows and len(flows) > 1:
        raise AwsRefusal(
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        )
    names = set(asked.get("SupportedIdentityProviders") or []) - {"COGNITO"}
    if names:
        known = call.backend.ask(_SERVICE, "ListIdentityProviders", UserPoolId=asked["UserPoolId"], MaxResults=60)
        for name in sorted(names - {each["ProviderName"] for each in known["Providers"]}):
            raise AwsRefusal(
                "InvalidParameterException", f"The provider {name} does not exist for User Pool {asked['UserPoolId']}."
            )


def reset_client(call: Call) -> Mapping[str, Any]:
    """What an update leaves out is reset, but for what was observed to be kept (research/amplify.md §2.2)."""
    return {**_RESET, **call.parameters}


def refuse_provider(call: Call) -> None:
    """A new provider needs its details."""
    details = call.parameters.get("ProviderDetails") or {}
    needed = {"SAML": (), "SignInWithApple": ("client_id", "team_id", "key_id", "private_key")}.get(
        call.parameters["ProviderType"], ("client_id", "client_secret")
    )
    for name in (*needed, *(() if call.parameters["ProviderType"] == "SAML" else ("authorize_scopes",))):
        if not details.get(name):
            raise AwsRefusal("InvalidParameterException", f"Missing required key in ProviderDetails: {name}")


def _plain(value: object) -> object:
    return value.timestamp() if isinstance(value, datetime) else value


def _shown(group: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: _plain(value) for name, value in group.items() if value != ""}
    if found.get("Precedence") == _LAST:
        del found["Precedence"]
    return found


RULES: Final = Rules(
    before={
        "CreateGroup": (keep_no_precedence,),
        "CreateUserPoolClient": (refuse_client, keep_rotation),
        "UpdateUserPoolClient": (refuse_client, reset_client, keep_rotation),
        "CreateIdentityProvider": (refuse_provider,),
    },
    own={"UpdateGroup": update_group},
    after={
        **dict.fromkeys(("CreateGroup", "GetGroup", "ListGroups", "AdminListGroupsForUser"), (show_group,)),
        **dict.fromkeys(("CreateUserPoolClient", "DescribeUserPoolClient", "UpdateUserPoolClient"), (show_client,)),
        "DescribeIdentityProvider": (show_provider,),
    },
)
