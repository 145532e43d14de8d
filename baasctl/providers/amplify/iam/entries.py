"""What IAM can do with roles, and with access to buckets."""

from __future__ import annotations

from typing import Final

from baasctl.providers.amplify.bounds import bounds_of, source_of
from baasctl.providers.amplify.iam.access_checks import check_access
from baasctl.providers.amplify.iam.role_checks import check_roles
from baasctl.providers.amplify.roles import KIND as ROLES
from baasctl.providers.amplify.storage_access import KIND as ACCESS
from baasctl.providers.contract import Bounds, Yes
from baasctl.providers.entries import Entries

_FROM_AMPLIFY: Final = "aws-amplify/amplify-backend: packages/backend-storage/src"


def _yes(operation: str, path: str = "", *, unset: bool = True, note: str = "", bounded: bool = True) -> Yes:
    bounds = bounds_of("iam", operation, path) if path and bounded else Bounds()
    wire = f"{operation}.{path}" if path else operation
    return Yes(wire=wire, bounds=bounds, unset=unset, source=source_of("iam"), note=note)


def _access(note: str, *, unset: bool = False) -> Yes:
    return Yes(wire="PutRolePolicy.PolicyDocument", unset=unset, source=_FROM_AMPLIFY, note=note)


ENTRIES = Entries(
    kinds={
        ROLES: _yes("CreateRole"),
        ACCESS: _access("statements in the policy `baasctl-storage` of the roles that users act as"),
    },
    fields={
        ROLES: {
            "name": _yes("CreateRole", "RoleName", unset=False, note="another name is another role"),
            "path": _yes("CreateRole", "Path", note="set when the role is made"),
            "description": _yes("UpdateRole", "Description"),
            "trust": _yes("UpdateAssumeRolePolicy", "PolicyDocument", unset=False, bounded=False),
            "policies": _yes("PutRolePolicy", "PolicyDocument", bounded=False),
            "policies.*": _yes("PutRolePolicy", "PolicyDocument", bounded=False),
            "managed_policies": _yes("AttachRolePolicy", "PolicyArn", bounded=False),
            "permissions_boundary": _yes("PutRolePermissionsBoundary", "PermissionsBoundary"),
            "max_session": _yes("UpdateRole", "MaxSessionDuration", note="1h if left out"),
            "labels": _yes("TagRole", "Tags", bounded=False, note="tags of AWS, Amplify and CDK are left alone"),
        },
        ACCESS: {
            "guest": _access("in the role of guests"),
            "authenticated": _access("in the role of signed-in users"),
            "entity": _access("in the role of signed-in users, below `${cognito-identity.amazonaws.com:sub}`"),
            "groups": _access("in the role of each group; a member of a group acts as that role alone"),
            "members": _access("what a member of a group keeps of the grants of signed-in users", unset=True),
        },
    },
    checks=(check_roles, check_access),
)
