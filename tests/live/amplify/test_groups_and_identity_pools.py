"""Rows of the fidelity table that are our reading of groups and identity pools."""

from __future__ import annotations

from typing import Any

from tests.live.amplify.conftest import aws_client


def test_user_pool_group_update_resets(cognito: Any, pool: str) -> None:
    """Members that are left out go; a group without precedence shows none."""
    cognito.create_group(UserPoolId=pool, GroupName="g", Description="d", Precedence=3)
    after = cognito.update_group(UserPoolId=pool, GroupName="g")["Group"]

    assert not after.get("Description")
    assert "Precedence" not in after


def test_identity_pool_update_resets() -> None:
    """Providers that are left out go; the classic flow stays."""
    with aws_client("cognito-identity") as identity:
        made = identity.create_identity_pool(
            IdentityPoolName="baasctl_live_test",
            AllowUnauthenticatedIdentities=False,
            AllowClassicFlow=True,
            SupportedLoginProviders={"graph.facebook.com": "1234567890"},
        )
        pool = made["IdentityPoolId"]
        try:
            after = identity.update_identity_pool(
                IdentityPoolId=pool, IdentityPoolName="baasctl_live_test", AllowUnauthenticatedIdentities=False
            )
        finally:
            identity.delete_identity_pool(IdentityPoolId=pool)

    assert not after.get("SupportedLoginProviders")
    assert after.get("AllowClassicFlow") is True
