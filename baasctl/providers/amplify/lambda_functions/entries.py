"""What Amplify can do with functions and their secrets (research/vocabulary.md §8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from baasctl.model.change import Change, Hazard, Risk
from baasctl.providers.amplify.bounds import bounds_of, source_of
from baasctl.providers.amplify.lambda_functions import checks, event_source_fields
from baasctl.providers.amplify.lambda_functions.native_fields import (
    ALL,
    CREATED,
    GROUPS,
    REFUSED,
    NativeField,
    pointer_of,
)
from baasctl.providers.amplify.native_records import native_records
from baasctl.providers.contract import Answered, Bounds, No, Yes
from baasctl.providers.entries import Entries

_VERIFIED: Final = date(2026, 11, 22)
_LAMBDA: Final = source_of("lambda")
_SCHEDULER: Final = source_of("scheduler")
_HANDLER: Final = bounds_of("lambda", "UpdateFunctionConfiguration", "Handler")
_SSM: Final = source_of("ssm")
_OPERATIONS: Final = {
    f"{event_source_fields.NAME}.": ("lambda", "CreateEventSourceMapping"),
    "FunctionUrlConfig.": ("lambda", "UpdateFunctionUrlConfig"),
    "EventInvokeConfig.": ("lambda", "PutFunctionEventInvokeConfig"),
    "RuntimeManagementConfig.": ("lambda", "PutRuntimeManagementConfig"),
    "Schedule.": ("scheduler", "UpdateSchedule"),
}
_NEVER_UNSET: Final = frozenset(
    {
        "ignore",
        "TenancyConfig.TenantIsolationMode",
        "LoggingConfig.ApplicationLogLevel",
        "LoggingConfig.SystemLogLevel",
        "RuntimeManagementConfig.RuntimeVersionArn",
        "Schedule.FlexibleTimeWindow.MaximumWindowInMinutes",
        *(path for path in ALL if path.startswith(("CapacityProviderConfig.", "DurableConfig."))),
    }
)


def _no(reason: str, hint: str = "", source: str = _LAMBDA) -> No:
    return No(reason=reason, hint=hint, verified=_VERIFIED, source=source)


def _seconds(longest: int) -> Bounds:
    return Bounds(minimum=1, maximum=longest, whose="AWS Lambda")


_FUNCTION_FIELDS: dict[str, Answered] = {
    "name": Yes(
        wire="FunctionName",
        bounds=Bounds(pattern=checks.NAME_PATTERN, whose="AWS Lambda"),
        unset=False,
        source=_LAMBDA,
        note="a function that Amplify made is found by the name that the app's code has for it",
    ),
    "description": Yes(
        wire="Description", bounds=bounds_of("lambda", "UpdateFunctionConfiguration", "Description"), source=_LAMBDA
    ),
    "labels": Yes(wire="Tags", source=_LAMBDA, note="tags of AWS, Amplify and baasctl stay"),
    "source": Yes(
        wire="Code.ZipFile",
        unset=False,
        source=_LAMBDA,
        note="the folder as a zip, packages included; equal where CodeSha256 is, else compared file by file",
    ),
    "entrypoint": Yes(
        wire="Handler",
        bounds=_HANDLER,
        source=_LAMBDA,
        note="the part before the last dot, without the file's ending; null: index",
    ),
    "handler": Yes(wire="Handler", bounds=_HANDLER, source=_LAMBDA, note="the part after the last dot; null: handler"),
    "runtime": Yes(wire="Runtime", unset=False, source=_LAMBDA, note="nodejs22 is nodejs22.x"),
    "memory": Yes(
        wire="MemorySize",
        bounds=Bounds(minimum=128 * 2**20, maximum=32768 * 2**20, whose="AWS Lambda"),
        source=_LAMBDA,
        note="whole MiB; null: 128MiB",
    ),
    "timeout": Yes(
        wire="Timeout",
        bounds=_seconds(5400),
        source=_LAMBDA,
        note="null: 3s; more than 15m takes managed instances",
    ),
    "env": Yes(wire="Environment.Variables", source=_LAMBDA, note="variables by which Amplify hands over secrets stay"),
    "secrets": _no(
        "a zip that baasctl makes does not hold Amplify's code that reads secrets when a function starts",
        "read Parameter Store in the code; functions that Amplify built keep their secrets",
        "research/vocabulary.md §12.3",
    ),
    "run_as": Yes(
        wire="Role",
        bounds=replace(bounds_of("lambda", "CreateFunction", "Role"), shortest=1),
        unset=False,
        source=_LAMBDA,
        note="the ARN of a role; a new function needs one",
    ),
    "trigger": Yes(source=_LAMBDA),
    "trigger.http": Yes(wire="CreateFunctionUrlConfig", source=_LAMBDA, note="null: no URL"),
    "trigger.http.auth": Yes(
        wire="FunctionUrlConfig.AuthType",
        bounds=Bounds(choices=("iam", "none"), whose="AWS Lambda"),
        unset=False,
        source=_LAMBDA,
        note="none lets everybody in by two statements of its policy; a URL checks no token of a user pool",
    ),
    "trigger.object_created": Yes(source=source_of("s3"), note="one entry in the bucket's notifications; others stay"),
    "trigger.object_created.bucket": Yes(
        wire="NotificationConfiguration.LambdaFunctionConfigurations", unset=False, source=source_of("s3")
    ),
    "trigger.schedule": Yes(
        wire="CreateSchedule",
        source=_SCHEDULER,
        note="a schedule named `baasctl-<function>`, with a role of its own where `native` names none",
    ),
    "trigger.schedule.cron": Yes(
        wire="Schedule.ScheduleExpression",
        unset=False,
        source=_SCHEDULER,
        note="five fields, of which one day field is free, or EventBridge's own `rate(5 minutes)`",
    ),
    "trigger.schedule.timezone": Yes(
        wire="Schedule.ScheduleExpressionTimezone",
        bounds=bounds_of("scheduler", "UpdateSchedule", "ScheduleExpressionTimezone"),
        source=_SCHEDULER,
        note="null: UTC",
    ),
    "trigger.schedule.enabled": Yes(wire="Schedule.State", unset=False, source=_SCHEDULER),
    "trigger.schedule.payload": Yes(wire="Schedule.Target.Input", source=_SCHEDULER),
    "trigger.schedule.payload.*": Yes(wire="Schedule.Target.Input", source=_SCHEDULER),
}


def _bounds(path: str, native: NativeField) -> Bounds:
    """What the service model says; where it says nothing, the field's own."""
    prefix = next((each for each in _OPERATIONS if path.startswith(each)), "")
    service, operation = _OPERATIONS.get(prefix, ("lambda", "UpdateFunctionConfiguration"))
    if native.field.shape.value == "list" and native.field.element and native.field.element.members:
        return native.bounds
    try:
        found = bounds_of(service, operation, path.removeprefix(prefix))
    except KeyError:
        return native.bounds
    return found if found != Bounds(whose=found.whose) else native.bounds


_FUNCTION_FIELDS |= {
    f"native.{path}": Yes(
        wire=path,
        bounds=_bounds(path, native),
        unset=path not in _NEVER_UNSET,
        source=_SCHEDULER if path.startswith("Schedule.") else _LAMBDA,
        note="only when the function is made" if path in CREATED else "",
    )
    for path, native in ALL.items()
}
_FUNCTION_FIELDS |= {f"native.{path}": _no(reason) for path, reason in REFUSED.items()}
_MAPPING: Final = f"native.{event_source_fields.NAME}"
_FUNCTION_FIELDS |= {f"{_MAPPING}.*": Yes(wire=event_source_fields.NAME, source=_LAMBDA, note="null removes it")}
_FUNCTION_FIELDS |= {
    f"{_MAPPING}.*.{path}": Yes(
        wire=f"{event_source_fields.NAME}.{path}",
        bounds=_bounds(f"{event_source_fields.NAME}.{path}", native),
        unset=False,
        source=_LAMBDA,
    )
    for path, native in event_source_fields.ALL.items()
}
_FUNCTION_FIELDS |= {f"{_MAPPING}.*.{path}": _no(reason) for path, reason in event_source_fields.REFUSED.items()}

_SECRET_FIELDS: dict[str, Answered] = {
    "value": Yes(
        wire="Value",
        unset=False,
        source=_SSM,
        note="a SecureString at the path of the branch; compared by digest, which takes the permission to decrypt it",
    ),
}
_SECRET_REFUSED: Final = {
    "Description": "the path says what it is for",
    "KeyId": "Amplify reads secrets with the account's key for Parameter Store",
    "AllowedPattern": "the value is checked where it comes from",
    "Tier": "values that do not fit a standard parameter get an advanced one",
    "Policies": "secrets of functions do not expire",
    "Tags": "baasctl tags what it makes",
    "DataType": "a secret is a text",
    "Type": "a secret is a SecureString",
}
_SECRET_FIELDS |= {f"native.{name}": _no(reason, source=_SSM) for name, reason in _SECRET_REFUSED.items()}


def risks(change: Change) -> Iterator[Risk]:
    """Hazards of native settings."""
    if change.address.kind != "functions":
        return
    for field in change.fields:
        if field.path == pointer_of("FunctionUrlConfig.Cors.AllowOrigins"):
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="other pages may call its URL")
        if field.path == pointer_of("ReservedConcurrentExecutions") and field.after == 0:
            yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why="no call is served")
        if field.path.startswith(pointer_of(event_source_fields.NAME)) and field.after is None:
            yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why="the source calls it no longer")


ENTRIES = Entries(
    kinds={"functions": Yes(source=_LAMBDA), "function_secrets": Yes(source=_SSM)},
    fields={
        "functions": _FUNCTION_FIELDS,
        "function_secrets": _SECRET_FIELDS,
    },
    native={
        "functions": {
            **native_records({path: each.field for path, each in ALL.items()}, GROUPS),
            event_source_fields.NAME: event_source_fields.field(),
        }
    },
    checks=checks.CHECKS,
    risks=(risks,),
)
