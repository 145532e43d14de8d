"""What can be said of an app's GraphQL API, known offline."""

from __future__ import annotations

from typing import Final

from baasctl.kinds.graphql_api import COMPILED
from baasctl.providers.amplify.appsync import checks, keys, model_rules, schema_text, tables
from baasctl.providers.amplify.bounds import bounds_of
from baasctl.providers.amplify.graphql_api import KIND
from baasctl.providers.contract import Answered, Bounds, Yes
from baasctl.providers.entries import Entries

_MODEL: Final = "botocore appsync 2017-07-25"
_TABLES: Final = "botocore dynamodb 2012-08-10"
_ONLY_COMPARED: Final = "compared and adopted, not written: compiled and owned by CloudFormation"
_FIXED: Final = "compared and adopted, not written: fixed when the API is made"
_UPDATE: Final = "UpdateGraphqlApi"


def _update(wire: str, *, unset: bool = True, note: str = "") -> Yes:
    """A member of `UpdateGraphqlApi`, with the bounds of AWS's own model."""
    found = bounds_of("appsync", _UPDATE, wire)
    # Choices are those of the wire; the kind has words of its own for them.
    open_bounds = Bounds(minimum=found.minimum, maximum=found.maximum, longest=found.longest, whose=found.whose)
    return Yes(wire=wire, unset=unset, note=note, bounds=open_bounds, source=_MODEL)


def _mode(place: str) -> dict[str, Answered]:
    """An auth mode: of the default (no place) or of the further ones."""
    dot = f"{place}." if place else ""
    found: dict[str, Answered] = {
        "type": _update(f"{dot}authenticationType", unset=False),
        "user_pool": _update(f"{dot}userPoolConfig.userPoolId", note="left out, the app's own"),
        "region": _update(f"{dot}userPoolConfig.awsRegion", note="left out, the API's own"),
        "client_pattern": Yes(
            wire=f"{dot}userPoolConfig.appIdClientRegex, {dot}openIDConnectConfig.clientId", source=_MODEL
        ),
        "issuer": _update(f"{dot}openIDConnectConfig.issuer", unset=False),
        "ttl_after_issue": _update(f"{dot}openIDConnectConfig.iatTTL", note="milliseconds on the wire"),
        "ttl_after_sign_in": _update(f"{dot}openIDConnectConfig.authTTL", note="milliseconds on the wire"),
        "function": _update(f"{dot}lambdaAuthorizerConfig.authorizerUri", unset=False),
        "result_ttl": _update(f"{dot}lambdaAuthorizerConfig.authorizerResultTtlInSeconds"),
        "token_pattern": _update(f"{dot}lambdaAuthorizerConfig.identityValidationExpression"),
    }
    if not place:
        found["default_action"] = _update("userPoolConfig.defaultAction")
    return found


def _compared(wire: str, note: str = _ONLY_COMPARED) -> Yes:
    return Yes(wire=wire, note=note, source=_MODEL)


_WRITTEN: Final[dict[str, Answered]] = {
    "name": _update("name", unset=False),
    "schema": Yes(
        wire="StartSchemaCreation.definition",
        unset=False,
        note="compared as parsed SDL: order, comments and formatting are no difference",
        source=_MODEL,
    ),
    "auth.additional": _update("additionalAuthenticationProviders"),
    **{f"auth.default.{name}": answer for name, answer in _mode("").items()},
    **{f"auth.additional.*.{name}": answer for name, answer in _mode("additionalAuthenticationProviders").items()},
    "introspection": _update("introspectionConfig"),
    "limits.query_depth": _update("queryDepthLimit", note="0 on the wire is no limit of its own"),
    "limits.resolvers": _update("resolverCountLimit", note="0 on the wire is no limit of its own"),
    "logs.level": _update("logConfig.fieldLogLevel", unset=False),
    "logs.role": _update("logConfig.cloudWatchLogsRoleArn", unset=False),
    "logs.exclude_verbose": _update("logConfig.excludeVerboseContent"),
    "xray": _update("xrayEnabled"),
    "metrics.resolvers": _update("enhancedMetricsConfig.resolverLevelMetricsBehavior", unset=False),
    "metrics.data_sources": _update("enhancedMetricsConfig.dataSourceLevelMetricsBehavior", unset=False),
    "metrics.operations": _update("enhancedMetricsConfig.operationLevelMetricsConfig", unset=False),
    "merge_role": _update("mergedApiExecutionRoleArn", unset=False),
    "owner_contact": _update("ownerContact"),
    "env": Yes(
        wire="PutGraphqlApiEnvironmentVariables.environmentVariables",
        bounds=bounds_of("appsync", "PutGraphqlApiEnvironmentVariables", "environmentVariables"),
        source=_MODEL,
    ),
    "api_keys": Yes(wire="CreateApiKey.description", unset=False, note="the id is the key: never shown", source=_MODEL),
    "api_keys.*": Yes(wire="DeleteApiKey", note="null deletes the key", source=_MODEL),
    "api_keys.*.expires": Yes(
        wire="CreateApiKey.expires, UpdateApiKey.expires", unset=False, note="rounded down to the hour", source=_MODEL
    ),
    "api_keys.*.valid_for": Yes(
        wire="CreateApiKey.expires, UpdateApiKey.expires",
        unset=False,
        bounds=Bounds(minimum=keys.SHORTEST, maximum=keys.LONGEST, whose="AWS AppSync"),
        source=_MODEL,
    ),
    "api_keys.*.renew_before": Yes(
        wire="UpdateApiKey.expires",
        unset=False,
        bounds=Bounds(maximum=keys.LONGEST, whose="AWS AppSync"),
        note="baasctl's own: looked at by every plan",
        source=_MODEL,
    ),
}
_OF_TABLES: Final[dict[str, Answered]] = {
    "tables": Yes(wire="dynamodbConfig.tableName", unset=False, source=_MODEL),
    "tables.*.delete_protection": Yes(wire="UpdateTable.DeletionProtectionEnabled", source=_TABLES),
    "tables.*.point_in_time_recovery": Yes(
        wire="UpdateContinuousBackups.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", source=_TABLES
    ),
    "tables.*.recovery_window": Yes(
        wire="UpdateContinuousBackups.PointInTimeRecoverySpecification.RecoveryPeriodInDays",
        unset=False,
        bounds=Bounds(minimum=tables.DAY, maximum=35 * tables.DAY, whose="Amazon DynamoDB"),
        source=_TABLES,
    ),
    "tables.*.ttl": Yes(
        wire="UpdateTimeToLive.TimeToLiveSpecification",
        bounds=bounds_of("dynamodb", "UpdateTimeToLive", "TimeToLiveSpecification.AttributeName"),
        source=_TABLES,
    ),
}
_COMPILED: Final[dict[str, Answered]] = {
    "type": _compared("apiType", _FIXED),
    "visibility": _compared("visibility", _FIXED),
    "data_sources": _compared("ListDataSources.dataSources"),
    **{
        f"data_sources.*.{name}": _compared(f"ListDataSources.dataSources.{wire}")
        for name, wire in {
            "type": "type",
            "resource": "dynamodbConfig.tableName, lambdaConfig.lambdaFunctionArn, httpConfig.endpoint, …",
            "role": "serviceRoleArn",
            "versioned": "dynamodbConfig.versioned",
            "digest": "*",
        }.items()
    },
    "resolvers": _compared("ListResolvers.resolvers"),
    "resolvers.*": _compared("ListResolvers.resolvers.*"),
    "functions": _compared("ListFunctions.functions"),
    "functions.*": _compared("ListFunctions.functions.*"),
    "models": _compared("GetIntrospectionSchema.schema"),
    "models.*.rules": _compared(
        "GetIntrospectionSchema.schema.types", "for the backend's schema: not seen, not written"
    ),
    "models.*.callers": _compared(
        "GetIntrospectionSchema.schema.directives", "as far as directives of AppSync show it"
    ),
    "models.*.callers.*": _compared("GetIntrospectionSchema.schema.directives.*"),
    "conflict_detection": _compared("syncConfig"),
    "conflict_detection.*": _compared("syncConfig.conflictHandler"),
    "cache": _compared("GetApiCache.apiCache"),
    **{
        f"cache.{name}": _compared(f"GetApiCache.apiCache.{wire}")
        for name, wire in {
            "behaviour": "apiCachingBehavior",
            "size": "type",
            "ttl": "ttl",
            "encrypted_at_rest": "atRestEncryptionEnabled",
            "encrypted_in_transit": "transitEncryptionEnabled",
        }.items()
    },
}
assert {name.partition(".")[0] for name in _COMPILED} == {*COMPILED, model_rules.MEMBER}

ENTRIES: Final = Entries(
    kinds={KIND: Yes(source=_MODEL, note="one AppSync API, that the app's backend made")},
    fields={KIND: {**_WRITTEN, **_OF_TABLES, **_COMPILED}},
    checks=(checks.check, schema_text.check),
    risks=(schema_text.risks,),
)
