"""Whatever kind it is: what CloudFormation owns is changed only when it is taken over, and then it is as declared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from baasctl.kinds.registry import NAMES
from baasctl.providers.amplify.support import SUPPORT
from tests.contract.cases import filled_in
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import AmplifyProject, new_amplify_project

SPEC: Mapping[str, Any] = {
    "auth": {"password": {"minimum_length": 14}},
    "email_templates": {"verification": {"subject": "Prove it"}},
    "auth_hooks": {"post_confirmation": {"function": "say-hello"}},
    "groups": {"admins": {"precedence": 7}},
    "resource_servers": {"notes": {"scopes": {"read": "Read", "write": "Write"}}},
    "app_clients": {"{client_name}": {"enumeration_protection": False}},
    "identity_pool": {"guests": False},
    "buckets": {"drive": {"versioning": True}},
    "storage_access": {"drive": {"public/*": {"authenticated": ["get"]}}},
    "functions": {"say-hello": {"memory": "1GiB"}},
    "roles": {"auth": {"description": "Of those who have signed in"}},
    "graphql_api": {"introspection": False},
}
NOT_OWNED = {
    "hosting": "the app is made by Amplify, and its backend's stacks by the app",
    "identity_providers": "MiniStack's CloudFormation has no AWS::Cognito::UserPoolIdentityProvider",
    "function_secrets": "Amplify keeps the parameters of secrets outside of its stacks",
}
MEMBERS: Mapping[str, Any] = {
    "Admins": {
        "Type": "AWS::Cognito::UserPoolGroup",
        "Properties": {"GroupName": "admins", "Precedence": 1, "UserPoolId": {"Ref": "UserPool"}},
    },
    "Notes": {
        "Type": "AWS::Cognito::UserPoolResourceServer",
        "Properties": {
            "Identifier": "notes",
            "Name": "Notes",
            "Scopes": [{"ScopeName": "read", "ScopeDescription": "Read"}],
            "UserPoolId": {"Ref": "UserPool"},
        },
    },
}


@pytest.fixture
def owned(amplify: AmplifyProject) -> AmplifyProject:
    """An app whose stacks also have a group and a resource server."""
    app = new_amplify_project(amplify.sandbox, owned=True)
    root = app.ask("amplify", "GetBranch", appId=app.app, branchName="main")["branch"]["backend"]["stackArn"]
    rows = app.ask("cloudformation", "ListStackResources", StackName=root)["StackResourceSummaries"]
    stack = next(each["PhysicalResourceId"] for each in rows if each["LogicalResourceId"] == "auth")
    template = app.ask("cloudformation", "GetTemplate", StackName=stack)["TemplateBody"]
    content = json.loads(template) if isinstance(template, str) else template
    content["Resources"] |= MEMBERS
    app.ask(
        "cloudformation",
        "UpdateStack",
        StackName=stack,
        TemplateBody=json.dumps(content),
        Parameters=[{"ParameterKey": "Bucket", "UsePreviousValue": True}],
        Capabilities=["CAPABILITY_IAM"],
    )
    return app


def spec_of(app: AmplifyProject) -> dict[str, Any]:
    client = app.ask("cognito-idp", "DescribeUserPoolClient", UserPoolId=app.user_pool, ClientId=app.user_pool_client)[
        "UserPoolClient"
    ]["ClientName"]
    spec = {kind: dict(content) for kind, content in SPEC.items()}
    spec["app_clients"] = {client: SPEC["app_clients"]["{client_name}"]}
    filled: dict[str, Any] = filled_in(spec, app)
    return filled


def test_every_kind_is_refused_until_it_is_taken_over(owned: AmplifyProject, tmp_path: Path) -> None:
    """The plan names the owner and every resource of it, once; with consent all is written, and nothing is left."""
    project = SpecProject(owned, tmp_path / "spec")
    project.write(spec_of(owned))

    (refusal,) = [each for each in project.plan().refusals if each.code == "PLAN017"]
    assert all(f"`{kind}" in refusal.detail and f"{kind}: manage" in refusal.hint for kind in SPEC), refusal
    assert "CloudFormation stack amplify-" in refusal.detail

    taken = project.plan(take_over=True)
    assert {change.address.kind for change in taken.changes} == set(SPEC)
    result = project.apply(taken, take_over=True)
    assert result.is_converged, [str(each) for each in result.diagnostics]
    assert project.plan().is_empty


def test_every_kind_is_tried() -> None:
    """A kind that Amplify learns belongs above, or has a reason."""
    assert set(SPEC) | set(NOT_OWNED) == set(SUPPORT.managed_kinds)
    assert set(SUPPORT.managed_kinds) <= set(NAMES)
