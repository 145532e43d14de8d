"""`functions.trigger.schedule`: a Cloud Scheduler job named as the Firebase CLI names it, between wire and attributes.

Source: discovery document cloudscheduler v1, `Job`; firebase-tools 15.34.2, `gcp/cloudscheduler`.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, at, freeze, put, thaw
from baasctl.providers.firebase.cloud_functions.native_fields import ASIDE, pointer_of

SCHEDULE: Final = "/trigger/schedule"
JOB: Final = "/native/firebase/job"
_DEFAULT_ZONE: Final = "UTC"
_SHORTEST_DEADLINE_S: Final = 180
_LONGEST_DEADLINE_S: Final = 1800
_TARGET_KEPT: Final = ("headers",)


def is_of_job(path: str) -> bool:
    """Whether a field is written in the job."""
    return path.startswith((SCHEDULE, JOB))


def with_schedule(resource: Resource, job: Mapping[str, object] | None) -> Resource:
    """A live function with what its job says; without, where the job calls something else."""
    if job is None:
        return replace(resource, unset=resource.unset | {SCHEDULE})
    if not _calls(job, resource):
        return resource
    paused = job.get("state") in ("PAUSED", "DISABLED")
    schedule: dict[str, object] = {
        "cron": str(job.get("schedule", "")),
        "timezone": str(job.get("timeZone") or _DEFAULT_ZONE),
        "enabled": not paused,
    }
    payload = _payload(job)
    if payload:
        schedule["payload"] = payload
    attributes, unset = put(resource.attributes, SCHEDULE, freeze(schedule)), set(resource.unset)
    for path, native in ASIDE.items():
        if not path.startswith("job."):
            continue
        value = _member(job, path.removeprefix("job.").split("."))
        if value is None:
            unset.add(pointer_of(path))
        found = native.default if value is None else freeze(value)
        if found == native.default:
            unset.add(pointer_of(path))
        if found is not None:
            attributes = put(attributes, pointer_of(path), found)
    return replace(resource, attributes=attributes, unset=frozenset(unset))


def wanted_job(
    declared: Attributes, live: Mapping[str, object] | None, function: Mapping[str, object]
) -> dict[str, object] | None:
    """The job that should be, without name and state; `None`: there should be none.

    Members that the spec leaves out keep their live values.

    Args:
        live: The job as it is; `None`: there is none.
        function: As the API answers it: its address and its service account.
    """
    schedule = at(declared, SCHEDULE)
    if not isinstance(schedule, Mapping):
        return None
    before = live or {}
    service = function.get("serviceConfig")
    service = service if isinstance(service, Mapping) else {}
    target: dict[str, object] = {
        "uri": str(service.get("uri") or function.get("url", "")),
        "httpMethod": "POST",
        "oidcToken": {"serviceAccountEmail": str(service.get("serviceAccountEmail", ""))},
        **_body(schedule, before),
    }
    job: dict[str, object] = {
        "schedule": schedule.get("cron") or before.get("schedule"),
        "timeZone": schedule.get("timezone") or before.get("timeZone") or _DEFAULT_ZONE,
        "httpTarget": target,
    }
    deadline = at(declared, f"{JOB}/attemptDeadline")
    if deadline is ABSENT:
        deadline = str(before.get("attemptDeadline") or _deadline(service)) or ABSENT
    if isinstance(deadline, str):
        job["attemptDeadline"] = deadline
    retries = _retries(declared, before)
    if retries:
        job["retryConfig"] = retries
    return job


def changed_members(wanted: Mapping[str, object], live: Mapping[str, object]) -> tuple[str, ...]:
    """Members of a job that have to be written."""
    names = ("schedule", "timeZone", "httpTarget", "attemptDeadline", "retryConfig")
    return tuple(name for name in names if not _covers(live.get(name), wanted.get(name)))


def should_run(declared: Attributes, live: Mapping[str, object] | None) -> bool:
    """Whether the job runs when its time comes; left out: as it is now."""
    enabled = at(declared, f"{SCHEDULE}/enabled")
    return enabled is not False if isinstance(enabled, bool) else live is None or live.get("state") != "PAUSED"


def _calls(job: Mapping[str, object], resource: Resource) -> bool:
    target = job.get("httpTarget")
    uri = str(target.get("uri", "")) if isinstance(target, Mapping) else ""
    return uri.rstrip("/") in (resource.facts.get("url"), resource.facts.get("uri"))


def _payload(job: Mapping[str, object]) -> dict[str, object]:
    """The body, if it is a JSON object."""
    target = job.get("httpTarget")
    body = target.get("body") if isinstance(target, Mapping) else None
    try:
        found = json.loads(base64.b64decode(str(body or ""), validate=True) or b"{}")
    except (binascii.Error, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _body(schedule: Mapping[str, object], before: Mapping[str, object]) -> dict[str, object]:
    live = before.get("httpTarget")
    kept = live if isinstance(live, Mapping) else {}
    if "payload" not in schedule:
        return {name: kept[name] for name in ("body", *_TARGET_KEPT) if name in kept}
    payload = thaw(schedule["payload"])  # type: ignore[arg-type]
    if not payload:
        return {}
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False)
    headers = kept.get("headers")
    return {
        "headers": {**(headers if isinstance(headers, Mapping) else {}), "Content-Type": "application/json"},
        "body": base64.b64encode(text.encode()).decode(),
    }


def _deadline(service: Mapping[str, object]) -> str:
    """As the Firebase CLI sets it: the function's own limit, within those of Cloud Scheduler."""
    timeout = service.get("timeoutSeconds")
    if not isinstance(timeout, int):
        return ""
    return f"{max(min(timeout, _LONGEST_DEADLINE_S), _SHORTEST_DEADLINE_S)}s"


def _retries(declared: Attributes, before: Mapping[str, object]) -> dict[str, object]:
    live, wanted = before.get("retryConfig"), at(declared, f"{JOB}/retryConfig")
    merged = {**(live if isinstance(live, Mapping) else {}), **(wanted if isinstance(wanted, Mapping) else {})}
    defaults = {name: ASIDE[f"job.retryConfig.{name}"].default for name, value in merged.items() if value is None}
    return {**merged, **defaults}


def _member(record: Mapping[str, object], names: list[str]) -> object:
    value: object = record
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _covers(live: object, wanted: object) -> bool:
    """Whether all that is wanted is there; members that the server added do not matter, but a body that goes does."""
    if isinstance(wanted, Mapping) and isinstance(live, Mapping):
        gone = "body" in live and "body" not in wanted
        return not gone and all(_covers(live.get(name), value) for name, value in wanted.items())
    return live == wanted or (not live and not wanted)
