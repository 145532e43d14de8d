"""AWS requests go through the sandbox's one port to the account that signed them."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from baasctl.sandbox.faults import Fault
from tests.aws_clients import boto3_client
from tests.sandbox_fixtures import AmplifyProject

READS = [
    ("cognito-idp", "DescribeUserPool", {"UserPoolId": "{user_pool}"}, "UserPool"),
    ("cognito-identity", "GetIdentityPoolRoles", {"IdentityPoolId": "{identity_pool}"}, "Roles"),
    ("appsync", "GetGraphqlApi", {"apiId": "{api}"}, "graphqlApi"),
    ("lambda", "GetFunction", {"FunctionName": "{function}"}, "Configuration"),
    ("s3", "GetBucketPolicy", {"Bucket": "{bucket}"}, "Policy"),
    ("iam", "GetRolePolicy", {"RoleName": "{auth_role}", "PolicyName": "storageAccess"}, "PolicyDocument"),
    ("dynamodb", "DescribeTable", {"TableName": "{table}"}, "Table"),
    ("sts", "GetCallerIdentity", {}, "Account"),
]


@pytest.mark.parametrize(("service", "operation", "parameters", "member"), READS, ids=[each[0] for each in READS])
def test_every_service_answers_and_is_logged_by_its_operation(
    amplify: AmplifyProject, service: str, operation: str, parameters: dict[str, str], member: str
) -> None:
    """A read of each protocol gets through, and the log names service, operation and account."""
    ids = amplify.project.resources()
    asked = {name: text.format(**ids) for name, text in parameters.items()}

    assert amplify.ask(service, operation, **asked)[member]
    assert amplify.calls() == [f"{service} {operation}"]


@pytest.mark.parametrize("service", ["cognito-idp", "appsync", "iam", "s3", "sts", "amplify"])
def test_an_unknown_access_key_is_refused_in_the_protocol_of_the_service(amplify: AmplifyProject, service: str) -> None:
    """boto3 reads the code of the refusal, whichever protocol the service speaks."""
    stranger = boto3_client(service, amplify.url, "AKIASOMEBODY", amplify.region)
    asks = {
        "cognito-idp": "list_user_pools",
        "appsync": "list_graphql_apis",
        "iam": "list_roles",
        "s3": "list_buckets",
        "sts": "get_caller_identity",
        "amplify": "list_apps",
    }
    more = {"MaxResults": 1} if service == "cognito-idp" else {}
    codes = {"iam": "InvalidClientTokenId", "sts": "InvalidClientTokenId", "s3": "InvalidAccessKeyId"}

    with pytest.raises(ClientError) as refused:
        getattr(stranger, asks[service])(**more)

    assert refused.value.response["Error"]["Code"] == codes.get(service, "UnrecognizedClientException")


@pytest.mark.parametrize(
    ("service", "code"),
    [
        ("cognito-idp", "TooManyRequestsException"),
        ("iam", "Throttling"),
        ("s3", "SlowDown"),
        ("lambda", "TooManyRequestsException"),
    ],
)
def test_throttling_speaks_the_language_of_the_service(amplify: AmplifyProject, service: str, code: str) -> None:
    """A fault with status 429 is the service's own throttling error."""
    amplify.sandbox.faults.add(Fault(path=f"^/aws/{service}/", status=429))
    ask = {"cognito-idp": "list_user_pools", "iam": "list_roles", "s3": "list_buckets", "lambda": "list_functions"}
    more = {"MaxResults": 1} if service == "cognito-idp" else {}

    with pytest.raises(ClientError) as refused:
        getattr(amplify.client(service), ask[service])(**more)

    assert refused.value.response["Error"]["Code"] == code


def test_accounts_do_not_see_each_other(amplify: AmplifyProject) -> None:
    """A pool of one account is unknown to another."""
    other = amplify.another()

    with pytest.raises(ClientError) as refused:
        other.ask("cognito-idp", "DescribeUserPool", UserPoolId=amplify.user_pool)

    assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"
