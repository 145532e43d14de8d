"""App clients: what an update resets, what is refused, and how lists are echoed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from baasctl.sandbox.amplify.call import Call, Rules, json_of, with_json
from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.exchange import Answer

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


def oauth_and_providers_fit(call: Call) -> None:
    """Providers that are not there, OAuth without an address to return to, and flows that cannot be mixed."""
    sent = call.parameters
    pool = sent["UserPoolId"]
    wanted = [name for name in sent.get("SupportedIdentityProviders") or [] if name != "COGNITO"]
    for name in wanted:
        try:
            call.backend.ask("cognito-idp", "DescribeIdentityProvider", UserPoolId=pool, ProviderName=name)
        except AwsRefusal as problem:
            message = f"The provider {name} does not exist for User Pool {pool}."
            raise AwsRefusal("InvalidParameterException", message) from problem
    flows = set(sent.get("AllowedOAuthFlows") or [])
    if flows & {"code", "implicit"} and not sent.get("CallbackURLs"):
        raise AwsRefusal("InvalidOAuthFlowException", "code and implicit flows require a CallbackURL.")
    if "client_credentials" in flows and flows & {"code", "implicit"}:
        message = "client_credentials flow can not be selected along with code flow or implicit flow."
        raise AwsRefusal("InvalidOAuthFlowException", message)
    if sent.get("AllowedOAuthFlowsUserPoolClient") and bool(flows) != bool(sent.get("AllowedOAuthScopes")):
        message = (
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."
        )
        raise AwsRefusal("InvalidOAuthFlowException", message)
    given = set(sent.get("ExplicitAuthFlows") or [])
    if given & _LEGACY and given - _LEGACY:
        message = "You cannot set both legacy and new values in the ExplicitAuthFlows parameter."
        raise AwsRefusal("InvalidParameterException", message)
    default = sent.get("DefaultRedirectURI")
    if default and default not in (sent.get("CallbackURLs") or []):
        raise AwsRefusal("InvalidParameterException", "DefaultRedirectURI must be in the list of CallbackURLs.")


def reset(call: Call) -> Mapping[str, Any]:
    """What is not sent goes back to its default."""
    return {**RESETS, **call.parameters}


def show(_call: Call, answer: Answer) -> Answer:
    """Lists are sets, echoed in order; what is empty is not there."""
    said = json_of(answer)
    client: dict[str, Any] = said["UserPoolClient"]
    for name in _SETS:
        if name in client:
            client[name] = sorted(client[name])
    empty = {"DefaultRedirectURI", "AnalyticsConfiguration", *_SETS} - {"ExplicitAuthFlows"}
    said["UserPoolClient"] = {name: member for name, member in client.items() if member or name not in empty}
    return with_json(answer, said)


RULES: Final = Rules(
    before={
        "CreateUserPoolClient": (oauth_and_providers_fit,),
        "UpdateUserPoolClient": (oauth_and_providers_fit, reset),
    },
    after=dict.fromkeys(("CreateUserPoolClient", "DescribeUserPoolClient", "UpdateUserPoolClient"), (show,)),
)
