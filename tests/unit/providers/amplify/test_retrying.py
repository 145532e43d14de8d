"""What is sent again, and how fast anything is sent at all."""

from __future__ import annotations

import pytest

from baasctl.model.errors import Conflict, Invalid
from baasctl.providers.amplify.clients.rates import Rates, scopes
from baasctl.providers.amplify.clients.retrying import until_free
from baasctl.transport import RateLimits
from tests.unit.providers.amplify.scripted_aws import scripted

BUSY = (409, "ResourceConflictException", "The operation cannot be performed at this time. An update is in progress")
FINE = (200, "", "")


@pytest.mark.parametrize(
    "refusal",
    [
        (
            400,
            "ConcurrentModificationException",
            "Schema is currently being altered, please wait until that is complete.",
        ),
        BUSY,
        (400, "InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda."),
        (400, "InvalidSmsRoleTrustRelationshipException", "Role does not have a trust relationship"),
        (400, "MalformedPolicyDocument", "Invalid principal in policy"),
    ],
    ids=lambda refusal: refusal[1],
)
def test_what_passes_is_sent_again(refusal: tuple[int, str, str]) -> None:
    """The SDK gives these up at once; the user sees once what is waited for."""
    with scripted(refusal, refusal, FINE) as aws:
        aws.client().ask("cognito-idp", "update_user_pool", UserPoolId="a_b")
    assert aws.requests == 3
    assert aws.waits == [0.25, 0.5]
    assert len(aws.said) == 1
    assert aws.said[0].startswith("app `d2abc`: waiting")


def test_what_does_not_pass_is_told_at_once() -> None:
    """A statement of that name, and a value that AWS does not take."""
    taken = (409, "ResourceConflictException", "The statement id (a) provided already exists.")
    with scripted(taken) as aws, pytest.raises(Conflict):
        aws.client().ask("cognito-idp", "update_user_pool", UserPoolId="a_b")
    assert (aws.requests, aws.waits) == (1, [])


def test_a_read_is_not_sent_again() -> None:
    """It waits for nothing."""
    with scripted(BUSY) as aws, pytest.raises(Conflict):
        aws.client().ask("cognito-idp", "describe_user_pool", UserPoolId="a_b")
    assert aws.requests == 1


def test_waiting_ends() -> None:
    """After some 45 seconds the refusal is told; who waits around it does not begin again."""
    with scripted(BUSY) as aws:
        client = aws.client()
        with pytest.raises(Conflict):
            until_free(lambda: client.ask("cognito-idp", "update_user_pool", UserPoolId="a_b"), aws.waits.append)
    assert aws.requests == 26
    assert 40 < sum(aws.waits) < 60


def test_a_wrong_role_is_a_wrong_value_in_the_end() -> None:
    """It is told as AWS says it."""
    wrong = (400, "InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.")
    with scripted(wrong) as aws, pytest.raises(Invalid, match="cannot be assumed"):
        aws.client().ask("cognito-idp", "update_user_pool", UserPoolId="a_b")


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("describe_user_pool", {"cognito pool read": 15}),
        ("update_user_pool", {"cognito pool update": 15}),
        ("describe_user_pool_client", {"cognito client read": 15, "cognito describe_user_pool_client a_b": 5}),
        ("create_user_pool_client", {"cognito client update": 15, "cognito create_user_pool_client a_b": 5}),
        ("describe_identity_provider", {"cognito resource read": 20, "cognito describe_identity_provider a_b": 5}),
        ("update_group", {"cognito resource update": 15, "cognito update_group a_b": 5}),
    ],
)
def test_requests_count_for_the_rates_that_cognito_publishes(operation: str, expected: dict[str, int]) -> None:
    """By category over the account, and by operation and pool."""
    assert dict(scopes("cognito-idp", operation, {"UserPoolId": "a_b"})) == expected


def test_what_aws_does_not_publish_is_not_held_back() -> None:
    """AppSync, IAM, CloudFormation: they say when it is too much."""
    assert list(scopes("appsync", "update_graphql_api", {})) == []
    assert list(scopes("lambda", "get_function", {})) == []
    assert dict(scopes("lambda", "get_policy", {})) == {"lambda control plane": 15}


def test_requests_wait_for_the_slowest_rate() -> None:
    """Six of one operation on one pool take a fifth of a second longer than five."""
    now, waits = [0.0], []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    rates = Rates("key", "eu-west-1", RateLimits(clock=lambda: now[0]))
    for _ in range(6):
        rates.wait("cognito-idp", "describe_identity_provider", {"UserPoolId": "a_b"}, pause)
    assert waits == [pytest.approx(0.2)]
