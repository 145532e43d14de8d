"""The backend of a new project, by CloudFormation or by plain requests."""

from __future__ import annotations

import json

from tests.sandbox_fixtures import AmplifyProject

AMPLIFY_OUTPUTS = {"userPoolId": "user_pool", "webClientId": "user_pool_client", "identityPoolId": "identity_pool",
                   "awsAppsyncApiId": "api", "bucketName": "bucket"}  # fmt: skip


def test_a_branch_leads_to_the_ids_of_its_backend(amplify: AmplifyProject) -> None:
    """Branch → root stack → outputs, named by the metadata of the template."""
    owned = amplify.another(owned=True)
    branch = owned.ask("amplify", "GetBranch", appId=owned.app, branchName="main")["branch"]
    arn = branch["backend"]["stackArn"]
    metadata = json.loads(owned.ask("cloudformation", "GetTemplateSummary", StackName=arn)["Metadata"])
    stack = owned.ask("cloudformation", "DescribeStacks", StackName=arn)["Stacks"][0]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}

    assert {name: outputs[name] for name in AMPLIFY_OUTPUTS} == {
        name: owned.project.resources()[key] for name, key in AMPLIFY_OUTPUTS.items()
    }
    assert set(outputs) == {name for category in metadata.values() for name in category["stackOutputs"]}
    assert json.loads(outputs["definedFunctions"]) == [owned.function]
    assert json.loads(json.loads(outputs["buckets"])[0])["bucketName"] == owned.bucket


def test_nested_stacks_name_what_they_own(amplify: AmplifyProject) -> None:
    """Every resource is in one of them, and its tags say so; tables are Amplify's own sort."""
    owned = amplify.another(owned=True)
    children = owned.ask("cloudformation", "ListStackResources", StackName=owned.stack)["StackResourceSummaries"]
    rows = {
        row["PhysicalResourceId"]: row["ResourceType"]
        for child in children
        for row in owned.ask("cloudformation", "ListStackResources", StackName=child["PhysicalResourceId"])[
            "StackResourceSummaries"
        ]
    }
    tags = owned.ask("cognito-idp", "DescribeUserPool", UserPoolId=owned.user_pool)["UserPool"]["UserPoolTags"]

    assert {each["ResourceType"] for each in children} == {"AWS::CloudFormation::Stack"}
    assert rows[owned.user_pool] == "AWS::Cognito::UserPool"
    assert rows[owned.table] == "Custom::AmplifyDynamoDBTable"
    assert tags["aws:cloudformation:logical-id"] == "UserPool"
    assert tags["amplify:app-id"] == owned.app


def test_a_gen_1_app_has_a_backend_environment(amplify: AmplifyProject) -> None:
    """Which leads to its stack, and Studio to its configuration."""
    old = amplify.another(owned=True, generation=1, branch="dev")
    environment = old.ask("amplify", "GetBackendEnvironment", appId=old.app, environmentName="dev")
    found = old.ask("amplifybackend", "GetBackend", AppId=old.app, BackendEnvironmentName="dev")
    meta = json.loads(found["AmplifyMetaConfig"])

    assert (
        environment["backendEnvironment"]["stackName"]
        == old.stack
        == meta["providers"]["awscloudformation"]["StackName"]
    )
    assert meta["auth"]["sandboxauth"]["output"]["UserPoolId"] == old.user_pool
    assert "stackArn" not in old.ask("amplify", "GetBranch", appId=old.app, branchName="dev")["branch"]["backend"]


def test_plain_resources_have_amplifys_tags_alone(amplify: AmplifyProject) -> None:
    """They are found by tags, and nobody owns them."""
    found = amplify.ask(
        "resourcegroupstaggingapi", "GetResources", TagFilters=[{"Key": "amplify:app-id", "Values": [amplify.app]}]
    )["ResourceTagMappingList"]
    arns = " ".join(each["ResourceARN"] for each in found)

    assert all(name in arns for name in (amplify.user_pool, amplify.identity_pool, amplify.api, amplify.bucket))
    assert not [tag for each in found for tag in each["Tags"] if tag["Key"].startswith("aws:")]


def test_an_app_can_be_without_backend(amplify: AmplifyProject) -> None:
    """Nothing leads anywhere."""
    bare = amplify.another(backend=False)

    assert bare.ask("amplify", "GetBranch", appId=bare.app, branchName="main")["branch"]["backend"] == {}
    assert bare.ask("cognito-idp", "ListUserPools", MaxResults=5)["UserPools"] == []
