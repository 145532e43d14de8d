"""Settings of a function that only Lambda has, by the operation that writes them.

Without a prefix: members of CreateFunction, UpdateFunctionConfiguration and UpdateFunctionCode. Under a prefix
(`FunctionUrlConfig`, `EventInvokeConfig`, `RuntimeManagementConfig`, `Schedule`): members of the operation that has
the name. Bounds: botocore 1.43.106, lambda 2015-03-31 and scheduler 2021-06-30.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from baasctl.model.field import Field, Shape
from baasctl.model.value import Value
from baasctl.providers.contract import Bounds

NATIVE: Final = "/native/amplify"
_LAMBDA: Final = "Lambda"
_SCHEDULER: Final = "EventBridge Scheduler"
_ANYTHING: Final = Bounds()
_ARN: Final = Bounds(pattern=r"arn:aws[a-zA-Z-]*:[a-z0-9-.]+:.*", whose=_LAMBDA)
_SWITCH: Final = Bounds(choices=(True, False), whose=_LAMBDA)


@dataclass(frozen=True, slots=True)
class NativeField:
    """One setting.

    Attributes:
        field: Shape and meaning.
        bounds: What AWS accepts.
        default: The value that it has when nobody set it; `None`: none.
        cleared: What is sent to unset it; `None`: it has no unset state.
    """

    field: Field
    bounds: Bounds = _ANYTHING
    default: Value = None
    cleared: object = None


def _text(doc: str, bounds: Bounds = _ANYTHING, cleared: object = "") -> NativeField:
    return NativeField(Field(doc=doc), bounds, None, cleared)


def _choice(doc: str, *choices: str, default: str | None = None, whose: str = _LAMBDA) -> NativeField:
    return NativeField(Field(doc=doc), Bounds(choices=choices, whose=whose), default, default)


def _number(doc: str, least: float, most: float | None, default: Value = None, whose: str = _LAMBDA) -> NativeField:
    return NativeField(Field(doc=doc), Bounds(minimum=least, maximum=most, whose=whose), default, default)


def _switch(doc: str, *, default: bool = False) -> NativeField:
    return NativeField(Field(doc=doc), _SWITCH, default, default)


def _texts(doc: str, longest: int | None = None, *, is_set: bool = False) -> NativeField:
    shape = Shape.SET if is_set else Shape.LIST
    return NativeField(Field(shape=shape, element=Field(), doc=doc), Bounds(longest=longest, whose=_LAMBDA), (), ())


def records(doc: str, members: Mapping[str, str]) -> Field:
    """A list of records of texts."""
    element = Field(shape=Shape.RECORD, members={name: Field(doc=text) for name, text in members.items()})
    return Field(shape=Shape.LIST, element=element, doc=doc)


CONFIGURATION: Final[Mapping[str, NativeField]] = {
    "VpcConfig.SubnetIds": _texts("Subnets that it runs in.", 16, is_set=True),
    "VpcConfig.SecurityGroupIds": _texts("Their security groups.", 5, is_set=True),
    "VpcConfig.Ipv6AllowedForDualStack": _switch("It reaches out over IPv6 too."),
    "DeadLetterConfig.TargetArn": _text("Queue or topic of calls that failed, as its ARN.", _ARN),
    "KMSKeyArn": _text("Key that encrypts variables and snapshots, as its ARN.", _ARN),
    "TracingConfig.Mode": _choice("X-Ray traces.", "Active", "PassThrough", default="PassThrough"),
    "Layers": _texts("Layers, as ARNs with their versions; the order counts.", 5),
    "FileSystemConfigs": NativeField(
        records("File system that is mounted; at most one.", {"Arn": "Access point.", "LocalMountPath": "Below /mnt."}),
        Bounds(longest=1, whose=_LAMBDA),
        (),
        (),
    ),
    "ImageConfig.EntryPoint": _texts("Of a container image: what is run.", 1500),
    "ImageConfig.Command": _texts("Of a container image: its arguments.", 1500),
    "ImageConfig.WorkingDirectory": _text("Of a container image.", Bounds(longest=1000, whose=_LAMBDA)),
    "EphemeralStorage.Size": _number("MiB of `/tmp`.", 512, 32768, 512),
    "SnapStart.ApplyOn": _choice("Snapshots of initialised code.", "PublishedVersions", "None", default="None"),
    "LoggingConfig.LogFormat": _choice("Form of its log.", "JSON", "Text", default="Text"),
    "LoggingConfig.ApplicationLogLevel": _choice(
        "Least level of the code's own log lines; for JSON.", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"
    ),
    "LoggingConfig.SystemLogLevel": _choice("Least level of Lambda's log lines; for JSON.", "DEBUG", "INFO", "WARN"),
    "LoggingConfig.LogGroup": NativeField(
        Field(doc="Log group; left out, `/aws/lambda/` and the name."),
        Bounds(pattern=r"[\.\-_/#A-Za-z0-9]{1,512}", whose=_LAMBDA),
    ),
    "CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn": NativeField(
        Field(doc="Managed instances that it runs on, as the ARN of their capacity provider."),
        Bounds(pattern=r"arn:aws[a-zA-Z-]*:lambda:.+:capacity-provider:[a-zA-Z0-9-_]+", whose=_LAMBDA),
    ),
    "CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.PerExecutionEnvironmentMaxConcurrency": (
        _number("Calls that one environment of managed instances serves at a time.", 1, 1600)
    ),
    "CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.ExecutionEnvironmentMemoryGiBPerVCpu": (
        _number("GiB of memory by processor on managed instances.", 2, 8)
    ),
    "DurableConfig.KMSKeyArn": _text("Key that encrypts the state of durable executions.", _ARN),
    "DurableConfig.RetentionPeriodInDays": _number("How long finished durable executions are kept.", 1, 90),
    "DurableConfig.ExecutionTimeout": _number("Longest durable execution, in seconds.", 1, 31622400),
}
"""Members of UpdateFunctionConfiguration."""

CODE: Final[Mapping[str, NativeField]] = {
    "Architectures": NativeField(
        Field(shape=Shape.LIST, element=Field(), doc="Processor; exactly one."),
        Bounds(choices=("x86_64", "arm64"), longest=1, whose=_LAMBDA),
        ("x86_64",),
        ("x86_64",),
    ),
    "SourceKMSKeyArn": _text("Key that encrypts the zip.", _ARN),
}
"""Members of UpdateFunctionCode, which carries the code too."""

CREATED: Final[Mapping[str, NativeField]] = {
    "TenancyConfig.TenantIsolationMode": NativeField(
        Field(doc="Environments are not shared between tenants.", immutable=True),
        Bounds(choices=("PER_TENANT",), whose=_LAMBDA),
    ),
}
"""Members of CreateFunction alone."""

ASIDE: Final[Mapping[str, NativeField]] = {
    "ReservedConcurrentExecutions": NativeField(
        Field(doc="Most calls at a time, set aside for this function; 0 stops it."),
        Bounds(minimum=0, whose=_LAMBDA),
        None,
        (),
    ),
    "RecursiveLoop": _choice("What happens when it calls itself.", "Allow", "Terminate", default="Terminate"),
    "RuntimeManagementConfig.UpdateRuntimeOn": _choice(
        "When it gets a newer runtime.", "Auto", "Manual", "FunctionUpdate", default="Auto"
    ),
    "RuntimeManagementConfig.RuntimeVersionArn": NativeField(
        Field(doc="Runtime version of `Manual`."),
        Bounds(pattern=r"arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+::runtime:.+", whose=_LAMBDA),
    ),
    "CodeSigningConfigArn": _text(
        "Who must have signed the code, as the ARN of the configuration.",
        Bounds(pattern=r"arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\d{12}:code-signing-config:csc-[a-z0-9]{17}"),
    ),
    "FunctionUrlConfig.InvokeMode": _choice(
        "Whether the answer of its URL is sent as it comes.", "BUFFERED", "RESPONSE_STREAM", default="BUFFERED"
    ),
    "FunctionUrlConfig.Cors.AllowCredentials": _switch("Browsers send cookies along."),
    "FunctionUrlConfig.Cors.AllowHeaders": _texts("Headers that browsers may send.", 100, is_set=True),
    "FunctionUrlConfig.Cors.AllowMethods": _texts("Methods that browsers may use.", 6, is_set=True),
    "FunctionUrlConfig.Cors.AllowOrigins": _texts("Pages that may call its URL.", 100, is_set=True),
    "FunctionUrlConfig.Cors.ExposeHeaders": _texts("Headers that pages may read.", 100, is_set=True),
    "FunctionUrlConfig.Cors.MaxAge": _number("Seconds for which browsers keep this.", 0, 86400, 0),
    "EventInvokeConfig.MaximumRetryAttempts": _number("How often a failed asynchronous call is repeated.", 0, 2, 2),
    "EventInvokeConfig.MaximumEventAgeInSeconds": _number("How long it is tried.", 60, 21600, 21600),
    "EventInvokeConfig.DestinationConfig.OnSuccess.Destination": _text("Where results go, as an ARN.", _ARN),
    "EventInvokeConfig.DestinationConfig.OnFailure.Destination": _text("Where failures go, as an ARN.", _ARN),
    "Schedule.Description": _text("Of the schedule.", Bounds(longest=512, whose=_SCHEDULER)),
    "Schedule.KmsKeyArn": _text("Key that encrypts the schedule, as its ARN."),
    "Schedule.StartDate": _text("Nothing happens before; `2027-01-01T00:00:00Z`."),
    "Schedule.EndDate": _text("Nothing happens after."),
    "Schedule.ActionAfterCompletion": _choice(
        "What becomes of a schedule that is over.", "NONE", "DELETE", default="NONE", whose=_SCHEDULER
    ),
    "Schedule.FlexibleTimeWindow.Mode": _choice(
        "Whether calls may come later.", "OFF", "FLEXIBLE", default="OFF", whose=_SCHEDULER
    ),
    "Schedule.FlexibleTimeWindow.MaximumWindowInMinutes": NativeField(
        Field(doc="By how many minutes."), Bounds(minimum=1, maximum=1440, whose=_SCHEDULER)
    ),
    "Schedule.Target.RoleArn": NativeField(
        Field(doc="Role with which the schedule calls; left out, baasctl makes one."),
        Bounds(pattern=r"arn:aws(-[a-z]+)*:iam::\d{12}:role/[\w+=,.@/-]+", whose=_SCHEDULER),
    ),
    "Schedule.Target.DeadLetterConfig.Arn": _text("Queue of calls that failed, as its ARN."),
    "Schedule.Target.RetryPolicy.MaximumEventAgeInSeconds": _number(
        "How long a failed call is repeated.", 60, 86400, 86400, _SCHEDULER
    ),
    "Schedule.Target.RetryPolicy.MaximumRetryAttempts": _number("How often.", 0, 185, 185, _SCHEDULER),
    "ignore": NativeField(
        Field(
            shape=Shape.SET,
            element=Field(),
            doc="Files of the folder that are left out, as in firebase.json; else .git, venv, __pycache__ and *.local.",
        )
    ),
}
"""Settings with operations of their own."""

ALL: Final[Mapping[str, NativeField]] = {**CONFIGURATION, **CODE, **CREATED, **ASIDE}

REFUSED: Final[Mapping[str, str]] = {
    "S3Bucket": "the code comes from `source`",
    "S3Key": "the code comes from `source`",
    "S3ObjectVersion": "the code comes from `source`",
    "S3ObjectStorageMode": "the code comes from `source`",
    "ImageUri": "the code comes from `source`; functions from container images keep theirs",
    "PackageType": "functions that baasctl makes are zips",
    "Publish": "baasctl writes $LATEST and publishes no versions",
    "PublishTo": "baasctl writes $LATEST and publishes no versions",
    "Schedule.GroupName": "a schedule that is there stays in its group; new ones are in `default`",
    "Schedule.Target.EcsParameters": "the schedule of a function calls the function",
    "Schedule.Target.EventBridgeParameters": "the schedule of a function calls the function",
    "Schedule.Target.KinesisParameters": "the schedule of a function calls the function",
    "Schedule.Target.SageMakerPipelineParameters": "the schedule of a function calls the function",
    "Schedule.Target.SqsParameters": "the schedule of a function calls the function",
}
"""Members that a spec cannot use, and why."""


def pointer_of(path: str) -> str:
    """The JSON Pointer of a native path: `/native/amplify/EphemeralStorage/Size`."""
    return f"{NATIVE}/{path.replace('.', '/')}"


GROUPS: Final = {
    "VpcConfig": "Network that it runs in.",
    "DeadLetterConfig": "What becomes of failed calls.",
    "TracingConfig": "Traces.",
    "ImageConfig": "Of functions from container images.",
    "EphemeralStorage": "Space for files.",
    "SnapStart": "Faster starts.",
    "LoggingConfig": "Its log.",
    "CapacityProviderConfig": "Instances of its own.",
    "LambdaManagedInstancesCapacityProviderConfig": "Managed instances.",
    "DurableConfig": "Executions that outlive one call.",
    "TenancyConfig": "Separation of tenants.",
    "RuntimeManagementConfig": "Newer runtimes.",
    "FunctionUrlConfig": "The URL behind `trigger.http`.",
    "Cors": "What browsers may do.",
    "EventInvokeConfig": "Asynchronous calls.",
    "DestinationConfig": "Where results go.",
    "OnSuccess": "Of calls that succeeded.",
    "OnFailure": "Of calls that failed.",
    "Schedule": "The schedule behind `trigger.schedule`.",
    "FlexibleTimeWindow": "Room around the moment.",
    "Target": "How the function is called.",
    "RetryPolicy": "What happens when a call fails.",
}
