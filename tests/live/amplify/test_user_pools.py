"""Rows of the fidelity table that are our reading of Cognito."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def test_user_pool_client_update_resets(cognito: Any, pool: str) -> None:
    """Members that are left out go back to their defaults."""
    made = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="c", CallbackURLs=["https://example.com"], IdTokenValidity=2
    )["UserPoolClient"]
    after = cognito.update_user_pool_client(UserPoolId=pool, ClientId=made["ClientId"])["UserPoolClient"]

    assert not after.get("CallbackURLs")
    assert "IdTokenValidity" not in after


def test_user_pool_tags_of_aws(cognito: Any, pool: str) -> None:
    """Tags that begin with `aws:` are refused."""
    with pytest.raises(ClientError) as refused:
        cognito.update_user_pool(UserPoolId=pool, UserPoolTags={"aws:x": "y"})

    assert refused.value.response["Error"]["Code"] == "InvalidParameterException"
