"""What is wrong with declared functions and secrets, before anything is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from baasctl.model.deferred import references_in
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.problems import nearest
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, at, pointer
from baasctl.providers.amplify.bounds import source_of
from baasctl.providers.amplify.functions import KIND
from baasctl.providers.amplify.lambda_functions import callers, runtimes
from baasctl.providers.amplify.lambda_functions.configuration import SECRETS_VARIABLE
from baasctl.providers.amplify.lambda_functions.cron import expression_of
from baasctl.providers.amplify.lambda_functions.handlers import joined
from baasctl.providers.amplify.lambda_functions.native_fields import pointer_of
from baasctl.providers.amplify.lambda_functions.normal_form import source_problems
from baasctl.providers.amplify.lambda_functions.request_places import places
from baasctl.providers.amplify.lambda_functions.schedules import NATIVE_SCHEDULE, SCHEDULE
from baasctl.providers.amplify.wire_values import check_of
from baasctl.providers.contract import Check
from baasctl.providers.spec_place import problem

NAME_PATTERN: Final = r"[a-zA-Z0-9-_]{1,64}"
PARAMETER_PATTERN: Final = r"[a-zA-Z0-9_.-]{1,512}"
_VARIABLE: Final = re.compile(r"[a-zA-Z]\w+", re.ASCII)
_RESERVED: Final = re.compile(r"AWS_(?!ACCOUNT_ID)\w*|_HANDLER|_X_AMZN_TRACE_ID|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR|TZ")
"""docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, reserved variables."""
_OPEN: Final = frozenset({"AWS_LAMBDA_EXEC_WRAPPER", "AWS_XRAY_CONTEXT_MISSING", "TZ"})
LARGEST_ENVIRONMENT: Final = 4096
LONGEST_HANDLER: Final = 128
_LONGEST_S: Final = 900
_LAMBDA: Final = source_of("lambda")
_MANAGED: Final = pointer_of("CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn")
_LAST_S: Final = pointer_of("DurableConfig.ExecutionTimeout")


def check_names(desired: DesiredState) -> Iterator[Diagnostic]:
    """Keys that are no names of functions; `name` has bounds of its own."""
    for resource in desired.of(KIND):
        name = resource.address.segments[0]
        if "name" not in resource.attributes and not re.fullmatch(NAME_PATTERN, name):
            detail = f"`{name}`: Lambda takes up to 64 letters, digits, `-` and `_`"
            hint = "rename it, or write the name at Lambda under `name`"
            yield problem(resource, "SPEC805", "this is no name for a function", detail, hint=hint)


def check_runtimes(desired: DesiredState) -> Iterator[Diagnostic]:
    """Runtimes that Lambda does not have, or makes no functions with any more."""
    for resource in desired.of(KIND):
        runtime = resource.attributes.get("runtime")
        if not isinstance(runtime, str) or runtime in runtimes.known() or any(references_in(runtime)):
            continue
        if runtimes.wire_of(runtime) in runtimes.ENDED:
            detail = f"`{runtime}` is no longer taken for new or changed functions"
            hint = "such as nodejs22 or python3.13"
            yield problem(resource, "SPEC806", "this runtime has ended", detail, hint=hint, path="/runtime")
        elif runtimes.neutral(runtime) not in runtimes.known():
            is_newer = runtimes.is_newer(runtime)
            detail = f"`{runtime}` is in no list of Lambda's runtimes ({_LAMBDA})"
            hint = (
                "if Lambda does not have it by now, apply is refused"
                if is_newer
                else nearest(runtime, runtimes.known())
            )
            found = problem(resource, "SPEC840", "Lambda has no such runtime", detail, hint=hint, path="/runtime")
            yield replace(found, severity=Severity.WARNING) if is_newer else found


def check_variables(desired: DesiredState) -> Iterator[Diagnostic]:
    """Names that Lambda refuses, and more text than it takes."""
    for resource in desired.of(KIND):
        members = resource.attributes.get("env")
        if not isinstance(members, Mapping):
            continue
        for name in members:
            path = f"/env{pointer(name)}"
            if not _VARIABLE.fullmatch(name):
                detail = f"`{name}`: a letter, then at least one letter, digit or `_`"
                yield problem(resource, "SPEC807", "this is no name for a setting", detail, path=path)
            elif (_RESERVED.fullmatch(name) and name not in _OPEN) or name == SECRETS_VARIABLE:
                detail = f"`{name}` is set by Lambda, or by Amplify for secrets"
                hint, summary = "choose another name", "this name is reserved by AWS"
                yield problem(resource, "SPEC808", summary, detail, hint=hint, path=path)
        size = sum(len(f"{name}{value}".encode()) for name, value in members.items())
        if size > LARGEST_ENVIRONMENT:
            detail = f"names and values have {size} bytes; Lambda takes {LARGEST_ENVIRONMENT}"
            hint = "keep large texts in a file of `source`, or in Parameter Store"
            yield problem(resource, "SPEC809", "the settings are too large", detail, hint=hint, path="/env")


def check_schedules(desired: DesiredState) -> Iterator[Diagnostic]:
    """Lines that EventBridge Scheduler cannot say, and settings of a schedule that there is not."""
    for resource in desired.of(KIND):
        cron = at(resource.attributes, f"{SCHEDULE}/cron")
        if isinstance(cron, str):
            try:
                expression_of(cron)
            except ValueError as error:
                detail = f"`{cron}`: {error}"
                hint = "write two functions of the same source, or EventBridge's own: rate(5 minutes), cron(…)"
                summary = "EventBridge Scheduler cannot say these times"
                yield problem(resource, "SPEC810", summary, detail, hint=hint, path=f"{SCHEDULE}/cron")
        if at(resource.attributes, SCHEDULE) is None and at(resource.attributes, NATIVE_SCHEDULE) not in (ABSENT, None):
            detail = "`trigger.schedule` is null, and `native.amplify.Schedule` sets something of it"
            summary = "settings of something that is to go"
            yield problem(resource, "SPEC812", summary, detail, path=NATIVE_SCHEDULE)


def check_memory(desired: DesiredState) -> Iterator[Diagnostic]:
    """Lambda counts in whole MiB."""
    for resource in desired.of(KIND):
        memory = resource.attributes.get("memory")
        if isinstance(memory, int) and memory % 2**20:
            detail = f"`memory` is {memory} bytes"
            yield problem(resource, "SPEC811", "Lambda takes whole MiB", detail, hint="such as 512MiB", path="/memory")


def check_urls(desired: DesiredState) -> Iterator[Diagnostic]:
    """Settings of a URL that is to go."""
    for resource in desired.of(KIND):
        trigger = resource.attributes.get("trigger")
        goes = isinstance(trigger, Mapping) and "http" in trigger and trigger["http"] is None
        if goes and at(resource.attributes, callers.URL) not in (ABSENT, None):
            detail = "`trigger.http` is null, and `native.amplify.FunctionUrlConfig` sets something of it"
            yield problem(resource, "SPEC812", "settings of something that is to go", detail, path=callers.URL)


def check_timeouts(desired: DesiredState) -> Iterator[Diagnostic]:
    """More than 15 minutes take managed instances (research/vocabulary.md §8)."""
    for resource in desired.of(KIND):
        timeout = resource.attributes.get("timeout")
        is_managed = any(isinstance(at(resource.attributes, path), str | int) for path in (_MANAGED, _LAST_S))
        if isinstance(timeout, int) and timeout > _LONGEST_S and not is_managed:
            detail = f"`timeout` is {timeout}s; without managed instances Lambda takes {_LONGEST_S}s"
            hint = "declare a capacity provider under `native: {amplify: {CapacityProviderConfig: …}}`"
            summary = "the function may not run that long"
            yield problem(resource, "SPEC813", summary, detail, hint=hint, path="/timeout")


def check_entrypoints(desired: DesiredState) -> Iterator[Diagnostic]:
    """Files that Lambda cannot load, and symbols with a dot."""
    for resource in desired.of(KIND):
        entrypoint, handler = resource.attributes.get("entrypoint"), resource.attributes.get("handler")
        if isinstance(entrypoint, str) and entrypoint.endswith((".ts", ".mts", ".tsx")):
            detail = f"`{entrypoint}`: Lambda loads JavaScript, and baasctl compiles nothing"
            hint = "compile it first, and name what comes out"
            summary = "Lambda cannot load this file"
            yield problem(resource, "SPEC814", summary, detail, hint=hint, path="/entrypoint")
        if isinstance(handler, str) and "." in handler:
            detail = f"`{handler}`: `Handler` of Lambda is the file, a dot, and the symbol"
            hint = "write the file under `entrypoint`"
            yield problem(resource, "SPEC815", "this is no name of a symbol", detail, hint=hint, path="/handler")
        whole = joined(
            entrypoint if isinstance(entrypoint, str) else None, handler if isinstance(handler, str) else None
        )
        if len(whole) > LONGEST_HANDLER:
            detail = f"`{whole}` has {len(whole)} characters; `Handler` of Lambda takes {LONGEST_HANDLER}"
            yield problem(resource, "SPEC843", "file and symbol are too long", detail, path="/entrypoint")


def check_secrets(desired: DesiredState) -> Iterator[Diagnostic]:
    """A secret has a value, and a name that a parameter can have."""
    for resource in desired.of("function_secrets"):
        name = resource.address.segments[0]
        if resource.attributes.get("value") is None:
            detail = f"`{resource.address.local}` declares no `value`"
            hint = 'write where it comes from, such as "${secret:env:NAME}"'
            yield problem(resource, "SPEC816", "the secret has no value", detail, hint=hint)
        if not re.fullmatch(PARAMETER_PATTERN, name):
            detail = f"`{name}`: Parameter Store takes letters, digits, `_`, `.` and `-`"
            yield problem(resource, "SPEC817", "this is no name for a secret", detail)


def of_event_sources(resource: Resource) -> Iterator[str]:
    """ARNs of declared event sources."""
    found = at(resource.attributes, pointer_of("EventSourceMappings"))
    yield from found if isinstance(found, Mapping) else ()


def check_event_sources(desired: DesiredState) -> Iterator[Diagnostic]:
    """Names of event sources that are no ARN."""
    for resource in desired.of(KIND):
        for arn in of_event_sources(resource):
            if not re.fullmatch(r"arn:aws[a-z-]*:[a-z0-9-]+:.+", arn):
                path = f"{pointer_of('EventSourceMappings')}{pointer(arn)}"
                detail = f"`{arn}`: a queue or stream is named by its ARN"
                yield problem(resource, "SPEC818", "this is no event source", detail, path=path)


CHECKS: tuple[Check, ...] = (
    check_of(KIND, places),
    check_names,
    check_runtimes,
    check_variables,
    check_schedules,
    check_memory,
    check_urls,
    check_timeouts,
    check_entrypoints,
    check_secrets,
    check_event_sources,
    source_problems,
)
