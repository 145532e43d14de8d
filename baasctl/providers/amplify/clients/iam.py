"""IAM: roles with all that hangs on them. Every function raises `ProviderError`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from baasctl.model.errors import NotFound
from baasctl.model.value import Value, thaw
from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.clients.members import record_in, text_in
from baasctl.providers.amplify.iam.policy_document import document_of, text_of

_PAGE: Final = 100


def role(aws: AwsApis, name: str) -> dict[str, Any] | None:
    """A role with its policies, as JSON; `None` when there is none of this name.

    Returns:
        `Role` as `GetRole` has it, `Policies` by name, and `Attached`: ARNs.
    """
    about: dict[str, str] = {"subject": subject_of(name)}
    try:
        found = record_in(aws.ask("iam", "get_role", RoleName=name, **about), "Role", "iam GetRole")
    except NotFound:
        return None
    names = _all(aws, "list_role_policies", "PolicyNames", name)
    attached = _all(aws, "list_attached_role_policies", "AttachedPolicies", name)
    policies = {each: aws.ask("iam", "get_role_policy", RoleName=name, PolicyName=each, **about) for each in names}
    return _plain(
        found,
        {each: answer.get("PolicyDocument") for each, answer in policies.items()},
        [text_in(each, "PolicyArn", "iam ListAttachedRolePolicies") for each in attached],
    )


def tagged_roles(aws: AwsApis, tags: Mapping[str, str]) -> list[str]:
    """Names of the account's roles that carry all these tags: IAM has no search by tags."""
    pages = aws.pages("iam", "get_account_authorization_details", "RoleDetailList", Filter=["Role"], MaxItems=_PAGE)
    found = (each for each in pages if tags.items() <= tags_of(each.get("Tags")).items())
    return [text_in(each, "RoleName", "iam GetAccountAuthorizationDetails") for each in found]


def write(aws: AwsApis, operation: str, name: str, **parameters: object) -> None:
    """One request about a role."""
    aws.ask("iam", operation, subject=subject_of(name), RoleName=name, **parameters)


def put_policy(aws: AwsApis, name: str, policy: str, document: Mapping[str, Value]) -> None:
    """Write a policy of a role's own, whole."""
    write(aws, "put_role_policy", name, PolicyName=policy, PolicyDocument=text_of(document))


def delete_policy(aws: AwsApis, name: str, policy: str) -> None:
    """Take a policy away; one that is not there is no error."""
    try:
        write(aws, "delete_role_policy", name, PolicyName=policy)
    except NotFound:
        return


def tags_of(rows: object) -> dict[str, str]:
    """Tags as a map."""
    found = rows if isinstance(rows, list) else []
    return {str(row.get("Key")): str(row.get("Value", "")) for row in found}


def subject_of(name: str) -> str:
    """What messages call a role."""
    return f"role `{name}`"


def _all(aws: AwsApis, operation: str, member: str, name: str) -> list[Any]:
    found: list[Any] = []
    marker: dict[str, str] = {}
    while True:
        answer = aws.ask("iam", operation, subject=subject_of(name), RoleName=name, **marker)
        found.extend(answer.get(member) or [])
        if not answer.get("IsTruncated"):
            return found
        marker = {"Marker": str(answer["Marker"])}


def _plain(found: Mapping[str, Any], policies: Mapping[str, object], attached: list[str]) -> dict[str, Any]:
    kept = {
        key: found[key]
        for key in ("RoleName", "Arn", "Path", "Description", "MaxSessionDuration", "Tags")
        if key in found
    }
    boundary = (found.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    return {
        "Role": {**kept, "AssumeRolePolicyDocument": _document(found.get("AssumeRolePolicyDocument"))},
        "PermissionsBoundary": boundary,
        "Policies": {name: _document(each) for name, each in sorted(policies.items())},
        "Attached": sorted(attached),
    }


def _document(written: object) -> object:
    """boto3 decodes documents; other servers leave them as text."""
    found = document_of(written)
    return thaw(found) if found is not None else written
