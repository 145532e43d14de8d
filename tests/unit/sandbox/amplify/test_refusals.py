"""What AWS refuses and MiniStack takes is refused by the sandbox, with AWS's code."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox_fixtures import AmplifyProject

POOL = {"UserPoolId": "{user_pool}"}
CLIENT = {**POOL, "ClientName": "c"}
FUNCTION = {"FunctionName": "f", "Runtime": "nodejs22.x", "Handler": "index.handler", "Code": {"ZipFile": b"x"}}
POLICY = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::{bucket}/*"}]}
PUBLIC = {"Statement": [{**POLICY["Statement"][0], "Principal": "*"}]}
ROLE = "arn:aws:iam::{account}:role/nobody"
REFUSED: list[tuple[str, str, dict[str, Any], str]] = [
    ("cognito-idp", "CreateUserPool", {"PoolName": "p", "MfaConfiguration": "MAYBE"}, "InvalidParameterException"),
    ("cognito-idp", "CreateUserPool", {"PoolName": "x" * 129}, "InvalidParameterException"),
    ("cognito-idp", "CreateUserPool", {"PoolName": "p", "MfaConfiguration": "OPTIONAL"}, "InvalidParameterException"),
    (
        "cognito-idp",
        "CreateUserPool",
        {"PoolName": "p", "AliasAttributes": ["email"], "UsernameAttributes": ["email"]},
        "InvalidParameterException",
    ),
    (
        "cognito-idp",
        "UpdateUserPool",
        {**POOL, "SmsConfiguration": {"SnsCallerArn": ROLE}},
        "InvalidSmsRoleAccessPolicyException",
    ),
    (
        "cognito-idp",
        "UpdateUserPool",
        {**POOL, "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::{account}:role/{auth_role}"}},
        "InvalidSmsRoleTrustRelationshipException",
    ),
    ("cognito-idp", "UpdateUserPool", {**POOL, "UserPoolTags": {"aws:x": "y"}}, "InvalidParameterException"),
    (
        "cognito-idp",
        "CreateUserPoolClient",
        {**CLIENT, "SupportedIdentityProviders": ["Google"]},
        "InvalidParameterException",
    ),
    (
        "cognito-idp",
        "CreateUserPoolClient",
        {**CLIENT, "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"]},
        "InvalidOAuthFlowException",
    ),
    (
        "cognito-idp",
        "CreateUserPoolClient",
        {**CLIENT, "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH"]},
        "InvalidParameterException",
    ),
    (
        "cognito-idp",
        "CreateIdentityProvider",
        {**POOL, "ProviderName": "Google", "ProviderType": "Google", "ProviderDetails": {"client_id": "x"}},
        "InvalidParameterException",
    ),
    ("amplify", "UpdateApp", {"appId": "{app}", "platform": "PHP"}, "BadRequestException"),
    ("lambda", "CreateFunction", {**FUNCTION, "Runtime": "nodejs1", "Role": ROLE}, "InvalidParameterValueException"),
    ("lambda", "CreateFunction", {**FUNCTION, "Role": ROLE}, "InvalidParameterValueException"),
    (
        "lambda",
        "UpdateFunctionConfiguration",
        {"FunctionName": "{function}", "Environment": {"Variables": {"AWS_REGION": "x"}}},
        "InvalidParameterValueException",
    ),
    ("lambda", "UpdateFunctionConfiguration", {"FunctionName": "{function}", "Timeout": 99999}, "ValidationException"),
    ("s3", "PutBucketPolicy", {"Bucket": "{bucket}", "Policy": "{"}, "MalformedPolicy"),
    ("s3", "PutBucketPolicy", {"Bucket": "{bucket}", "Policy": json.dumps(POLICY)}, "MalformedPolicy"),
    ("s3", "PutBucketPolicy", {"Bucket": "{bucket}", "Policy": json.dumps(PUBLIC)}, "AccessDenied"),
    (
        "s3",
        "PutBucketCors",
        {
            "Bucket": "{bucket}",
            "CORSConfiguration": {"CORSRules": [{"AllowedMethods": ["PATCH"], "AllowedOrigins": ["*"]}]},
        },
        "InvalidRequest",
    ),
    ("iam", "UpdateAssumeRolePolicy", {"RoleName": "{auth_role}", "PolicyDocument": "x"}, "MalformedPolicyDocument"),
    (
        "iam",
        "PutRolePolicy",
        {"RoleName": "{auth_role}", "PolicyName": "p", "PolicyDocument": json.dumps(PUBLIC)},
        "MalformedPolicyDocument",
    ),
]


@pytest.mark.parametrize(("service", "operation", "parameters", "code"), REFUSED)
def test_what_aws_refuses_is_refused(
    amplify: AmplifyProject, service: str, operation: str, parameters: dict[str, Any], code: str
) -> None:
    """Before MiniStack sees it."""
    from tests.contract.amplify.preparing import filled_in

    with pytest.raises(ClientError) as refused:
        amplify.ask(service, operation, **filled_in(parameters, amplify))

    assert refused.value.response["Error"]["Code"] == code


def test_all_violations_of_a_model_are_told_at_once(amplify: AmplifyProject) -> None:
    """In AWS's words: value, place, constraint."""
    with pytest.raises(ClientError) as refused:
        amplify.ask("cognito-idp", "CreateUserPool", PoolName="x" * 129, MfaConfiguration="MAYBE")

    message = refused.value.response["Error"]["Message"]
    assert message.startswith("2 validation errors detected: ")
    assert "Value 'MAYBE' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value" in message


def test_a_protected_pool_and_one_with_a_domain_stay(amplify: AmplifyProject) -> None:
    """Protection goes first, then the domain, then the pool."""
    pool = {"UserPoolId": amplify.user_pool}
    amplify.ask("cognito-idp", "UpdateUserPool", **pool, DeletionProtection="ACTIVE")
    amplify.ask("cognito-idp", "CreateUserPoolDomain", **pool, Domain=f"p{amplify.app}")

    for wanted in ("deletion protection", "domain"):
        with pytest.raises(ClientError, match=wanted):
            amplify.ask("cognito-idp", "DeleteUserPool", **pool)
        amplify.ask("cognito-idp", "UpdateUserPool", **pool, DeletionProtection="INACTIVE")
    amplify.ask("cognito-idp", "DeleteUserPoolDomain", **pool, Domain=f"p{amplify.app}")
    amplify.ask("cognito-idp", "DeleteUserPool", **pool)


def test_an_update_of_a_pool_resets_what_the_ledger_says_and_keeps_the_rest(amplify: AmplifyProject) -> None:
    """Left out: triggers, tags and verified attributes are gone, the policy stays."""
    pool = {"UserPoolId": amplify.user_pool}
    amplify.ask("cognito-idp", "UpdateUserPool", **pool, Policies={"PasswordPolicy": {"MinimumLength": 12}},
                AutoVerifiedAttributes=["email"], UserPoolTags={"a": "b"})  # fmt: skip
    amplify.ask("cognito-idp", "UpdateUserPool", **pool, DeletionProtection="INACTIVE")
    after = amplify.ask("cognito-idp", "DescribeUserPool", **pool)["UserPool"]

    assert after["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert not after.get("AutoVerifiedAttributes")
    assert after.get("UserPoolTags", {}) == {}


def test_an_update_of_a_client_resets_all_but_three_members(amplify: AmplifyProject) -> None:
    """Validity of the refresh token, revocation and the session's length stay."""
    client = {"UserPoolId": amplify.user_pool, "ClientId": amplify.user_pool_client}
    amplify.ask("cognito-idp", "UpdateUserPoolClient", **client, RefreshTokenValidity=5, EnableTokenRevocation=False,
                AuthSessionValidity=7, CallbackURLs=["https://b.example", "https://a.example"])  # fmt: skip
    said = amplify.ask("cognito-idp", "DescribeUserPoolClient", **client)["UserPoolClient"]
    amplify.ask("cognito-idp", "UpdateUserPoolClient", **client)
    after = amplify.ask("cognito-idp", "DescribeUserPoolClient", **client)["UserPoolClient"]

    assert said["CallbackURLs"] == ["https://a.example", "https://b.example"]
    assert (after["RefreshTokenValidity"], after["EnableTokenRevocation"], after["AuthSessionValidity"]) == (
        5,
        False,
        7,
    )
    assert "CallbackURLs" not in after


def test_a_new_bucket_is_closed(amplify: AmplifyProject) -> None:
    """Public access is blocked, access lists are off, objects are encrypted."""
    bucket = {"Bucket": f"new-{amplify.app}"}
    amplify.ask("s3", "CreateBucket", **bucket, CreateBucketConfiguration={"LocationConstraint": amplify.region})
    blocks = amplify.ask("s3", "GetPublicAccessBlock", **bucket)["PublicAccessBlockConfiguration"]
    ownership = amplify.ask("s3", "GetBucketOwnershipControls", **bucket)["OwnershipControls"]
    encryption = amplify.ask("s3", "GetBucketEncryption", **bucket)["ServerSideEncryptionConfiguration"]

    assert set(blocks.values()) == {True}
    assert ownership["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert encryption["Rules"][0]["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
