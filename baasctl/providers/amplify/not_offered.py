"""Requests of AWS's services that configure something and that no field of a spec can say, with the reason of each.

Together with the entries of the groups of kinds every writing operation of botocore's models is answered for;
`tests/unit/providers/amplify/test_every_operation.py` counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from baasctl.providers.contract import No

_VERIFIED: Final = date(2026, 11, 23)
_OUT: Final = "take it out for this target"


@dataclass(frozen=True, slots=True)
class Refused:
    """A name of `native` that is no field.

    Attributes:
        service: As boto3 names it.
        operations: All that would write it, in the words of AWS.
    """

    service: str
    operations: tuple[str, ...]
    reason: str
    hint: str = _OUT

    @property
    def answer(self) -> No:
        """As the support table has it."""
        return No(reason=self.reason, hint=self.hint, verified=_VERIFIED, source=f"botocore 1.43.106, {self.service}")


def _three(noun: str) -> tuple[str, ...]:
    return tuple(f"{verb}{noun}" for verb in ("Create", "Update", "Delete"))


_LATEST: Final = "it belongs to a version or an alias, and baasctl writes $LATEST alone"
_COMPILED: Final = "what a table is made of is compiled by Amplify, which would overwrite it"
_IN_CODE: Final = "say it in the backend's code"
_REPORTS: Final = "it reports on a bucket, and lets nobody in"
_BY_ARN: Final = "it is an object of its own that a function names by its ARN"

AUTH: Final[Mapping[str, Refused]] = {
    "Terms": Refused(
        "cognito-idp", _three("Terms"), "terms are documents of the sign-in pages, one for each client and language"
    ),
    "Replicas": Refused(
        "cognito-idp",
        _three("UserPoolReplica"),
        "a replica is a pool in another region with users and a state of its own",
        "make it by hand; baasctl manages the pool that it copies",
    ),
    "ProvisionedLimits": Refused(
        "cognito-idp", ("UpdateProvisionedLimit",), "the request rates are bought for the account, not for a pool"
    ),
}
APP_CLIENTS: Final[Mapping[str, Refused]] = {
    "ClientSecrets": Refused(
        "cognito-idp",
        ("AddUserPoolClientSecret", "DeleteUserPoolClientSecret"),
        "a second secret is a step on the way to another one, no state to stay in",
        "write one of your own as `client_secret`",
    ),
}
GRAPHQL_API: Final[Mapping[str, Refused]] = {
    "DomainName": Refused(
        "appsync",
        (*_three("DomainName"), "AssociateApi", "DisassociateApi"),
        "a domain needs a certificate and DNS of an account that Amplify does not know",
        _IN_CODE,
    ),
    "SourceApis": Refused(
        "appsync",
        (
            *(f"{verb}{noun}GraphqlApi" for verb in ("Associate", "Disassociate") for noun in ("Merged", "Source")),
            "UpdateSourceApiAssociation",
            "StartSchemaMerge",
        ),
        "Amplify makes no merged APIs",
        _IN_CODE,
    ),
    "Types": Refused("appsync", _three("Type"), "the schema says all types", "write them in `schema`"),
    "EventApis": Refused(
        "appsync",
        (*_three("Api"), *_three("ChannelNamespace")),
        "an API of events is another product of AppSync, without a schema",
    ),
    "UpdateTable": Refused("dynamodb", ("CreateTable", "DeleteTable"), _COMPILED, _IN_CODE),
    "ContributorInsights": Refused("dynamodb", ("UpdateContributorInsights",), _COMPILED, _IN_CODE),
    "KinesisStreamingDestination": Refused(
        "dynamodb",
        tuple(f"{verb}KinesisStreamingDestination" for verb in ("Enable", "Update", "Disable")),
        _COMPILED,
        _IN_CODE,
    ),
    "ResourcePolicy": Refused("dynamodb", ("PutResourcePolicy", "DeleteResourcePolicy"), _COMPILED, _IN_CODE),
    "Replicas": Refused(
        "dynamodb",
        ("CreateGlobalTable", "UpdateGlobalTable", "UpdateGlobalTableSettings", "UpdateTableReplicaAutoScaling"),
        "tables of Amplify are in one region",
        _IN_CODE,
    ),
}
FUNCTIONS: Final[Mapping[str, Refused]] = {
    "Aliases": Refused("lambda", (*_three("Alias"), "PublishVersion"), _LATEST),
    "ProvisionedConcurrency": Refused(
        "lambda", ("PutProvisionedConcurrencyConfig", "DeleteProvisionedConcurrencyConfig"), _LATEST
    ),
    "FunctionScalingConfig": Refused("lambda", ("PutFunctionScalingConfig",), _LATEST),
    "CapacityProviders": Refused("lambda", _three("CapacityProvider"), _BY_ARN, "make it elsewhere and name its ARN"),
    "CodeSigningConfigs": Refused(
        "lambda", _three("CodeSigningConfig"), _BY_ARN, "make it elsewhere and name its ARN as `CodeSigningConfigArn`"
    ),
    "LayerVersions": Refused(
        "lambda",
        ("PublishLayerVersion", "DeleteLayerVersion", "AddLayerVersionPermission", "RemoveLayerVersionPermission"),
        _BY_ARN,
        "publish it elsewhere and name it in `Layers`",
    ),
    "ResourcePolicy": Refused(
        "lambda",
        ("PutResourcePolicy", "DeleteResourcePolicy"),
        "the whole policy belongs to every caller together",
        "who may call is said by `trigger` and `auth_hooks`",
    ),
}
FUNCTION_SECRETS: Final[Mapping[str, Refused]] = {
    "Labels": Refused(
        "ssm", ("LabelParameterVersion", "UnlabelParameterVersion"), "Amplify reads the newest version of a secret"
    ),
}
BUCKETS: Final[Mapping[str, Refused]] = {
    "Acl": Refused("s3", ("PutBucketAcl",), "new buckets have no access lists", "write `storage_access` or `public`"),
    "Abac": Refused("s3", ("PutBucketAbac",), "rules by tags are written in policies of roles"),
    "ReplicationConfiguration": Refused(
        "s3",
        ("PutBucketReplication", "DeleteBucketReplication"),
        "a copy of a bucket is another bucket with a role of its own, which Amplify does not know",
    ),
    **{
        name: Refused("s3", tuple(f"{verb}Bucket{name}Configuration" for verb in ("Put", "Delete")), _REPORTS)
        for name in ("Analytics", "Inventory", "Metrics")
    },
    "IntelligentTiering": Refused(
        "s3",
        ("PutBucketIntelligentTieringConfiguration", "DeleteBucketIntelligentTieringConfiguration"),
        "where old objects are kept is said by rules of `LifecycleRules`",
    ),
    "Metadata": Refused(
        "s3",
        (
            *(f"{verb}BucketMetadata{of}Configuration" for verb in ("Create", "Delete") for of in ("", "Table")),
            *(f"UpdateBucketMetadata{of}TableConfiguration" for of in ("Annotation", "Inventory", "Journal")),
        ),
        "tables about objects are buckets of their own",
    ),
}
NOT_OFFERED: Final[Mapping[str, Mapping[str, Refused]]] = {
    "auth": AUTH,
    "app_clients": APP_CLIENTS,
    "graphql_api": GRAPHQL_API,
    "functions": FUNCTIONS,
    "function_secrets": FUNCTION_SECRETS,
    "buckets": BUCKETS,
}
"""By kind, by the name below `native` under which somebody would look for it."""


def rows(kind: str) -> Mapping[str, No]:
    """The rows of a kind for the support table, by field."""
    return {f"native.{name}": refused.answer for name, refused in NOT_OFFERED.get(kind, {}).items()}
