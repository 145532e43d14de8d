"""The backend of a new project by CloudFormation, which owns it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, Final

from baasctl.sandbox.amplify import backend_parts as parts
from baasctl.sandbox.amplify import stack_templates
from baasctl.sandbox.amplify.backend import Backend
from baasctl.sandbox.amplify.project import Project
from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.amplify.rules_cognito_identity import tag

_POLL_S: Final = 0.02
_WITHIN_S: Final = 60.0


def make_owned(project: Project, backend: Backend) -> Mapping[str, str]:
    """Create it.

    Returns:
        Ids as `make_plain` has them, and the root stack's name and ARN as `stack` and `stack_arn`.

    Raises:
        AwsRefusal: CloudFormation could not make it.
    """
    name = parts.stack_name(project)
    urls = _upload(project, backend, name)
    made = backend.ask(
        "cloudformation",
        "CreateStack",
        StackName=name,
        TemplateBody=json.dumps(stack_templates.root(project, urls)),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        Tags=[{"Key": key, "Value": text} for key, text in parts.tags(project).items()],
    )
    _wait(backend, name)
    ids = {key: text for nested in stack_templates.NESTED for key, text in _outputs(backend, name, nested).items()}
    _repair_mapping(project, backend, ids)
    _name_client(backend, ids)
    made_with = backend.ask("cognito-identity", "DescribeIdentityPool", IdentityPoolId=ids["IdentityPool"])
    tag(backend, ids["IdentityPool"], made_with["IdentityPoolTags"])
    return {
        "stack": name,
        "stack_arn": str(made["StackId"]),
        "user_pool": ids["UserPool"],
        "user_pool_client": ids["Client"],
        "identity_pool": ids["IdentityPool"],
        "auth_role": ids["AuthRole"],
        "unauth_role": ids["UnauthRole"],
        "api": ids["Api"],
        "api_key": ids["Key"],
        "bucket": ids["Bucket"],
        "function": ids["Function"],
        "table": ids["Table"],
    }


def _repair_mapping(project: Project, backend: Backend, ids: Mapping[str, str]) -> None:
    """MiniStack's CloudFormation takes the mapping's name in the template for that of the provider."""
    found = backend.ask("cognito-identity", "GetIdentityPoolRoles", IdentityPoolId=ids["IdentityPool"])
    provider = f"cognito-idp.{project.region}.amazonaws.com/{ids['UserPool']}:{ids['Client']}"
    backend.ask(
        "cognito-identity",
        "SetIdentityPoolRoles",
        IdentityPoolId=ids["IdentityPool"],
        Roles=found["Roles"],
        RoleMappings={provider: {"Type": "Token", "AmbiguousRoleResolution": "AuthenticatedRole"}},
    )


def _name_client(backend: Backend, ids: Mapping[str, str]) -> None:
    """CloudFormation makes up a name where the template has none; MiniStack's leaves it empty."""
    name = f"UserPoolAppClient-{ids['Client'][:12]}"
    backend.ask(
        "cognito-idp", "UpdateUserPoolClient", UserPoolId=ids["UserPool"], ClientId=ids["Client"], ClientName=name
    )


def _upload(project: Project, backend: Backend, name: str) -> Mapping[str, str]:
    """Put the nested templates where the CDK puts its assets; their addresses by nested stack."""
    bucket = f"cdk-hnb659fds-assets-{project.account}-{project.region}"
    place = {} if project.region == "us-east-1" else {"LocationConstraint": project.region}
    backend.ask("s3", "CreateBucket", Bucket=bucket, **({"CreateBucketConfiguration": place} if place else {}))
    urls: dict[str, str] = {}
    for nested in stack_templates.NESTED:
        template = stack_templates.nested(project, nested)
        key = f"{name}/{nested}.template.json"
        backend.ask("s3", "PutObject", Bucket=bucket, Key=key, Body=json.dumps(template).encode())
        urls[nested] = f"https://s3.{project.region}.amazonaws.com/{bucket}/{key}"
    return urls


def _wait(backend: Backend, name: str) -> None:
    deadline = time.monotonic() + _WITHIN_S
    while (stack := _stack(backend, name))["StackStatus"] != "CREATE_COMPLETE":
        if not stack["StackStatus"].endswith("IN_PROGRESS") or time.monotonic() > deadline:
            events = backend.ask("cloudformation", "DescribeStackEvents", StackName=name)["StackEvents"]
            reasons = [each.get("ResourceStatusReason", "") for each in events if "FAILED" in each["ResourceStatus"]]
            raise AwsRefusal("ValidationError", f"stack {name}: {stack['StackStatus']}: {'; '.join(reasons)}")
        time.sleep(_POLL_S)


def _stack(backend: Backend, name: str) -> dict[str, Any]:
    stacks: list[dict[str, Any]] = backend.ask("cloudformation", "DescribeStacks", StackName=name)["Stacks"]
    return stacks[0]


def _outputs(backend: Backend, root: str, nested: str) -> Mapping[str, str]:
    resources = backend.ask("cloudformation", "DescribeStackResources", StackName=root)["StackResources"]
    arn = next(each["PhysicalResourceId"] for each in resources if each["LogicalResourceId"] == nested)
    outputs = _stack(backend, str(arn)).get("Outputs", [])
    return {each["OutputKey"]: str(each["OutputValue"]) for each in outputs}
