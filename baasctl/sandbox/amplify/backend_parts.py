"""What the backend of a new project is made of: the documents that both ways of making it share.

Settings as `npx ampx` 1.10 synthesises them for `defineAuth({email})`, `defineData`, `defineStorage` and
`defineFunction` (research/amplify.md §1.2).
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from baasctl.sandbox.amplify.project import Project

SCHEMA: Final = """\
type Todo @aws_iam @aws_cognito_user_pools @aws_api_key {
  id: ID!
  content: String
}

type Query {
  getTodo(id: ID!): Todo
}

type Mutation {
  createTodo(content: String): Todo
}

schema {
  query: Query
  mutation: Mutation
}
"""
HANDLER: Final = "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });\n"
FUNCTION: Final = "say-hello"
BUCKET: Final = "drive"
TABLE: Final = "Todo"
CLIENT_FLOWS: Final = ("ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH")
PASSWORD_POLICY: Final = {
    "MinimumLength": 8,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
    "RequireUppercase": True,
    "TemporaryPasswordValidityDays": 7,
}


def stack_name(project: Project) -> str:
    """Name of the root stack (platform-core, backend_identifier_conversions.ts; Gen 1: initializer.ts)."""
    branch = re.sub(r"[^A-Za-z0-9]", "", project.options.branch)[:50]
    digest = hashlib.sha512((project.id + project.options.branch).encode()).hexdigest()[:10]
    if project.options.generation == 1:
        return f"amplify-sandbox-{branch}-{digest[:5]}".lower()
    return f"amplify-{project.id}-{branch}-branch-{digest}"


def tags(project: Project, friendly_name: str = "") -> dict[str, str]:
    """Tags that Amplify gives to everything of a branch."""
    made = {
        "amplify:app-id": project.id,
        "amplify:branch-name": project.options.branch,
        "amplify:deployment-type": "branch",
        "created-by": "amplify",
    }
    return {**made, "amplify:friendly-name": friendly_name} if friendly_name else made


def trust(identity_pool: str, kind: str) -> dict[str, Any]:
    """Trust document of the role of signed-in (`authenticated`) or other users."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": "cognito-identity.amazonaws.com"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {"cognito-identity.amazonaws.com:aud": identity_pool},
                    "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": kind},
                },
            }
        ],
    }


def trust_of_service(service: str) -> dict[str, Any]:
    """Trust document of a role that a service of AWS takes on."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }


def storage_policy(bucket_arn: object) -> dict[str, Any]:
    """What signed-in users may do with the bucket, as one path of `defineStorage` compiles to it."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{bucket_arn}/public/*"},
            {
                "Effect": "Allow",
                "Action": "s3:ListBucket",
                "Resource": bucket_arn,
                "Condition": {"StringLike": {"s3:prefix": ["public/*", "public/"]}},
            },
        ],
    }


def tls_only(bucket_arn: object) -> dict[str, Any]:
    """The bucket policy that Amplify gives every bucket."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Action": "s3:*",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Resource": [bucket_arn, f"{bucket_arn}/*"],
            }
        ],
    }


CORS: Final[tuple[Mapping[str, Any], ...]] = (
    {
        "AllowedHeaders": ["*"],
        "AllowedMethods": ["GET", "HEAD", "PUT", "POST", "DELETE"],
        "AllowedOrigins": ["*"],
        "ExposedHeaders": ["x-amz-server-side-encryption", "x-amz-request-id", "x-amz-id-2", "ETag"],
        "MaxAge": 3000,
    },
)


def code() -> bytes:
    """A zip with the function's source, the same bytes every time."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        entry = zipfile.ZipInfo("index.js", date_time=(1980, 1, 1, 0, 0, 0))
        entry.external_attr = 0o644 << 16
        archive.writestr(entry, HANDLER)
    return content.getvalue()


def json_text(value: object) -> str:
    """A document of IAM as the APIs take it."""
    return json.dumps(value, separators=(",", ":"))
