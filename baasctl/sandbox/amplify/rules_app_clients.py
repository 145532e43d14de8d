"""App clients: what an update resets, what is refused, and how lists are echoed."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
_SHOWN_EMPTY: Final = "ExplicitAuthFlows"
RESETS: Final[Mapping[str, Any]] = {
    "AccessTokenValidity": None,
    "IdTokenValidity": None,
    "TokenValidityUnits": {},
    "ReadAttributes": [],
    "WriteAttributes": [],
    "ExplicitAuthFlows": [],
    "SupportedIdentityProviders": [],
    "CallbackURLs": [],
    "LogoutURLs": [],
    "DefaultRedirectURI": "",
    "AllowedOAuthFlows": [],
    "AllowedOAuthScopes": [],
    "AllowedOAuthFlowsUserPoolClient": False,
    "AnalyticsConfiguration": None,
    "PreventUserExistenceErrors": "LEGACY",
    "EnablePropagateAdditionalUserContextData": False,
    "RefreshTokenRotation": None,
}
"""Documented; `RefreshTokenValidity`, `EnableTokenRevocation` and `AuthSessionValidity` are seen to stay."""
_SETS: Final = (
    "CallbackURLs", "LogoutURLs", "AllowedOAuthFlows", "AllowedOAuthScopes", "ExplicitAuthFlows", "ReadAttributes",
    "WriteAttributes", "SupportedIdentityProviders",
)  # fmt: skip
_LEGACY: Final = frozenset({"ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"})


def refuse(call: Call) -> None:
    """Providers that are not there, OAuth without an address to return to, and flows that cannot be mixed."""
    sent = call.parameters
    flows = set(sent.get("AllowedOAuthFlows") or [])
    if sent.get("AllowedOAuthFlowsUserPoolClient") and not (flows and sent.get("AllowedOAuthScopes")):
        raise AwsRefusal(
            "InvalidParameterException",
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
        )
    if flows & {"code", "implicit"} and not sent.get("CallbackURLs"):
        raise AwsRefusal(
            "InvalidOAuthFlowException",
            "code flow and implicit flow can not be selected if client does not have callback url",
        )
    if "client_credentials" in flows and len(flows) > 1:
        message = "client_credentials flow can not be selected along with code flow or implicit flow."
        raise AwsRefusal("InvalidOAuthFlowException", message)
    given = set(sent.get("ExplicitAuthFlows") or [])
    if given & _LEGACY and given - _LEGACY:
        message = "You cannot set both legacy and new values in the ExplicitAuthFlows parameter."
        raise AwsRefusal("InvalidParameterException", message)
    default = sent.get("DefaultRedirectURI")
    if default and default not in (sent.get("CallbackURLs") or []):
        raise AwsRefusal("InvalidParameterException", "DefaultRedirectURI must be in the list of CallbackURLs.")
    _refuse_unknown_providers(call)


def _refuse_unknown_providers(call: Call) -> None:
    pool = call.parameters["UserPoolId"]
    names = set(call.parameters.get("SupportedIdentityProviders") or []) - {"COGNITO"}
    if not names:
        return
    known = call.backend.ask(_SERVICE, "ListIdentityProviders", UserPoolId=pool, MaxResults=60)
    for name in sorted(names - {each["ProviderName"] for each in known["Providers"]}):
        raise AwsRefusal("InvalidParameterException", f"The provider {name} does not exist for User Pool {pool}.")


def reset(call: Call) -> Mapping[str, Any]:
    """What is not sent goes back to its default (research/amplify.md §2.2)."""
    return {**RESETS, **call.parameters}


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


def show(_call: Call, answer: Answer) -> Answer:
    """Lists are sets, echoed in order; rotation and a secret where AWS has them; what is empty is not there."""
    said = json_of(answer)
    client: dict[str, Any] = said["UserPoolClient"]
    client |= {name: sorted(client.get(name) or []) for name in _SETS}
    analytics = client.pop(_ANALYTICS, None) or {}
    text = str(analytics.get(_HIDING) or "")
    if text.startswith(_MARK):
        hidden = json.loads(text.removeprefix(_MARK))
        analytics = {**analytics, _HIDING: hidden.pop("own")}
        client |= hidden
    client[_ANALYTICS] = {name: each for name, each in analytics.items() if each is not None}
    empty = {"DefaultRedirectURI", _ANALYTICS, *_SETS} - {_SHOWN_EMPTY}
    said["UserPoolClient"] = {name: member for name, member in client.items() if member or name not in empty}
    return with_json(answer, said)


RULES: Final = Rules(
    before={
        "CreateUserPoolClient": (refuse, keep_rotation),
        "UpdateUserPoolClient": (refuse, reset, keep_rotation),
    },
    after=dict.fromkeys(("CreateUserPoolClient", "DescribeUserPoolClient", "UpdateUserPoolClient"), (show,)),
)
