"""What a backend was compiled to: data sources, resolvers, functions, caching, conflict detection. Read only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from baasctl.model.value import Attributes, Value, freeze
from baasctl.providers.strict import expect, expect_objects

_SERVERS: Final = frozenset({"dataSourceArn", "functionArn", "functionId", "resolverArn"})
_DEFAULTS: Final[Mapping[str, object]] = {"maxBatchSize": 0, "metricsConfig": "DISABLED", "kind": "UNIT"}
_TYPES: Final = {
    "AMAZON_DYNAMODB": ("dynamodb", "dynamodbConfig", "tableName"),
    "AWS_LAMBDA": ("lambda", "lambdaConfig", "lambdaFunctionArn"),
    "HTTP": ("http", "httpConfig", "endpoint"),
    "AMAZON_OPENSEARCH_SERVICE": ("opensearch", "openSearchServiceConfig", "endpoint"),
    "AMAZON_ELASTICSEARCH": ("elasticsearch", "elasticsearchConfig", "endpoint"),
    "AMAZON_EVENTBRIDGE": ("eventbridge", "eventBridgeConfig", "eventBusArn"),
    "RELATIONAL_DATABASE": ("relational_database", "relationalDatabaseConfig", ""),
}
"""Type on the wire to our word, and where the table, function or address stands."""


def digest_of(wire: Mapping[str, Any]) -> str:
    """SHA-256 of what a resolver, function or data source is, without ids that the server gives and defaults."""
    kept = {
        name: value
        for name, value in _without_nothing(wire).items()
        if name not in _SERVERS and _DEFAULTS.get(name) != value
    }
    return f"sha256:{sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()}"


def _without_nothing(wire: Mapping[str, Any]) -> dict[str, Any]:
    """Records without members that are empty or off: AppSync fills them in."""
    told = {name: _without_nothing(value) if isinstance(value, Mapping) else value for name, value in wire.items()}
    return {name: value for name, value in told.items() if value not in (None, False, "", {}, [])}


def data_sources(answer: object) -> Attributes:
    """By name: what each leads to.

    Raises:
        UnexpectedAnswer: The list is not what the API promises.
    """
    return {_name(each, "dataSources"): freeze(_data_source(each)) for each in _objects(answer, "dataSources")}


def table_names(answer: object) -> tuple[str, ...]:
    """The DynamoDB tables behind an API, sorted."""
    found = {str((each.get("dynamodbConfig") or {}).get("tableName") or "") for each in _objects(answer, "dataSources")}
    return tuple(sorted(found - {""}))


def functions(answer: object) -> Attributes:
    """Name to digest; where a name repeats, the id stands behind it."""
    names = function_names(answer)
    return {names[str(each["functionId"])]: digest_of(each) for each in _objects(answer, "functions")}


def function_names(answer: object) -> Mapping[str, str]:
    """Id to the name that is told."""
    found = [(str(each.get("functionId", "")), _name(each, "functions")) for each in _objects(answer, "functions")]
    several = {name for _, name in found if sum(name == other for _, other in found) > 1}
    return {key: f"{name} ({key})" if name in several else name for key, name in found}


def resolvers(answers: Sequence[object], functions_answer: object) -> Attributes:
    """`Type.field` to digest; a pipeline is told by its functions' names, which outlive their ids."""
    names = function_names(functions_answer) if functions_answer is not None else {}
    found: dict[str, Value] = {}
    for each in (each for answer in answers for each in _objects(answer, "resolvers")):
        pipeline = (each.get("pipelineConfig") or {}).get("functions") or ()
        steps = [names.get(str(key), str(key)) for key in pipeline]
        told = {**each, "pipelineConfig": {"functions": steps}} if steps else each
        found[_resolver_name(each)] = digest_of(told)
    return found


def conflict_detection(answers: Sequence[object], functions_answer: object) -> Attributes:
    """Resolver or function to how it settles conflicts; those that look for none are not there."""
    found: dict[str, Value] = {}
    names = function_names(functions_answer or [])
    for name, each in (
        *((_resolver_name(each), each) for answer in answers for each in _objects(answer, "resolvers")),
        *((names[str(each["functionId"])], each) for each in _objects(functions_answer or [], "functions")),
    ):
        settings = each.get("syncConfig") or {}
        if settings.get("conflictDetection", "NONE") != "NONE":
            found[name] = str(settings.get("conflictHandler") or "NONE").lower()
    return found


def cache(answer: object) -> Attributes | None:
    """How answers are cached; `None`: they are not."""
    if answer is None:
        return None
    wire = expect(answer, dict, "apiCache", "")
    return {
        "behaviour": str(wire.get("apiCachingBehavior", "")).lower(),
        "size": str(wire.get("type", "")).lower(),
        "ttl": expect(wire.get("ttl", 0), int, "apiCache", "/ttl"),
        "encrypted_at_rest": bool(wire.get("atRestEncryptionEnabled", False)),
        "encrypted_in_transit": bool(wire.get("transitEncryptionEnabled", False)),
    }


def _data_source(wire: Mapping[str, Any]) -> dict[str, Value]:
    kind, member, place = _TYPES.get(str(wire.get("type")), (str(wire.get("type", "")).lower(), "", ""))
    config = wire.get(member) or {}
    found: dict[str, Value] = {"type": kind, "digest": digest_of(wire)}
    if config.get(place):
        found["resource"] = str(config[place])
    if wire.get("serviceRoleArn"):
        found["role"] = str(wire["serviceRoleArn"])
    if kind == "dynamodb":
        found["versioned"] = bool(config.get("versioned", False))
    return found


def _resolver_name(wire: Mapping[str, Any]) -> str:
    return f"{wire.get('typeName', '')}.{wire.get('fieldName', '')}"


def _name(wire: Mapping[str, Any], document: str) -> str:
    return expect(wire.get("name"), str, document, "/name")


def _objects(answer: object, document: str) -> list[dict[str, Any]]:
    return expect_objects(answer, document)
