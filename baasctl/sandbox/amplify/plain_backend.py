"""The backend of a new project by plain requests: nothing of it is owned by CloudFormation."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.sandbox.amplify import backend_parts as parts
from baasctl.sandbox.amplify.backend import Backend
from baasctl.sandbox.amplify.project import Project
from baasctl.sandbox.amplify.rules_cognito_identity import tag


def make_plain(project: Project, backend: Backend) -> Mapping[str, str]:
    """Create it.

    Returns:
        Ids: `user_pool`, `user_pool_client`, `identity_pool`, `api`, `api_key`, `bucket`, `function`, `table`, and
        `auth_role` and `unauth_role` by name.
    """
    pool, client = _user_pool(project, backend)
    identity_pool = _identity_pool(project, backend, pool, client)
    bucket = _bucket(project, backend)
    roles = _roles(project, backend, identity_pool, bucket)
    provider = f"cognito-idp.{project.region}.amazonaws.com/{pool}:{client}"
    _use_roles(backend, identity_pool, roles, provider)
    return {
        "user_pool": pool,
        "user_pool_client": client,
        "identity_pool": identity_pool,
        **_api(project, backend, pool),
        "bucket": bucket,
        "function": _function(project, backend),
        "table": _table(project, backend),
        **roles,
    }


def _user_pool(project: Project, backend: Backend) -> tuple[str, str]:
    pool = backend.ask(
        "cognito-idp",
        "CreateUserPool",
        PoolName=f"amplifyAuthUserPool-{project.id}",
        Policies={"PasswordPolicy": parts.PASSWORD_POLICY},
        UsernameAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        AutoVerifiedAttributes=["email"],
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": False},
        AccountRecoverySetting={"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
        VerificationMessageTemplate={"DefaultEmailOption": "CONFIRM_WITH_CODE"},
        Schema=[{"Name": "email", "AttributeDataType": "String", "Mutable": True, "Required": True}],
        UserPoolTags=parts.tags(project, "amplifyAuth"),
    )["UserPool"]["Id"]
    client = backend.ask(
        "cognito-idp",
        "CreateUserPoolClient",
        UserPoolId=pool,
        ClientName="amplifyAuthUserPoolAppClient",
        ExplicitAuthFlows=list(parts.CLIENT_FLOWS),
        PreventUserExistenceErrors="ENABLED",
        SupportedIdentityProviders=["COGNITO"],
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["profile", "phone", "email", "openid", "aws.cognito.signin.user.admin"],
        CallbackURLs=["https://example.com"],
    )["UserPoolClient"]["ClientId"]
    return str(pool), str(client)


def _identity_pool(project: Project, backend: Backend, pool: str, client: str) -> str:
    provider = f"cognito-idp.{project.region}.amazonaws.com/{pool}"
    made = backend.ask(
        "cognito-identity",
        "CreateIdentityPool",
        IdentityPoolName=f"amplifyAuthIdentityPool_{project.id}",
        AllowUnauthenticatedIdentities=True,
        CognitoIdentityProviders=[{"ProviderName": provider, "ClientId": client, "ServerSideTokenCheck": False}],
        IdentityPoolTags=parts.tags(project, "amplifyAuth"),
    )
    tag(backend, str(made["IdentityPoolId"]), parts.tags(project, "amplifyAuth"))
    return str(made["IdentityPoolId"])


def _roles(project: Project, backend: Backend, identity_pool: str, bucket: str) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for key, kind in (("auth_role", "authenticated"), ("unauth_role", "unauthenticated")):
        name = names[key] = f"amplify-{project.id}-{project.options.branch}-{kind}UserRole"[:64]
        backend.ask(
            "iam",
            "CreateRole",
            RoleName=name,
            AssumeRolePolicyDocument=parts.json_text(parts.trust(identity_pool, kind)),
            Tags=[{"Key": key, "Value": text} for key, text in parts.tags(project, "amplifyAuth").items()],
        )
    policy = parts.json_text(parts.storage_policy(f"arn:aws:s3:::{bucket}"))
    backend.ask("iam", "PutRolePolicy", RoleName=names["auth_role"], PolicyName="storageAccess", PolicyDocument=policy)
    return names


def _use_roles(backend: Backend, identity_pool: str, roles: Mapping[str, str], provider: str) -> None:
    arn = f"arn:aws:iam::{backend.account}:role/"
    backend.ask(
        "cognito-identity",
        "SetIdentityPoolRoles",
        IdentityPoolId=identity_pool,
        Roles={"authenticated": arn + roles["auth_role"], "unauthenticated": arn + roles["unauth_role"]},
        RoleMappings={provider: {"Type": "Token", "AmbiguousRoleResolution": "AuthenticatedRole"}},
    )


def _api(project: Project, backend: Backend, pool: str) -> Mapping[str, str]:
    user_pool = {"userPoolId": pool, "awsRegion": project.region}
    api = backend.ask(
        "appsync",
        "CreateGraphqlApi",
        name="amplifyData",
        authenticationType="AMAZON_COGNITO_USER_POOLS",
        userPoolConfig={**user_pool, "defaultAction": "ALLOW"},
        additionalAuthenticationProviders=[{"authenticationType": "API_KEY"}, {"authenticationType": "AWS_IAM"}],
        tags=parts.tags(project, "amplifyData"),
    )["graphqlApi"]["apiId"]
    backend.ask("appsync", "StartSchemaCreation", apiId=api, definition=parts.SCHEMA.encode())
    key = backend.ask("appsync", "CreateApiKey", apiId=api)["apiKey"]["id"]
    return {"api": str(api), "api_key": str(key)}


def _bucket(project: Project, backend: Backend) -> str:
    bucket = f"amplify-{project.id}-{parts.BUCKET}-{project.account}"
    place = {} if project.region == "us-east-1" else {"LocationConstraint": project.region}
    backend.ask("s3", "CreateBucket", Bucket=bucket, **({"CreateBucketConfiguration": place} if place else {}))
    backend.ask(
        "s3",
        "PutPublicAccessBlock",
        Bucket=bucket,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    )
    rules = [{("ExposeHeaders" if name == "ExposedHeaders" else "MaxAgeSeconds" if name == "MaxAge" else name): member
              for name, member in rule.items()} for rule in parts.CORS]  # fmt: skip
    backend.ask("s3", "PutBucketCors", Bucket=bucket, CORSConfiguration={"CORSRules": rules})
    policy = parts.json_text(parts.tls_only(f"arn:aws:s3:::{bucket}"))
    backend.ask("s3", "PutBucketPolicy", Bucket=bucket, Policy=policy)
    tags = [{"Key": key, "Value": text} for key, text in parts.tags(project, parts.BUCKET).items()]
    backend.ask("s3", "PutBucketTagging", Bucket=bucket, Tagging={"TagSet": tags})
    return bucket


def _function(project: Project, backend: Backend) -> str:
    name = f"amplify-{project.id}-{parts.FUNCTION}"
    role = backend.ask(
        "iam",
        "CreateRole",
        RoleName=f"{name}-role",
        AssumeRolePolicyDocument=parts.json_text(parts.trust_of_service("lambda")),
    )["Role"]["Arn"]
    backend.ask(
        "lambda",
        "CreateFunction",
        FunctionName=name,
        Runtime="nodejs22.x",
        Role=role,
        Handler="index.handler",
        Code={"ZipFile": parts.code()},
        MemorySize=512,
        Timeout=3,
        Environment={"Variables": {"AMPLIFY_SSM_ENV_CONFIG": "{}"}},
        Tags=parts.tags(project, parts.FUNCTION),
    )
    return name


def _table(project: Project, backend: Backend) -> str:
    name = f"{parts.TABLE}-{project.id}-NONE"
    backend.ask(
        "dynamodb",
        "CreateTable",
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        Tags=[{"Key": key, "Value": text} for key, text in parts.tags(project, "amplifyData").items()],
    )
    return name
