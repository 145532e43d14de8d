"""The `referenceAuth` by which an app uses a user pool that baasctl manages.

Its members: aws-amplify/amplify-backend, `packages/backend-auth/src/reference_factory.ts`. CloudFormation deletes what
leaves its template: the pool has to be retained by a deployment before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baasctl.providers.amplify.discovery import Found
from baasctl.providers.amplify.export.typescript import literal

KINDS: Final = frozenset({"app_clients", "auth", "identity_pool", "identity_providers", "resource_servers"})
_BEFORE: Final = (
    "// To hand auth over to baasctl instead (`ownership: {auth: manage, ...}` in the target):",
    "// 1. retain what CloudFormation made, in amplify/backend.ts, and deploy once; it would be DELETED otherwise:",
    "//    const kept = Object.values(backend.auth.resources.cfnResources);",
    "//    for (const each of kept) each.applyRemovalPolicy(RemovalPolicy.RETAIN);",
    "//    and the same for groups, identity providers and the roles of users, guests and groups;",
    "// 2. refer to it, in amplify/auth/resource.ts, in the place of defineAuth:",
)


def snippet(known: Found) -> str:
    """A comment of TypeScript; empty where an id is missing that `referenceAuth` insists on."""
    roles = {name: f"arn:aws:iam::{known.account}:role/{role}" for name, role in known.roles.items()}
    needed = {
        "userPoolId": known.user_pool,
        "identityPoolId": known.identity_pool,
        "userPoolClientId": known.user_pool_client,
        "authRoleArn": roles.pop("auth", ""),
        "unauthRoleArn": roles.pop("unauth", ""),
    }
    if not (known.account and all(needed.values())):
        return ""
    return "\n".join([*_BEFORE, *_reference(needed, roles)]) + "\n"


def _reference(needed: dict[str, str], groups: dict[str, str]) -> Iterator[str]:
    yield "//    export const auth = referenceAuth({"
    yield from (f"//      {name}: {literal(value)}," for name, value in needed.items())
    if groups:
        yield "//      groups: {"
        yield from (f"//        {literal(name)}: {literal(arn)}," for name, arn in sorted(groups.items()))
        yield "//      },"
    yield "//    });"
