"""User pools that AWS would not make, change or delete, and what it says of one that was told little."""

from __future__ import annotations

from typing import Any, Final

from baasctl.sandbox.amplify.call import Call, Rules, json_of, with_json
from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.exchange import Answer

_SERVICE: Final = "cognito-idp"
_RECOVERY: Final = [{"Priority": 1, "Name": "verified_email"}, {"Priority": 2, "Name": "verified_phone_number"}]


def names_are_of_one_sort(call: Call) -> None:
    """A user name is an alias, or it is the attribute itself."""
    if call.parameters.get("AliasAttributes") and call.parameters.get("UsernameAttributes"):
        raise _invalid("Only one of the aliasAttributes or usernameAttributes can be set in a user pool.")


def tags_are_not_of_aws(call: Call) -> None:
    """Tags that begin with `aws:` are AWS's own."""
    if any(key.startswith("aws:") for key in call.parameters.get("UserPoolTags") or {}):
        raise _invalid("aws: prefixed tag key names are not allowed for external use.")


def mfa_has_a_factor(call: Call) -> None:
    """OPTIONAL and ON need something to ask for."""
    sent = call.parameters
    if sent.get("MfaConfiguration") not in {"ON", "OPTIONAL"} or sent.get("SmsConfiguration"):
        return
    if pool := sent.get("UserPoolId"):
        factors = call.backend.ask(_SERVICE, "GetUserPoolMfaConfig", UserPoolId=pool)
        if any(name in factors for name in ("SmsMfaConfiguration", "EmailMfaConfiguration")):
            return
        if (factors.get("SoftwareTokenMfaConfiguration") or {}).get("Enabled"):
            return
    raise _invalid(
        "SMS configuration and Auto verification for phone_number are required when MFA is required/optional"
    )


def role_sends_messages(call: Call) -> None:
    """The role for text messages is there, and Cognito may take it on."""
    caller = (call.parameters.get("SmsConfiguration") or {}).get("SnsCallerArn")
    if not caller:
        return
    try:
        role = call.backend.ask("iam", "GetRole", RoleName=str(caller).rpartition("/")[2])["Role"]
    except AwsRefusal as problem:
        message = "Role does not have permission to publish with SNS"
        raise AwsRefusal("InvalidSmsRoleAccessPolicyException", message) from problem
    if "cognito-idp.amazonaws.com" not in str(role.get("AssumeRolePolicyDocument")):
        message = "Role does not have a trust relationship allowing Cognito to assume the role"
        raise AwsRefusal("InvalidSmsRoleTrustRelationshipException", message)


def pool_may_go(call: Call) -> None:
    """A protected pool and one with a domain stay."""
    pool = call.backend.ask(_SERVICE, "DescribeUserPool", UserPoolId=call.parameters["UserPoolId"])["UserPool"]
    if pool.get("DeletionProtection") == "ACTIVE":
        raise _invalid(
            "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be"
            " inactivated first."
        )
    if pool.get("Domain") or pool.get("CustomDomain"):
        raise _invalid("User pool cannot be deleted. It has a domain configured that should be deleted first.")


def show_defaults(_call: Call, answer: Answer) -> Answer:
    """What a pool that was told nothing recovers accounts and confirms addresses with."""
    said = json_of(answer)
    pool: dict[str, Any] = said["UserPool"]
    pool["AccountRecoverySetting"] = pool.get("AccountRecoverySetting") or {"RecoveryMechanisms": _RECOVERY}
    template = pool.get("VerificationMessageTemplate") or {}
    pool["VerificationMessageTemplate"] = {"DefaultEmailOption": "CONFIRM_WITH_CODE", **template}
    return with_json(answer, said)


def _invalid(message: str) -> AwsRefusal:
    return AwsRefusal("InvalidParameterException", message)


RULES: Final = Rules(
    before={
        "CreateUserPool": (names_are_of_one_sort, tags_are_not_of_aws, mfa_has_a_factor, role_sends_messages),
        "UpdateUserPool": (mfa_has_a_factor, role_sends_messages),
        "DeleteUserPool": (pool_may_go,),
    },
    after=dict.fromkeys(("CreateUserPool", "DescribeUserPool"), (show_defaults,)),
)
