"""Groups, the app's client, the identity pool and the roles of users as properties of CloudFormation's types.

What defineAuth shows of them: aws-amplify/amplify-backend, packages/plugin-types/src/auth_resources.ts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.model.change import Change
from baasctl.model.value import ABSENT, thaw
from baasctl.providers.amplify import app_clients, identity_pool
from baasctl.providers.amplify.discovery import Found
from baasctl.providers.amplify.export.override import Exported, overrides_of
from baasctl.providers.amplify.export.typescript import literal
from baasctl.providers.amplify.export.user_pool_properties import CLIENT_CONSTRUCT
from baasctl.providers.amplify.pool_members.drafting import draft
from baasctl.providers.amplify.user_pool.documents import CLIENT
from baasctl.providers.amplify.user_pool.rows import Row
from baasctl.providers.attribute_paths import declared_at, touched_by

POOL_CONSTRUCT: Final = "backend.auth.resources.cfnResources.cfnIdentityPool"
ATTACHED_ROLES: Final = "backend.auth.resources.cfnResources.cfnIdentityPoolRoleAttachment"
CFN_ROLE: Final = 'import { CfnRole } from "aws-cdk-lib/aws-iam";'
_GROUP: Final = {"/description": "Description", "/precedence": "Precedence", "/iam_role": "RoleArn"}
_ROLE: Final = {
    "/description": "Description",
    "/managed_policies": "ManagedPolicyArns",
    "/max_session": "MaxSessionDuration",
    "/permissions_boundary": "PermissionsBoundary",
    "/trust": "AssumeRolePolicyDocument",
}
_USERS: Final = {"auth": "authenticatedUserIamRole", "unauth": "unauthenticatedUserIamRole"}
_TAGS: Final = "`Tags.of(...)` of aws-cdk-lib adds tags"
_OF_POOL: Final = {
    "cognito_clients": "set `cognitoIdentityProviders` of the construct",
    "role_mappings": "set `roleMappings` of `cfnIdentityPoolRoleAttachment`",
    "principal_tags": "add `new CfnIdentityPoolPrincipalTag(...)` of aws-cdk-lib/aws-cognito",
    "tags": _TAGS,
}
_OF_ROLE: Final = {
    "policies": "`attachInlinePolicy(new Policy(...))` of the role adds one; files have `access` of defineStorage",
    "labels": _TAGS,
}


def of_group(change: Change, known: Found, region: str) -> Exported:
    """Description, precedence and role."""
    del known, region
    construct = f"backend.auth.resources.groups[{literal(change.address.segments[0])}].cfnUserGroup"
    return Exported(overrides=tuple(overrides_of(construct, _named(change, _GROUP))))


def of_client(change: Change, known: Found, region: str) -> Exported:
    """What `UpdateUserPoolClient` takes, of the one client that defineAuth makes."""
    del region
    if change.remote_id != known.user_pool_client:
        return Exported(without=("defineAuth makes one app client, and this is another: change it where it is made",))
    body = app_clients.completed(draft(app_clients.SETTINGS, change, {}, CLIENT))
    return Exported(overrides=tuple(overrides_of(CLIENT_CONSTRUCT, body)))


def of_identity_pool(change: Change, known: Found, region: str) -> Exported:
    """Settings of the pool, and the two roles that are attached to it."""
    del known, region
    settings = [each for each in identity_pool.SETTINGS if isinstance(each, Row) and each.pointer[1:] not in _OF_POOL]
    roles = [each for each in identity_pool.ROLE_SETTINGS if each.pointer[1:] not in _OF_POOL]
    return Exported(
        overrides=(
            *overrides_of(POOL_CONSTRUCT, draft(settings, change, {}, identity_pool.POOL)),
            *overrides_of(ATTACHED_ROLES, draft(roles, change, {}, identity_pool.ROLES)),
        ),
        without=_without(change, _OF_POOL),
    )


def of_role(change: Change, known: Found, region: str) -> Exported:
    """Settings of a role that users, guests or members of a group act as."""
    del region
    name = change.address.segments[0]
    if name in _USERS:
        role = f"backend.auth.resources.{_USERS[name]}"
    elif name in known.roles:
        role = f"backend.auth.resources.groups[{literal(name)}].role"
    else:
        return Exported(without=("no user acts as this role: change it where it is made",))
    found = tuple(overrides_of(f"({role}.node.defaultChild as CfnRole)", _named(change, _ROLE), whole=True))
    return Exported(overrides=found, without=_without(change, _OF_ROLE), imports=(CFN_ROLE,) if found else ())


def _named(change: Change, names: Mapping[str, str]) -> dict[str, object]:
    """What changes, under CloudFormation's names, whole."""
    found = {name: declared_at(change.after, path) for path, name in names.items() if touched_by(change, path)}
    return {name: thaw(value) for name, value in found.items() if value is not ABSENT}  # type: ignore[arg-type]


def _without(change: Change, reasons: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"`/{name}`: {reason}" for name, reason in reasons.items() if touched_by(change, f"/{name}"))
