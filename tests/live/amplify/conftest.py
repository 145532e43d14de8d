"""One real AWS account, by boto3's own credentials, in the region of `BAASCTL_LIVE_AWS_REGION`.

Each test makes a pool or an API of its own and removes it; nothing else of the account is touched, nothing costs money.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

NEEDED = ("BAASCTL_LIVE_AWS_REGION",)


@contextmanager
def aws_client(service: str) -> Iterator[Any]:
    """A boto3 client; skips when the environment names no region."""
    if missing := [name for name in NEEDED if not os.environ.get(name)]:
        pytest.skip(f"needs an AWS account: {', '.join(missing)} not set")
    import boto3

    client = boto3.client(service, region_name=os.environ["BAASCTL_LIVE_AWS_REGION"])
    yield client
    client.close()


@pytest.fixture(scope="session")
def cognito() -> Iterator[Any]:
    """User pools."""
    with aws_client("cognito-idp") as client:
        yield client


@pytest.fixture
def pool(cognito: Any) -> Iterator[str]:
    """A new user pool."""
    made = cognito.create_user_pool(PoolName="baasctl-live-test")["UserPool"]["Id"]
    yield made
    cognito.delete_user_pool(UserPoolId=made)
