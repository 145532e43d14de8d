"""Recorded answers of the real AWS about parts of resources, and an account of every recorded type."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from baasctl.model.value import freeze, same
from baasctl.providers.amplify import roles
from baasctl.providers.amplify.appsync import compiled, keys, tables
from baasctl.providers.amplify.lambda_functions import callers, event_sources, schedules
from baasctl.providers.amplify.user_pool import resources
from baasctl.providers.amplify.user_pool.documents import POOL, UI
from tests.contract.amplify.test_recorded_answers import is_resolved, lowered

Properties = Mapping[str, Any]
Facts = Mapping[str, object]


def table(properties: Properties) -> Facts:
    """As DescribeTable, DescribeContinuousBackups and DescribeTimeToLive have it; a member that is not there is not."""
    properties = {**properties, **next(iter(properties.get("Replicas", ())), {})}
    answers: dict[str, object] = {}
    if "DeletionProtectionEnabled" in properties:
        answers["dynamodb/protection/t"] = properties
    if recovery := properties.get("PointInTimeRecoverySpecification"):
        is_on = "ENABLED" if recovery.get("PointInTimeRecoveryEnabled") else "DISABLED"
        answers["dynamodb/recovery/t"] = {**recovery, "PointInTimeRecoveryStatus": is_on}
    if ttl := properties.get("TimeToLiveSpecification"):
        answers["dynamodb/ttl/t"] = {**ttl, "TimeToLiveStatus": "ENABLED" if ttl.get("Enabled") else "DISABLED"}
    found: Any = tables.decode(answers, ["t"], "api")[0].get("t", {})
    return dict(found)


def policy(properties: Properties) -> Facts:
    return {"document": roles.normal_document(json.dumps(properties["PolicyDocument"]))}


def event_source(properties: Properties) -> Facts:
    state = "Enabled" if properties.get("Enabled", True) else "Disabled"
    return event_sources.decoded([{"EventSourceArn": "its own Kafka", "State": state, **properties}])


def url(properties: Properties) -> Facts:
    everybody = {"Principal": "*", "Action": "lambda:InvokeFunctionUrl", "Effect": "Allow"}
    values, unset = callers.decoded(properties, [everybody])
    return {path: value for path, value in values.items() if path not in unset}


def schedule(properties: Properties) -> Facts:
    values, unset = schedules.decoded(properties)
    return {path: value for path, value in values.items() if path not in unset}


def api_key(properties: Properties) -> Facts:
    """Cloud Control leaves out when a key of an Event API stops; AppSync itself always tells it."""
    return keys.decode([lowered(properties)]) if "Expires" in properties else {}


def data_source(properties: Properties) -> Facts:
    wire = {name: value for name, value in lowered(properties).items() if name != "apiId"}
    wire["dynamodbConfig"] = wire.pop("dynamoDBConfig", {})
    return compiled.data_sources([wire])


def pipeline_function(properties: Properties) -> Facts:
    wire = {name: value for name, value in lowered(properties).items() if name != "apiId"}
    return {"digest": compiled.digest_of(wire)}


def classic_pages(properties: Properties) -> Facts:
    (found,) = resources.decode("auth", {POOL: {}, UI: properties}, "prod", None, {})  # type: ignore[arg-type]
    return {"native": found.attributes["native"]}


PARTS: Final[Mapping[str, tuple[int, Callable[[Properties], Facts]]]] = {
    "AWS::AppSync::ApiKey": (2, api_key),
    "AWS::AppSync::DataSource": (2, data_source),
    "AWS::AppSync::FunctionConfiguration": (1, pipeline_function),
    "AWS::Cognito::UserPoolUICustomizationAttachment": (1, classic_pages),
    "AWS::DynamoDB::GlobalTable": (4, table),
    "AWS::DynamoDB::Table": (12, table),
    "AWS::IAM::ManagedPolicy": (3, policy),
    "AWS::IAM::Policy": (5, policy),
    "AWS::IAM::RolePolicy": (1, policy),
    "AWS::Lambda::EventSourceMapping": (4, event_source),
    "AWS::Lambda::Url": (2, url),
    "AWS::S3::BucketPolicy": (7, policy),
    "AWS::Scheduler::Schedule": (3, schedule),
}
"""How many recordings of each type are compared, at least, and how one is read."""
ELSEWHERE: Final[Mapping[str, str]] = {
    "AWS::Amplify::App": "test_recorded_answers.py",
    "AWS::Amplify::Branch": "test_recorded_answers.py",
    "AWS::AppSync::GraphQLApi": "test_recorded_answers.py",
    "AWS::AppSync::Resolver": "test_graphql_api.py",
    "AWS::Cognito::IdentityPool": "test_pool_members_recorded.py",
    "AWS::Cognito::IdentityPoolRoleAttachment": "test_pool_members_recorded.py",
    "AWS::Cognito::UserPool": "test_recorded_user_pools.py",
    "AWS::Cognito::UserPoolClient": "test_recorded_user_pools.py",
    "AWS::Cognito::UserPoolGroup": "test_pool_members_recorded.py",
    "AWS::Cognito::UserPoolIdentityProvider": "test_pool_members_recorded.py",
    "AWS::Cognito::UserPoolResourceServer": "test_pool_members_recorded.py",
    "AWS::Cognito::UserPoolRiskConfigurationAttachment": "test_recorded_user_pools.py",
    "AWS::IAM::Role": "test_recorded_answers.py",
    "AWS::Lambda::Function": "test_recorded_functions.py",
    "AWS::S3::Bucket": "test_recorded_buckets_and_roles.py",
}
NOT_OURS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("AWS::AppSync::Api", "AWS::AppSync::ChannelNamespace", "AWS::AppSync::SourceApiAssociation"),
        "refused by the support table",
    ),
    **dict.fromkeys(("AWS::Lambda::Alias", "AWS::Lambda::LayerVersion"), "refused by the support table"),
    "AWS::Cognito::UserPoolDomain": "what was declared is the domain's name, which is how it is found",
    "AWS::Cognito::UserPoolUser": "users are no configuration",
    "AWS::Lambda::Permission": "statements are made and counted by who may call, and not compared one by one",
    "AWS::Logs::LogGroup": "no kind describes logs",
    "AWS::S3::AccessPoint": "another door to a bucket, which Amplify does not make",
    "AWS::S3::StorageLens": "reports on an account",
    "AWS::SSM::Parameter": "secrets of functions are SecureString, which CloudFormation cannot make",
    "AWS::Scheduler::ScheduleGroup": "refused by the support table",
    **dict.fromkeys(
        (f"AWS::IAM::{name}" for name in ("AccessKey", "Group", "InstanceProfile", "OIDCProvider", "SAMLProvider")),
        "no kind describes it",
    ),
    **dict.fromkeys(("AWS::IAM::User", "AWS::IAM::UserPolicy"), "users of the account are no part of an app"),
    **dict.fromkeys(
        (f"AWS::SecretsManager::{name}" for name in ("ResourcePolicy", "RotationSchedule", "Secret")),
        "Amplify keeps secrets in parameters of SSM",
    ),
    "AWS::SecretsManager::SecretTargetAttachment": "Amplify keeps secrets in parameters of SSM",
}


def models(shared: Path) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = json.loads((shared / "contracts" / "aws-live-models.json").read_text("utf-8"))[
        "models"
    ]
    return found


def recorded(shared: Path, resource_type: str) -> list[tuple[str, Properties, Properties]]:
    """File, what was declared and could be resolved, what AWS answered; without recordings of a real difference."""
    found = []
    for each in models(shared):
        model, resource = each["model"], each["model"]["resource"]
        differs = any(said["tier"] == "declared" for said in model.get("expected", ()))
        if resource["resourceType"] == resource_type and model.get("liveRaw") and not differs:
            declared = {name: value for name, value in resource["declared"].items() if is_resolved(value)}
            found.append((each["file"], {**declared, **_placed(resource_type, model["liveRaw"])}, model["liveRaw"]))
    return found


def _placed(resource_type: str, live: Properties) -> Properties:
    """What a resource is found by, where its template says it by reference."""
    names = {"AWS::AppSync::DataSource": ("Name",), "AWS::Lambda::EventSourceMapping": ("EventSourceArn",)}
    return {name: live[name] for name in names.get(resource_type, ()) if name in live}


@pytest.mark.parametrize("resource_type", PARTS)
def test_a_recorded_part_differs_in_nothing_that_was_declared(shared: Path, resource_type: str) -> None:
    """What AWS adds, sorts, rounds or fills in is no drift."""
    least, read = PARTS[resource_type]
    compared = 0
    for file, declared, live in recorded(shared, resource_type):
        if read is policy and "PolicyDocument" not in declared:
            continue
        wanted, found = read(declared), read(live)
        differing = [path for path, value in wanted.items() if not same(freeze(value), freeze(found.get(path)))]
        assert differing == [], (file, wanted, found)
        compared += 1
    assert compared >= least


def test_every_recorded_type_is_compared_or_not_ours(shared: Path) -> None:
    """A type that a newer recording brings has to be placed; the counts of what is compared are printed."""
    types = Counter(str(each["model"].get("resource", {}).get("resourceType")) for each in models(shared))
    placed = {**ELSEWHERE, **dict.fromkeys(PARTS, "here"), **NOT_OURS}

    assert set(types) - set(placed) == set()
    ours = {name: count for name, count in types.items() if name not in NOT_OURS}
    print(f"{sum(ours.values())} of {sum(types.values())} recorded models are of types that are compared: {ours}")
    assert len(ours) >= 28
    assert sum(ours.values()) >= 134
