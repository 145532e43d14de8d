"""Which IAM roles an app's users act as, and where that is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.discovery import Found
from baasctl.providers.contract import Answer, Answers

POOL: Final = "iam/identity-pool/"
"""Before an identity pool's id: its roles."""
GROUPS: Final = "iam/groups/"
"""Before a user pool's id: the roles of its groups."""
ROLE: Final = "iam/role/"
"""Before a role's name."""
_NAMES: Final = {"authenticated": "auth", "unauthenticated": "unauth"}


def leading(known: Found) -> tuple[str, ...]:
    """The documents that name the roles."""
    pool = (POOL + known.identity_pool,) if known.identity_pool else ()
    return (*pool, GROUPS + known.user_pool) if known.user_pool else pool


def fetched(aws: AwsApis, name: str) -> Answer:
    """One of them: user (`auth`, `unauth`) or group to role.

    Raises:
        ProviderError: AWS could not be asked.
    """
    if name.startswith(POOL):
        pool = name.removeprefix(POOL)
        answer = aws.ask(
            "cognito-identity", "get_identity_pool_roles", subject=f"identity pool `{pool}`", IdentityPoolId=pool
        )
        said = answer.get("Roles") or {}
        return {_NAMES[key]: name_in(str(arn)) for key, arn in said.items() if key in _NAMES}
    pool = name.removeprefix(GROUPS)
    rows = aws.pages("cognito-idp", "list_groups", "Groups", subject=f"user pool `{pool}`", UserPoolId=pool)
    return {str(row["GroupName"]): name_in(str(row["RoleArn"])) for row in rows if row.get("RoleArn")}


def users(known: Found, answers: Answers) -> Mapping[str, str]:
    """`auth` and `unauth` to the name of their role; what the identity pool says wins."""
    said = answers.get(POOL + known.identity_pool)
    found = {name: role for name, role in known.roles.items() if name in _NAMES.values()}
    return {**found, **(said if isinstance(said, Mapping) else {})}


def groups(known: Found, answers: Answers) -> Mapping[str, str]:
    """Group to the name of its role; groups without one act as `auth`."""
    said = answers.get(GROUPS + known.user_pool)
    if isinstance(said, Mapping):
        return {str(name): str(role) for name, role in said.items()}
    return {name: role for name, role in known.roles.items() if name not in _NAMES.values()}


def by_name(known: Found, answers: Answers) -> Mapping[str, str]:
    """All of them: the key in a spec to the name at IAM."""
    return {**groups(known, answers), **users(known, answers)}


def name_in(arn: str) -> str:
    """The name in a role's ARN, whose path does not belong to it."""
    return arn.rpartition("/")[2]
