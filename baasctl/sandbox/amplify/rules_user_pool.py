"""What AWS resets, mirrors and refuses of a user pool, where MiniStack merges and takes anything.

research/amplify.md §2.1: the ledger of `UpdateUserPool` (go-to-k/cdkd, aws/aws-cli #3302 and #6839) and the refusals of
`SetUserPoolMfaConfig` that cdkd measured in 2026-08.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from baasctl.sandbox.amplify.call import Call, Rules, json_of, with_json
from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.exchange import Answer

_SERVICE: Final = "cognito-idp"
_RESET: Final[Mapping[str, object]] = {"AutoVerifiedAttributes": [], "LambdaConfig": {}, "UserPoolTags": {}}
"""Members that go when an update leaves them out; the others stay."""
_FLAGS: Final = ("RequireLowercase", "RequireNumbers", "RequireSymbols", "RequireUppercase")
_MIRRORS: Final = {
    "EmailVerificationMessage": "EmailMessage",
    "EmailVerificationSubject": "EmailSubject",
    "SmsVerificationMessage": "SmsMessage",
}
_KEPT_HERE: Final = ("IssuerConfiguration", "KeyConfiguration", "PoolName")
"""Members of an update that MiniStack does not keep."""
_FACTORS: Final = ("EmailMfaConfiguration", "SmsMfaConfiguration", "SoftwareTokenMfaConfiguration")
_STORE: Final = "user_pool"


def update_pool(call: Call) -> Mapping[str, Any]:
    """What is left out of an update is reset or kept, member by member."""
    asked = dict(call.parameters)
    policy = asked.get("Policies", {}).get("PasswordPolicy")
    days = asked.get("AdminCreateUserConfig", {}).get("UnusedAccountValidityDays")
    if policy is not None:
        if days is not None and "TemporaryPasswordValidityDays" in policy:
            raise _invalid(
                "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays"
            )
        policy = {**dict.fromkeys(_FLAGS, False), "TemporaryPasswordValidityDays": 7, **policy}
        asked["Policies"] = {**asked["Policies"], "PasswordPolicy": policy}
    _check_triggers(asked.get("LambdaConfig", {}))
    if any(str(name).startswith("aws:") for name in asked.get("UserPoolTags", {})):
        raise _invalid("aws: prefixed tag key names are not allowed for external use.")
    now = _pool(call)
    if "Policies" in asked:
        asked["Policies"] = {**now.get("Policies", {}), **asked["Policies"]}
    factors = asked.get("Policies", now.get("Policies", {})).get("SignInPolicy", {}).get("AllowedFirstAuthFactors", [])
    _check_codes(str(asked.get("MfaConfiguration") or now.get("MfaConfiguration") or "OFF"), factors)
    if "VerificationMessageTemplate" in asked:
        template = asked["VerificationMessageTemplate"]
        asked.update({mirror: template.get(member, "") for mirror, member in _MIRRORS.items()})
    kept: dict[str, Any] = {name: asked[name] for name in _KEPT_HERE if name in asked}
    if kept:
        _keep(call, kept)
    return {**_RESET, **asked}


def show_pool(call: Call, answer: Answer) -> Answer:
    """Mirrors, defaults, and what MiniStack does not keep."""
    value = json_of(answer)
    pool = value["UserPool"]
    kept = dict(_kept(call))
    if "PoolName" in kept:
        pool["Name"] = kept.pop("PoolName")
    pool.update({name: member for name, member in kept.items() if name in _KEPT_HERE})
    pool.setdefault("KeyConfiguration", {"KeyType": "AWS_OWNED_KEY"})
    pool.setdefault("IssuerConfiguration", {"Type": "ORIGINAL"})
    policies = pool.setdefault("Policies", {})
    policies.setdefault("SignInPolicy", {"AllowedFirstAuthFactors": ["PASSWORD"]})
    days = policies.get("PasswordPolicy", {}).get("TemporaryPasswordValidityDays", 7)
    pool.setdefault("AdminCreateUserConfig", {})["UnusedAccountValidityDays"] = days
    value["UserPool"] = {name: member for name, member in pool.items() if member not in ("", None)}
    return with_json(answer, value)


def set_mfa(call: Call) -> Mapping[str, Any]:
    """The whole of second factors: what is left out is gone."""
    asked = dict(call.parameters)
    mode = str(asked.setdefault("MfaConfiguration", "OFF"))
    named = [name for name in _FACTORS if name in asked]
    if mode == "OFF" and named:
        raise _invalid("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.")
    if mode != "OFF" and not [name for name in named if asked[name] != {"Enabled": False}]:
        raise _invalid("Invalid MFA configuration given, at least one MFA factor must be configured.")
    pool = _pool(call)
    factors = pool.get("Policies", {}).get("SignInPolicy", {}).get("AllowedFirstAuthFactors", [])
    _check_codes(mode, factors)
    satisfied = asked.get("WebAuthnConfiguration", {}).get("FactorConfiguration")
    if mode == "ON" and "WEB_AUTHN" in factors and satisfied != "MULTI_FACTOR_WITH_USER_VERIFICATION":
        raise _invalid("WebAuthn as a single factor is not supported when MFA is required.")
    account = pool.get("EmailConfiguration", {}).get("EmailSendingAccount")
    if "EmailMfaConfiguration" in asked and account != "DEVELOPER":
        raise _invalid("Email MFA requires the EmailSendingAccount to be DEVELOPER.")
    return {**{name: {} for name in (*_FACTORS, "WebAuthnConfiguration")}, **asked}


def set_risk(call: Call) -> Mapping[str, Any]:
    """Threat protection of the pool or of one client, replaced whole."""
    if _pool(call).get("UserPoolTier") != "PLUS":
        raise AwsRefusal("UserPoolAddOnNotEnabledException", "Threat protection is not enabled for this user pool.")
    given = {name: value for name, value in call.parameters.items() if name not in ("UserPoolId", "ClientId")}
    client = {"ClientId": call.parameters["ClientId"]} if given and "ClientId" in call.parameters else {}
    _keep(call, {f"risk {call.parameters.get('ClientId', '')}": {**given, **client}})
    return {"RiskConfiguration": {**call.parameters}}


def describe_risk(call: Call) -> Mapping[str, Any]:
    """As it was set; the pool's where a client has none of its own."""
    kept = _kept(call)
    found = kept.get(f"risk {call.parameters.get('ClientId', '')}") or kept.get("risk ") or {}
    return {"RiskConfiguration": {"UserPoolId": call.parameters["UserPoolId"], **found}}


def set_logs(call: Call) -> Mapping[str, Any]:
    """Where logs go, replaced whole."""
    _pool(call)
    _keep(call, {"logs": call.parameters["LogConfigurations"]})
    return describe_logs(call)


def describe_logs(call: Call) -> Mapping[str, Any]:
    """As it was set."""
    pool = _pool(call)["Id"]
    return {"LogDeliveryConfiguration": {"UserPoolId": pool, "LogConfigurations": _kept(call).get("logs", [])}}


def _check_triggers(triggers: Mapping[str, Any]) -> None:
    config = triggers.get("PreTokenGenerationConfig")
    if config and triggers.get("PreTokenGeneration", config["LambdaArn"]) != config["LambdaArn"]:
        raise _invalid("PreTokenGeneration and PreTokenGenerationConfig have different function ARNs.")


def _check_codes(mode: str, factors: list[str]) -> None:
    if mode == "ON" and {"EMAIL_OTP", "SMS_OTP"} & set(factors):
        raise _invalid("EMAIL_OTP and SMS_OTP are not supported as first factors when MFA is required.")


def _pool(call: Call) -> dict[str, Any]:
    found: dict[str, Any] = call.backend.ask(_SERVICE, "DescribeUserPool", UserPoolId=call.parameters["UserPoolId"])[
        "UserPool"
    ]
    return found


def _kept(call: Call) -> Mapping[str, Any]:
    found = call.project.settings(_STORE).get(str(call.parameters["UserPoolId"]))
    return found if isinstance(found, dict) else {}


def _keep(call: Call, members: Mapping[str, Any]) -> None:
    pool = str(call.parameters["UserPoolId"])
    call.project.store(_STORE, {**call.project.settings(_STORE), pool: {**_kept(call), **members}})


def _invalid(message: str) -> AwsRefusal:
    return AwsRefusal("InvalidParameterException", message)


RULES: Final = Rules(
    before={"UpdateUserPool": (update_pool,), "SetUserPoolMfaConfig": (set_mfa,)},
    after={"DescribeUserPool": (show_pool,)},
    own={
        "SetRiskConfiguration": set_risk,
        "DescribeRiskConfiguration": describe_risk,
        "SetLogDeliveryConfiguration": set_logs,
        "GetLogDeliveryConfiguration": describe_logs,
    },
)
