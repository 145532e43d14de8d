"""`EventSourceMappings` of a function: queues and streams that call it, by the ARN of the source.

Source: botocore 1.43.106, lambda 2015-03-31, CreateEventSourceMapping and UpdateEventSourceMapping.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.model.field import Field, Shape
from baasctl.providers.amplify.lambda_functions.native_fields import GROUPS, NativeField, records
from baasctl.providers.amplify.native_records import native_records
from baasctl.providers.contract import Bounds

NAME: Final = "EventSourceMappings"
_LAMBDA: Final = "Lambda"
_SWITCH: Final = Bounds(choices=(True, False), whose=_LAMBDA)


def _scalar(doc: str, bounds: Bounds = Bounds()) -> NativeField:  # noqa: B008 - frozen
    return NativeField(Field(doc=doc), bounds)


def _range(doc: str, least: int, most: int) -> NativeField:
    return _scalar(doc, Bounds(minimum=least, maximum=most, whose=_LAMBDA))


def _list(doc: str, longest: int, *choices: str) -> NativeField:
    bounds = Bounds(choices=choices, longest=longest, whose=_LAMBDA)
    return NativeField(Field(shape=Shape.LIST, element=Field(), doc=doc), bounds)


_REGISTRY: Final = "AmazonManagedKafkaEventSourceConfig"
UPDATABLE: Final[Mapping[str, NativeField]] = {
    "Enabled": _scalar("It is read; false pauses it.", _SWITCH),
    "BatchSize": _range("Most records of one call.", 1, 10000),
    "FilterCriteria.Filters": NativeField(records("Which records.", {"Pattern": "A pattern of EventBridge, as JSON."})),
    "KMSKeyArn": _scalar("Key that encrypts the filters."),
    "MetricsConfig.Metrics": _list("Metrics that are kept.", 3),
    "LoggingConfig.SystemLogLevel": _scalar(
        "Least level of log lines.", Bounds(choices=("DEBUG", "INFO", "WARN"), whose=_LAMBDA)
    ),
    "ScalingConfig.MaximumConcurrency": _range("Most calls at a time, from a queue.", 2, 1000),
    "MaximumBatchingWindowInSeconds": _range("How long records are gathered.", 0, 300),
    "ParallelizationFactor": _range("Calls at a time by shard.", 1, 10),
    "DestinationConfig.OnSuccess.Destination": _scalar("Where results go, as an ARN."),
    "DestinationConfig.OnFailure.Destination": _scalar("Where records of failed calls go, as an ARN."),
    "MaximumRecordAgeInSeconds": _range("Older records are left out; -1: none is.", -1, 604800),
    "BisectBatchOnFunctionError": _scalar("A batch that failed is halved.", _SWITCH),
    "MaximumRetryAttempts": _range("How often a batch is repeated; -1: until it is too old.", -1, 10000),
    "TumblingWindowInSeconds": _range("Length of a window of streams.", 0, 900),
    "SourceAccessConfigurations": NativeField(
        records("How the source is reached.", {"Type": "Such as BASIC_AUTH.", "URI": "Secret or network, by its ARN."}),
        Bounds(longest=23, whose=_LAMBDA),
    ),
    "FunctionResponseTypes": _list("What its answer says.", 1, "ReportBatchItemFailures"),
    f"{_REGISTRY}.ConsumerGroupId": _scalar("Consumer group of Kafka."),
    f"{_REGISTRY}.SchemaRegistryConfig.SchemaRegistryURI": _scalar("Schema registry."),
    f"{_REGISTRY}.SchemaRegistryConfig.EventRecordFormat": _scalar(
        "Form of records.", Bounds(choices=("JSON", "SOURCE"), whose=_LAMBDA)
    ),
    f"{_REGISTRY}.SchemaRegistryConfig.AccessConfigs": NativeField(
        records("How the registry is reached.", {"Type": "Such as BASIC_AUTH.", "URI": "Secret, by its ARN."})
    ),
    f"{_REGISTRY}.SchemaRegistryConfig.SchemaValidationConfigs": NativeField(
        records("What is checked.", {"Attribute": "KEY or VALUE."})
    ),
    "DocumentDBEventSourceConfig.DatabaseName": _scalar("Database."),
    "DocumentDBEventSourceConfig.CollectionName": _scalar("Collection."),
    "DocumentDBEventSourceConfig.FullDocument": _scalar(
        "Whether changed documents come whole.", Bounds(choices=("UpdateLookup", "Default"), whose=_LAMBDA)
    ),
    "ProvisionedPollerConfig.MinimumPollers": _range("Least pollers.", 1, 200),
    "ProvisionedPollerConfig.MaximumPollers": _range("Most pollers.", 1, 10000),
    "ProvisionedPollerConfig.PollerGroupName": _scalar("Group of pollers."),
}
CREATED: Final[Mapping[str, NativeField]] = {
    "StartingPosition": _scalar(
        "Where reading begins; only when it is made.",
        Bounds(choices=("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"), whose=_LAMBDA),
    ),
    "StartingPositionTimestamp": _scalar("Moment of AT_TIMESTAMP; only when it is made."),
    "Topics": _list("Topic of Kafka; only when it is made.", 1),
    "Queues": _list("Queue of the broker; only when it is made.", 1),
}
"""Members that UpdateEventSourceMapping does not have."""

ALL: Final[Mapping[str, NativeField]] = {**UPDATABLE, **CREATED}
REFUSED: Final[Mapping[str, str]] = {
    "SelfManagedEventSource": "a source is named by its ARN, and Kafka outside of AWS has none",
    "SelfManagedKafkaEventSourceConfig": "a source is named by its ARN, and Kafka outside of AWS has none",
    "Tags": "tags of an event source are not compared",
}


def field() -> Field:
    """The native record: by ARN what is set; `null` for an ARN removes the mapping, others stay."""
    element = Field(
        shape=Shape.RECORD, members=native_records({path: each.field for path, each in ALL.items()}, GROUPS)
    )
    return Field(shape=Shape.RECORD, element=element, doc="Queues and streams that call it, by the source's ARN.")
