"""Documents of discovery as AWS gives them for two backends: one of Gen 2, one of Gen 1."""

from __future__ import annotations

import json
from collections.abc import Mapping

from baasctl.model.target import Target
from baasctl.model.value import Value
from baasctl.providers.contract import Answer

APP = "d2abcdefghijkl"
ROOT_NAME = f"amplify-{APP}-main-branch-0123456789"
ROOT = f"arn:aws:cloudformation:eu-west-1:123456789012:stack/{ROOT_NAME}/11111111-2222"
AUTH = f"arn:aws:cloudformation:eu-west-1:123456789012:stack/{ROOT_NAME}-auth179371D7-1ABC/3333"
DATA = f"arn:aws:cloudformation:eu-west-1:123456789012:stack/{ROOT_NAME}-data7552DF31-2ABC/4444"
NOTE = f"arn:aws:cloudformation:eu-west-1:123456789012:stack/{ROOT_NAME}-data7552DF31-2ABC-Note/5555"
API_ARN = "arn:aws:appsync:eu-west-1:123456789012:apis/abcdefghijklmnopqrstuvwxyz"
POOL, CLIENT = "eu-west-1_AbCdEfGhI", "1h2j3k4l5m6n7o8p9q0r1s2t3u"
IDENTITIES = "eu-west-1:01234567-89ab-cdef-0123-456789abcdef"


def target(*, project: str = APP, named_by: str = "app", **settings: Value) -> Target:
    return Target(name="prod", provider="amplify", project=project, named_by=named_by, settings=settings)


def row(kind: str, physical: str, logical: str, stack: str = ROOT_NAME) -> dict[str, str]:
    return {"type": kind, "id": physical, "logical": logical, "stack": stack}


def start(**more: object) -> Mapping[str, object]:
    return {"app": APP, "branch": "main", "environment": "", "stack": ROOT, "explicit": {}, **more}


def gen_2() -> dict[str, Answer]:
    """Outputs as `packages/backend-output-schemas` of aws-amplify/amplify-backend has them."""
    drive = {"name": "drive", "bucketName": "amplify-drivebucket-x", "storageRegion": "eu-west-1"}
    ours = ["userPoolId", "webClientId", "identityPoolId"]
    return {
        "discovery": start(),
        f"discovery/tags/{APP}/main": {
            f"arn:aws:lambda:eu-west-1:123456789012:function:{ROOT_NAME[:20]}-sayhello-y": {
                "amplify:friendly-name": "say-hello",
                "aws:cloudformation:stack-name": ROOT_NAME,
            },
        },
        f"discovery/outputs/{ROOT}": {
            "userPoolId": POOL,
            "webClientId": CLIENT,
            "identityPoolId": IDENTITIES,
            "awsAppsyncApiId": API_ARN.rpartition("/")[2],
            "buckets": json.dumps([json.dumps(drive)]),
            "bucketName": "amplify-drivebucket-x",
            "definedFunctions": json.dumps([f"{ROOT_NAME[:20]}-sayhello-y"]),
        },
        f"discovery/metadata/{ROOT}": {
            "text": json.dumps(
                {
                    "AWS::Amplify::Auth": {"version": "1", "stackOutputs": ours},
                    "AWS::Amplify::GraphQL": {"version": "1", "stackOutputs": ["awsAppsyncApiId"]},
                    "AWS::Amplify::Storage": {"version": "1", "stackOutputs": ["buckets", "bucketName"]},
                    "AWS::Amplify::Function": {"version": "1", "stackOutputs": ["definedFunctions"]},
                }
            )
        },
        f"discovery/stack/{ROOT}": [
            row("AWS::CloudFormation::Stack", AUTH, "auth179371D7"),
            row("AWS::CloudFormation::Stack", DATA, "data7552DF31"),
            row("AWS::S3::Bucket", "amplify-drivebucket-x", "amplifydriveBucket1A2B3C4D"),
            row("AWS::Lambda::Function", f"{ROOT_NAME[:20]}-sayhello-y", "sayhellolambda0ABCDEF1"),
            row("AWS::Lambda::Function", "CustomResource-z", "CustomResourceHandler0ABCDEF1"),
        ],
        f"discovery/stack/{AUTH}": [
            row("AWS::Cognito::UserPool", POOL, "amplifyAuthUserPool4BA7F805", "auth"),
            row("AWS::Cognito::UserPoolClient", CLIENT, "amplifyAuthUserPoolAppClient2626C6F8", "auth"),
            row("AWS::Cognito::IdentityPool", IDENTITIES, "amplifyAuthIdentityPool3FDE84CC", "auth"),
            row("AWS::Cognito::UserPoolGroup", "admins", "amplifyAuthadminsGroup1A2B3C4D", "auth"),
            row("AWS::IAM::Role", "role-auth", "amplifyAuthauthenticatedUserRoleD8DA3689", "auth"),
            row("AWS::IAM::Role", "role-guest", "amplifyAuthunauthenticatedUserRole2B524D9E", "auth"),
            row("AWS::IAM::Role", "role-admins", "amplifyAuthadminsGroupRole3F3B5A2C", "auth"),
        ],
        f"discovery/stack/{DATA}": [
            row("AWS::AppSync::GraphQLApi", API_ARN, "amplifyDataGraphQLAPI42A6FA33", "data"),
            row("AWS::CloudFormation::Stack", NOTE, "amplifyDataNoteNestedStack", "data"),
        ],
        f"discovery/stack/{NOTE}": [row("AWS::IAM::Role", "role-table", "NoteIAMRole1", "note")],
    }


def gen_1() -> dict[str, Answer]:
    """The nested stacks of aws-amplify/amplify-cli; the two clients are `UserPoolClient` and `UserPoolClientWeb`."""
    return {
        "discovery": start(environment="dev", stack="amplify-notes-dev-1"),
        "discovery/stack/amplify-notes-dev-1": [
            row("AWS::CloudFormation::Stack", "auth-stack", "authnotes"),
            row("AWS::CloudFormation::Stack", "function-stack", "functionhello"),
            row("AWS::IAM::Role", "amplify-notes-dev-1-authRole", "AuthRole"),
            row("AWS::IAM::Role", "amplify-notes-dev-1-unauthRole", "UnauthRole"),
        ],
        "discovery/stack/auth-stack": [
            row("AWS::Cognito::UserPool", POOL, "UserPool"),
            row("AWS::Cognito::UserPoolClient", "native", "UserPoolClient"),
            row("AWS::Cognito::UserPoolClient", "web", "UserPoolClientWeb"),
        ],
        "discovery/stack/function-stack": [row("AWS::Lambda::Function", "hello-dev", "LambdaFunction")],
    }
