"""CloudFormation templates of a backend as Amplify synthesises them, as data: a root stack and four nested ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from baasctl.sandbox.amplify import backend_parts as parts
from baasctl.sandbox.amplify.project import Project

NESTED: Final = ("auth", "data", "storage", "function")
_VERSION: Final = "2010-09-09"
_OUTPUTS: Final[Mapping[str, tuple[str, ...]]] = {
    "Platform": ("deploymentType", "region"),
    "Auth": (
        "userPoolId", "webClientId", "identityPoolId", "authRegion", "allowUnauthenticatedIdentities",
        "signupAttributes", "usernameAttributes", "verificationMechanisms", "passwordPolicyMinLength",
        "passwordPolicyRequirements", "mfaConfiguration", "mfaTypes", "socialProviders", "groups",
    ),
    "GraphQL": (
        "awsAppsyncApiId", "awsAppsyncApiEndpoint", "awsAppsyncAuthenticationType", "awsAppsyncRegion",
        "amplifyApiModelSchemaS3Uri", "awsAppsyncAdditionalAuthenticationTypes",
    ),
    "Storage": ("bucketName", "storageRegion", "buckets"),
    "Function": ("definedFunctions",),
}  # fmt: skip
"""Outputs by category (amplify-backend: packages/backend-output-schemas)."""


def root(project: Project, urls: Mapping[str, str]) -> dict[str, Any]:
    """The root stack.

    Args:
        urls: Where the template of each nested stack is.
    """
    resources: dict[str, Any] = {
        name: {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {
                "TemplateURL": urls[name],
                "Tags": _tag_list(project),
                "Parameters": _parameters(name),
            },
        }
        for name in NESTED
    }
    template: dict[str, Any] = {"AWSTemplateFormatVersion": _VERSION, "Resources": resources}
    if project.options.generation == 1:
        return {**template, "Outputs": _outputs_of_gen_1(project)}
    metadata = {
        f"AWS::Amplify::{category}": {"version": "1", "stackOutputs": list(names)}
        for category, names in _OUTPUTS.items()
    }
    return {**template, "Metadata": metadata, "Outputs": _outputs(project)}


def nested(project: Project, name: str) -> dict[str, Any]:
    """One of the nested stacks."""
    made = {"auth": _auth, "data": _data, "storage": _storage, "function": _function}[name](project)
    return {"AWSTemplateFormatVersion": _VERSION, **made}


def _parameters(name: str) -> Mapping[str, Any]:
    if name == "data":
        return {"UserPool": _output("auth", "UserPool")}
    return {"Bucket": _output("storage", "Bucket")} if name == "auth" else {}


def _output(stack: str, name: str) -> Mapping[str, Any]:
    return {"Fn::GetAtt": [stack, f"Outputs.{name}"]}


def _outputs(project: Project) -> Mapping[str, Any]:
    bucket, function = _output("storage", "Bucket"), _output("function", "Function")
    described = {"name": parts.BUCKET, "bucketName": "${Bucket}", "storageRegion": project.region}
    values: dict[str, Any] = {
        "deploymentType": "branch",
        "region": project.region,
        "userPoolId": _output("auth", "UserPool"),
        "webClientId": _output("auth", "Client"),
        "identityPoolId": _output("auth", "IdentityPool"),
        "authRegion": project.region,
        "allowUnauthenticatedIdentities": "true",
        "signupAttributes": '["email"]',
        "usernameAttributes": '["email"]',
        "verificationMechanisms": '["email"]',
        "passwordPolicyMinLength": "8",
        "passwordPolicyRequirements":
            '["REQUIRES_NUMBERS","REQUIRES_LOWERCASE","REQUIRES_UPPERCASE","REQUIRES_SYMBOLS"]',
        "mfaConfiguration": "OFF",
        "mfaTypes": "[]",
        "socialProviders": "",
        "groups": "[]",
        "awsAppsyncApiId": _output("data", "Api"),
        "awsAppsyncApiEndpoint": _output("data", "Endpoint"),
        "awsAppsyncAuthenticationType": "AMAZON_COGNITO_USER_POOLS",
        "awsAppsyncRegion": project.region,
        "amplifyApiModelSchemaS3Uri": "s3://none/model-schema.graphql",
        "awsAppsyncAdditionalAuthenticationTypes": "API_KEY,AWS_IAM",
        "bucketName": bucket,
        "storageRegion": project.region,
        "buckets": {"Fn::Sub": [parts.json_text([parts.json_text(described)]), {"Bucket": bucket}]},
        "definedFunctions": {"Fn::Sub": ['["${Function}"]', {"Function": function}]},
    }  # fmt: skip
    return {name: {"Value": value} for name, value in values.items()}


def _outputs_of_gen_1(project: Project) -> Mapping[str, Any]:
    values = {
        "Region": project.region,
        "StackName": {"Ref": "AWS::StackName"},
        "StackId": {"Ref": "AWS::StackId"},
        "AuthRoleName": _output("auth", "AuthRole"),
        "UnauthRoleName": _output("auth", "UnauthRole"),
    }
    return {name: {"Value": value} for name, value in values.items()}


def _auth(project: Project) -> dict[str, Any]:
    pool, client, identity_pool = {"Ref": "UserPool"}, {"Ref": "UserPoolAppClient"}, {"Ref": "IdentityPool"}
    provider = {"Fn::Sub": "cognito-idp.${AWS::Region}.amazonaws.com/${UserPool}"}
    mapping = {"IdentityProvider": {"Fn::Sub": [f"{provider['Fn::Sub']}:${{Client}}", {"Client": client}]},
               "Type": "Token", "AmbiguousRoleResolution": "AuthenticatedRole"}  # fmt: skip
    resources = {
        "UserPool": _user_pool(project),
        "UserPoolAppClient": _client(),
        "IdentityPool": {
            "Type": "AWS::Cognito::IdentityPool",
            "Properties": {
                "AllowUnauthenticatedIdentities": True,
                "CognitoIdentityProviders": [{"ProviderName": provider, "ClientId": client}],
                "IdentityPoolTags": _tag_list(project, "amplifyAuth"),
            },
        },
        "AuthRole": _role(project, identity_pool, "authenticated"),
        "UnauthRole": _role(project, identity_pool, "unauthenticated"),
        "StorageAccess": {
            "Type": "AWS::IAM::Policy",
            "Properties": {
                "PolicyName": "storageAccess",
                "PolicyDocument": _storage_access(),
                "Roles": [{"Ref": "AuthRole"}],
            },
        },
        "RoleAttachment": {
            "Type": "AWS::Cognito::IdentityPoolRoleAttachment",
            "Properties": {
                "IdentityPoolId": identity_pool,
                "Roles": {
                    "authenticated": {"Fn::GetAtt": ["AuthRole", "Arn"]},
                    "unauthenticated": {"Fn::GetAtt": ["UnauthRole", "Arn"]},
                },
                "RoleMappings": {"UserPoolWebClientRoleMapping": mapping},
            },
        },
    }
    return {
        "Parameters": {"Bucket": {"Type": "String"}},
        "Resources": resources,
        "Outputs": _values(
            UserPool=pool, Client=client, IdentityPool=identity_pool, AuthRole={"Ref": "AuthRole"},
            UnauthRole={"Ref": "UnauthRole"},
        ),
    }  # fmt: skip


def _user_pool(project: Project) -> Mapping[str, Any]:
    return {
        "Type": "AWS::Cognito::UserPool",
        "Properties": {
            "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
            "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False},
            "AutoVerifiedAttributes": ["email"],
            "Policies": {"PasswordPolicy": parts.PASSWORD_POLICY},
            "Schema": [{"Name": "email", "AttributeDataType": "String", "Mutable": True, "Required": True}],
            "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
            "UsernameAttributes": ["email"],
            "UsernameConfiguration": {"CaseSensitive": False},
            "UserPoolTags": parts.tags(project, "amplifyAuth"),
            "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
        },
    }


def _client() -> Mapping[str, Any]:
    return {
        "Type": "AWS::Cognito::UserPoolClient",
        "Properties": {
            "UserPoolId": {"Ref": "UserPool"},
            "ExplicitAuthFlows": list(parts.CLIENT_FLOWS),
            "PreventUserExistenceErrors": "ENABLED",
            "SupportedIdentityProviders": ["COGNITO"],
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthScopes": ["profile", "phone", "email", "openid", "aws.cognito.signin.user.admin"],
            "CallbackURLs": ["https://example.com"],
        },
    }


def _role(project: Project, identity_pool: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    trust = parts.trust("", kind)
    trust["Statement"][0]["Condition"]["StringEquals"] = {"cognito-identity.amazonaws.com:aud": identity_pool}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {"AssumeRolePolicyDocument": trust, "Tags": _tag_list(project, "amplifyAuth")},
    }


def _storage_access() -> Mapping[str, Any]:
    document = parts.storage_policy("arn:aws:s3:::${Bucket}")
    for statement in document["Statement"]:
        statement["Resource"] = {"Fn::Sub": statement["Resource"]}
    return document


def _data(project: Project) -> dict[str, Any]:
    api = {"Fn::GetAtt": ["GraphQLAPI", "ApiId"]}
    pool = {"UserPoolId": {"Ref": "UserPool"}, "AwsRegion": project.region, "DefaultAction": "ALLOW"}
    resources = {
        "GraphQLAPI": {
            "Type": "AWS::AppSync::GraphQLApi",
            "Properties": {
                "Name": "amplifyData",
                "AuthenticationType": "AMAZON_COGNITO_USER_POOLS",
                "UserPoolConfig": pool,
                "AdditionalAuthenticationProviders": [
                    {"AuthenticationType": "API_KEY"},
                    {"AuthenticationType": "AWS_IAM"},
                ],
                "Tags": _tag_list(project, "amplifyData"),
            },
        },
        "GraphQLAPISchema": {
            "Type": "AWS::AppSync::GraphQLSchema",
            "Properties": {"ApiId": api, "Definition": parts.SCHEMA},
        },
        "GraphQLAPIKey": {"Type": "AWS::AppSync::ApiKey", "Properties": {"ApiId": api}},
        "TodoTable": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "TableName": f"{parts.TABLE}-{project.id}-NONE",
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "BillingMode": "PAY_PER_REQUEST",
                "Tags": _tag_list(project, "amplifyData"),
            },
        },
    }
    return {
        "Parameters": {"UserPool": {"Type": "String"}},
        "Resources": resources,
        "Outputs": _values(
            Api=api, Endpoint={"Fn::GetAtt": ["GraphQLAPI", "GraphQLUrl"]}, Table={"Ref": "TodoTable"},
            Key={"Fn::GetAtt": ["GraphQLAPIKey", "ApiKey"]},
        ),
    }  # fmt: skip


def _storage(project: Project) -> dict[str, Any]:
    arn = {"Fn::GetAtt": ["Bucket", "Arn"]}
    policy = parts.tls_only("")
    policy["Statement"][0]["Resource"] = [arn, {"Fn::Sub": "${Bucket.Arn}/*"}]
    blocks = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    resources = {
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
                "BucketName": f"amplify-{project.id}-{parts.BUCKET}-{project.account}",
                "CorsConfiguration": {"CorsRules": [dict(rule) for rule in parts.CORS]},
                "PublicAccessBlockConfiguration": dict.fromkeys(blocks, True),
                "Tags": _tag_list(project, parts.BUCKET),
            },
        },
        "BucketPolicy": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": policy},
        },
    }
    return {"Resources": resources, "Outputs": _values(Bucket={"Ref": "Bucket"})}


def _function(project: Project) -> dict[str, Any]:
    resources = {
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": parts.trust_of_service("lambda")},
        },
        "Function": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "FunctionName": f"amplify-{project.id}-{parts.FUNCTION}",
                "Runtime": "nodejs22.x",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Handler": "index.handler",
                "Code": {"ZipFile": parts.HANDLER},
                "MemorySize": 512,
                "Timeout": 3,
                "Environment": {"Variables": {"AMPLIFY_SSM_ENV_CONFIG": "{}"}},
                "Tags": _tag_list(project, parts.FUNCTION),
            },
        },
    }
    return {"Resources": resources, "Outputs": _values(Function={"Ref": "Function"})}


def _tag_list(project: Project, friendly_name: str = "") -> list[Mapping[str, str]]:
    return [{"Key": key, "Value": text} for key, text in parts.tags(project, friendly_name).items()]


def _values(**values: object) -> Mapping[str, Any]:
    return {name: {"Value": value} for name, value in values.items()}
