"""What Firebase can do with functions and their secrets (research/vocabulary.md §8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from baasctl.kinds.membership import gained_and_lost
from baasctl.model.change import Change, FieldChange, Hazard, Risk
from baasctl.providers.contract import Answered, Bounds, No, Yes
from baasctl.providers.entries import Entries
from baasctl.providers.firebase.cloud_functions import checks
from baasctl.providers.firebase.cloud_functions.address import NAME_PATTERN
from baasctl.providers.firebase.cloud_functions.native_fields import ASIDE, REFUSED, WIRE, pointer_of, tree

_VERIFIED: Final = date(2026, 11, 22)
_DISCOVERY: Final = "discovery document cloudfunctions v2 (google-api-python-client 2.202.0)"
_CLI: Final = "firebase-tools 15.34.2"
_GOOGLE: Final = "Cloud Functions"
_RUN: Final = "discovery document run v1, roles/run.invoker"
_JOBS: Final = "discovery document cloudscheduler v1"


def _no(reason: str, hint: str = "") -> No:
    return No(reason=reason, hint=hint, verified=_VERIFIED, source=_DISCOVERY)


_FUNCTION_FIELDS: Mapping[str, Answered] = {
    "name": Yes(
        wire="functionId",
        bounds=Bounds(pattern=NAME_PATTERN, whose=_GOOGLE),
        unset=False,
        source=_CLI,
        note="a function outside of the target's region is `<name>@<region>`",
    ),
    "description": Yes(wire="description", source=_DISCOVERY),
    "labels": Yes(
        wire="labels", bounds=Bounds(longest=64, whose=_GOOGLE), source=_DISCOVERY, note="labels of tools stay"
    ),
    "labels.*": Yes(bounds=Bounds(longest=63, pattern=r"[a-z0-9_-]*", whose=_GOOGLE), source=_DISCOVERY),
    "source": Yes(
        wire="buildConfig.source.storageSource",
        unset=False,
        source=_CLI,
        note="the folder as a zip, without what `ignore` names; compared file by file with what is deployed",
    ),
    "entrypoint": _no("package.json or main.py say which file is loaded", "take `entrypoint` out for this target"),
    "handler": Yes(
        wire="buildConfig.entryPoint", unset=False, source=_DISCOVERY, note="the function's name when left out"
    ),
    "runtime": Yes(
        wire="buildConfig.runtime",
        bounds=Bounds(pattern=r"[a-z]+[0-9]+(\.[0-9]+)?", whose=_GOOGLE),
        unset=False,
        source=_DISCOVERY,
    ),
    "memory": Yes(
        wire="serviceConfig.availableMemory",
        bounds=Bounds(minimum=128 * 2**20, maximum=32 * 2**30, whose=_GOOGLE),
        source=_DISCOVERY,
        note="null: 256MiB",
    ),
    "timeout": Yes(
        wire="serviceConfig.timeoutSeconds",
        bounds=Bounds(minimum=1, maximum=3600, whose=_GOOGLE),
        source=_CLI,
        note="null: 60s; at most 9m for events",
    ),
    "env": Yes(wire="serviceConfig.environmentVariables", source=_DISCOVERY, note="variables of the platform stay"),
    "secrets": Yes(
        wire="serviceConfig.secretEnvironmentVariables",
        source=_DISCOVERY,
        note="pinned to the newest version; the function's account is given the right to read them",
    ),
    "run_as": Yes(
        wire="serviceConfig.serviceAccountEmail",
        bounds=Bounds(pattern=r"[^@\s]+@[^@\s]+", whose=_GOOGLE),
        source=_DISCOVERY,
        note="null: the Compute Engine default account",
    ),
    "trigger": Yes(unset=False, source=_DISCOVERY),
    "trigger.http": Yes(unset=False, source=_RUN),
    "trigger.http.auth": Yes(
        wire="allUsers",
        bounds=Bounds(choices=("iam", "none"), whose=_GOOGLE),
        unset=False,
        source=_RUN,
        note="a new function that leaves it out gets `iam`; the token of a Firebase user does not pass IAM",
    ),
    "trigger.object_created": Yes(source=_DISCOVERY, note="cannot change in place: the function is made again"),
    "trigger.object_created.bucket": Yes(wire="google.cloud.storage.object.v1.finalized", unset=False, source=_CLI),
    "trigger.schedule": Yes(wire="jobs", source=_JOBS, note="a job named `firebase-schedule-<name>-<region>`"),
    "trigger.schedule.cron": Yes(
        wire="job.schedule", unset=False, source=_JOBS, note="five fields, or Google's own `every 5 minutes`"
    ),
    "trigger.schedule.timezone": Yes(wire="job.timeZone", unset=False, source=_JOBS),
    "trigger.schedule.enabled": Yes(wire="job.state", unset=False, source=_JOBS),
    "trigger.schedule.payload": Yes(wire="job.httpTarget.body", source=_JOBS),
    "trigger.schedule.payload.*": Yes(wire="job.httpTarget.body", source=_JOBS),
    **{
        f"native.{path}": Yes(wire=path, bounds=native.bounds, source=_DISCOVERY, unset=path not in checks.NEVER_UNSET)
        for path, native in {**WIRE, **ASIDE}.items()
    },
    **{f"native.{path}": _no(reason) for path, reason in REFUSED.items()},
}

_SECRET_FIELDS: Mapping[str, Answered] = {
    "value": Yes(
        wire="versions",
        unset=False,
        source="discovery document secretmanager v1",
        note="a new version; compared by SHA-256, which takes the permission to read it",
    ),
}


def risks(change: Change) -> Iterator[Risk]:
    """Hazards of native settings."""
    if change.address.kind != "functions":
        return
    for field in change.fields:
        if field.path == pointer_of("serviceConfig.ingressSettings") and field.after == "ALLOW_ALL":
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="requests may come from every network")
        if field.path == pointer_of("invokers"):
            yield from _of_invokers(field)


def _of_invokers(field: FieldChange) -> Iterator[Risk]:
    gained, lost = gained_and_lost(field)
    if gained:
        yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="more may call it")
    if lost:
        yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="some callers are refused")


ENTRIES = Entries(
    kinds={"functions": Yes(source=_DISCOVERY), "function_secrets": Yes(source="discovery document secretmanager v1")},
    fields={"functions": _FUNCTION_FIELDS, "function_secrets": _SECRET_FIELDS},
    native={"functions": tree()},
    references={"functions": ("url",)},
    checks=checks.CHECKS,
    risks=(risks,),
)
