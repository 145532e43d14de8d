"""The identity pool of an app (`cognito-identity`): one method an operation. Every function raises `ProviderError`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from baasctl.model.errors import NotFound
from baasctl.providers.amplify.clients.aws import AwsApis

SERVICE: Final = "cognito-identity"
Members: TypeAlias = dict[str, object]


def pool(aws: AwsApis, pool_id: str) -> Members:
    """The pool without its roles."""
    return _ask(aws, "describe_identity_pool", pool_id)


def update(aws: AwsApis, pool_id: str, members: Mapping[str, object]) -> None:
    """Replace the pool's settings: what is left out is reset."""
    _ask(aws, "update_identity_pool", pool_id, **members)


def roles(aws: AwsApis, pool_id: str) -> Members:
    """Roles and role mappings."""
    found = _ask(aws, "get_identity_pool_roles", pool_id)
    return {name: found.get(name) or {} for name in ("Roles", "RoleMappings")}


def set_roles(aws: AwsApis, pool_id: str, roles: Mapping[str, object]) -> None:
    """Replace roles and role mappings together."""
    _ask(aws, "set_identity_pool_roles", pool_id, **roles)


def principal_tags(aws: AwsApis, pool_id: str, provider: str) -> Members:
    """Session tags of the users of one provider; empty where nobody mapped any.

    That a pool without a mapping is answered by ResourceNotFoundException is MiniStack's 1.5.33 behaviour; botocore's
    model declares the error and says nothing of when. The pool itself was read before.
    """
    try:
        found = _ask(aws, "get_principal_tag_attribute_map", pool_id, IdentityProviderName=provider)
    except NotFound:
        return {}
    return {name: found[name] for name in ("UseDefaults", "PrincipalTags") if name in found}


def set_principal_tags(aws: AwsApis, pool_id: str, provider: str, members: Mapping[str, object]) -> None:
    """Replace the session tags of one provider's users."""
    _ask(aws, "set_principal_tag_attribute_map", pool_id, IdentityProviderName=provider, **members)


def tag(aws: AwsApis, arn: str, tags: Mapping[str, str], gone: Iterable[str]) -> None:
    """Add or change tags, and take some away."""
    if tags:
        aws.ask(SERVICE, "tag_resource", ResourceArn=arn, Tags=dict(tags))
    if names := sorted(gone):
        aws.ask(SERVICE, "untag_resource", ResourceArn=arn, TagKeys=names)


def _ask(aws: AwsApis, operation: str, pool_id: str, **parameters: object) -> Members:
    return aws.ask(SERVICE, operation, subject=f"identity pool `{pool_id}`", IdentityPoolId=pool_id, **parameters)
