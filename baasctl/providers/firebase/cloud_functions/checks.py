"""What is wrong with declared functions and secrets, before anything is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.value import ABSENT, at
from baasctl.providers.firebase.cloud_functions import runtimes
from baasctl.providers.firebase.cloud_functions.address import NAME_PATTERN
from baasctl.providers.firebase.cloud_functions.event_triggers import (
    BUCKET,
    EVENT,
    FINALIZED,
    is_only_bucket,
    wants_event,
)
from baasctl.providers.firebase.cloud_functions.native_fields import pointer_of
from baasctl.providers.firebase.cloud_functions.normal_form import source_problems
from baasctl.providers.firebase.cloud_functions.schedules import SCHEDULE
from baasctl.providers.firebase.cloud_functions.server_members import (
    is_reserved_variable,
    is_tool_label,
)
from baasctl.providers.firebase.functions import CALLERS, INVOKERS, KIND
from baasctl.providers.spec_place import problem

NEVER_UNSET: Final = frozenset(
    {"eventTrigger.eventType", "eventTrigger.triggerRegion", "eventTrigger.pubsubTopic", "ignore"}
)
"""Native fields that have no unset state."""
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LABEL: Final = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_LONGEST_EVENT_S: Final = 540
_LONGEST_BLOCKING_S: Final = 7


def check_names(desired: DesiredState) -> Iterator[Diagnostic]:
    """Keys that are no names of functions; `name` has bounds of its own."""
    for resource in desired.of(KIND):
        name = resource.address.segments[0]
        if "name" not in resource.attributes and not re.fullmatch(NAME_PATTERN, name):
            detail = f"`{name}`: Cloud Functions takes a letter, then up to 62 letters, digits, `_` and `-`"
            hint = "rename it, or write the name at Google under `name`; `name@region` is one in another region"
            yield problem(resource, "SPEC616", "this is no name for a function", detail, hint=hint)


def check_runtimes(desired: DesiredState) -> Iterator[Diagnostic]:
    """Runtimes that Google deploys no more."""
    for resource in desired.of(KIND):
        runtime = resource.attributes.get("runtime")
        ended = runtimes.DECOMMISSIONED.get(runtimes.wire_of(runtime)) if isinstance(runtime, str) else None
        if ended is not None:
            detail = f"`{runtime}` is decommissioned since {ended} (firebase-tools 15.34.2)"
            hint, summary = f"known today: {', '.join(runtimes.KNOWN)}", "Google deploys this runtime no more"
            yield problem(resource, "SPEC617", summary, detail, hint=hint, path="/runtime")


def check_variables(desired: DesiredState) -> Iterator[Diagnostic]:
    """Settings that the platform makes, and names that are none."""
    for resource in desired.of(KIND):
        names, secrets = resource.attributes.get("env"), resource.attributes.get("secrets")
        for name in names if isinstance(names, Mapping) else ():
            path = f"/env/{name.replace('~', '~0').replace('/', '~1')}"
            if not _VARIABLE.fullmatch(name):
                detail = f"`{name}`: a letter or `_`, then letters, digits and `_`"
                yield problem(resource, "SPEC618", "this is no name for a setting", detail, path=path)
            elif is_reserved_variable(name):
                detail = f"`{name}` is set by the platform or the SDK (firebase-tools 15.34.2, `functions/env`)"
                hint = "choose another name"
                yield problem(resource, "SPEC619", "this name is reserved by Firebase", detail, hint=hint, path=path)
            elif isinstance(secrets, tuple) and name in secrets:
                detail, summary = f"`{name}` stands under `env` and under `secrets`", "a setting is a secret too"
                yield problem(resource, "SPEC628", summary, detail, hint="take it out of `env`", path=path)


def check_labels(desired: DesiredState) -> Iterator[Diagnostic]:
    """Labels that tools make, and names that are none."""
    for resource in desired.of(KIND):
        names = resource.attributes.get("labels")
        for name in names if isinstance(names, Mapping) else ():
            if is_tool_label(name) or not _LABEL.fullmatch(name):
                detail = f"`{name}`: it begins with a small letter, then up to 62 small letters, digits, `_` and `-`"
                if is_tool_label(name):
                    detail = f"`{name}` is a note of the Firebase CLI, Google or baasctl"
                path = f"/labels/{name.replace('~', '~0').replace('/', '~1')}"
                yield problem(resource, "SPEC620", "this label cannot be used", detail, path=path)


def check_triggers(desired: DesiredState) -> Iterator[Diagnostic]:
    """A function is called over HTTP (by people, apps, clocks) or by events, never both."""
    for resource in desired.of(KIND):
        if not wants_event(resource.attributes):
            continue
        for path in (CALLERS, SCHEDULE, INVOKERS):
            if at(resource.attributes, path) not in (ABSENT, None):
                detail = f"`{resource.address.local}` is called by events, and has no address that anybody could call"
                hint = f"take `{path[1:].replace('/', '.')}` out, or make two functions of the same source"
                summary = "a function has one sort of trigger"
                yield problem(resource, "SPEC621", summary, detail, hint=hint, path=path)
        yield from _of_event(resource)


def check_timeouts(desired: DesiredState) -> Iterator[Diagnostic]:
    """Limits that depend on what calls the function (firebase-tools 15.34.2, `deploy/functions/validate`)."""
    for resource in desired.of(KIND):
        timeout = resource.attributes.get("timeout")
        is_blocking = isinstance(at(resource.attributes, pointer_of("blocking")), str)
        longest = _LONGEST_EVENT_S if wants_event(resource.attributes) else _LONGEST_BLOCKING_S if is_blocking else 0
        if isinstance(timeout, int) and longest and timeout > longest:
            what = "during sign-in" if is_blocking else "for events"
            detail = f"`timeout` is {timeout}s; a function that runs {what} has at most {longest}s"
            yield problem(resource, "SPEC622", "the function may not run that long", detail, path="/timeout")


def check_secrets(desired: DesiredState) -> Iterator[Diagnostic]:
    """A secret has a value, and a name that an environment variable can have."""
    for resource in desired.of("function_secrets"):
        name = resource.address.segments[0]
        if resource.attributes.get("value") is None:
            detail = f"`{resource.address.local}` declares no `value`"
            hint = 'write where it comes from, such as "${secret:env:NAME}"'
            yield problem(resource, "SPEC623", "the secret has no value", detail, hint=hint)
        if not _VARIABLE.fullmatch(name) or is_reserved_variable(name) or len(name) > 255:
            detail = f"`{name}`: functions read it as an environment variable of this name"
            hint = "letters, digits and `_`, not beginning with FIREBASE_, X_GOOGLE_, EXT_ or KIT_"
            yield problem(resource, "SPEC624", "this is no name for a secret", detail, hint=hint)


def _of_event(resource: Resource) -> Iterator[Diagnostic]:
    event, bucket = at(resource.attributes, EVENT), at(resource.attributes, BUCKET)
    declared = event if isinstance(event, Mapping) else {}
    filters = declared.get("eventFilters")
    records = [each for each in filters if isinstance(each, Mapping)] if isinstance(filters, tuple) else []
    if isinstance(filters, tuple) and not all(
        isinstance(each, Mapping) and {"attribute", "value"} <= each.keys() <= {"attribute", "value", "operator"}
        for each in filters
    ):
        detail = "each filter has `attribute` and `value`, and may have `operator: match-path-pattern`"
        yield problem(resource, "SPEC625", "this is no filter of events", detail, path=f"{EVENT}/eventFilters")
    if isinstance(bucket, str) and {"eventType", "eventFilters", "pubsubTopic"} & declared.keys():
        detail = "`trigger.object_created` says which event and which bucket"
        hint = "take `eventType`, `eventFilters` and `pubsubTopic` out of `eventTrigger`"
        yield problem(resource, "SPEC626", "the event is told twice", detail, hint=hint, path=EVENT)
    if not isinstance(bucket, str) and declared.get("eventType") == FINALIZED and is_only_bucket(records):
        detail = f"`{FINALIZED}` of one bucket is `trigger: {{object_created: {{bucket: …}}}}`"
        summary = "this event has a neutral name"
        yield problem(resource, "SPEC627", summary, detail, path=f"{EVENT}/eventType")


CHECKS: tuple[Callable[[DesiredState], Iterator[Diagnostic]], ...] = (
    check_names,
    check_runtimes,
    check_variables,
    check_labels,
    check_triggers,
    check_timeouts,
    check_secrets,
    source_problems,
)
