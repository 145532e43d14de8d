"""cloudscheduler.googleapis.com: jobs, which call scheduled functions at Google; here nothing is called.

Defaults: discovery document cloudscheduler.v1, RetryConfig and Job.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.cloud_functions.places import refuse_unknown_location
from baasctl.sandbox.firebase.masks import masked
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.routing import Route

DOCUMENT: Final = "scheduler_jobs"
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,500}")
_CRON: Final = re.compile(r"(\S+\s+){4}\S+")
_CRON_FIELD: Final = re.compile(r"[0-9A-Za-z*,/?#-]+")
_WORDS: Final = re.compile(
    r"(every|first|second|third|fourth|fifth|last|\d|mon|tue|wed|thu|fri|sat|sun|day)\b.*", re.IGNORECASE
)
_TARGETS: Final = ("httpTarget", "pubsubTarget", "appEngineHttpTarget")
_OUTPUT_ONLY: Final = ("state", "status", "scheduleTime", "lastAttemptTime", "userUpdateTime", "satisfiesPzs")
_RETRY: Final[Mapping[str, Json]] = {
    "maxRetryDuration": "0s",
    "minBackoffDuration": "5s",
    "maxBackoffDuration": "3600s",
    "maxDoublings": 5,
}


def list_all(call: Call) -> Answer:
    """`GET …/jobs`."""
    location = call.parameter("location")
    found = [each for name, each in sorted(_stored(call.project).items()) if name.split("/")[3] == location]
    return page(call, "jobs", found, usual=500, most=500)


def read(call: Call) -> Answer:
    """`GET …/jobs/{job}`."""
    return call.answer(_find(call))


def create(call: Call) -> Answer:
    """`POST …/jobs`; the body's name says which."""
    project, location = call.project, call.parameter("location")
    refuse_unknown_location(location)
    sent_name = str(call.body.get("name", ""))
    job = sent_name.rpartition("/")[2]
    name = f"projects/{project.id}/locations/{location}/jobs/{job}"
    if not _ID.fullmatch(job) or sent_name not in {name, name.replace(project.id, str(project.number), 1)}:
        form = "projects/<PROJECT_ID>/locations/<LOCATION_ID>/jobs/<JOB_ID>"
        raise GoogleRefusal(400, f'Job name must be formatted: "{form}".')
    with project.lock:
        if name in _stored(project):
            raise GoogleRefusal(409, f"Job {name} already exists.")
        made = {**_complete(name, call.body), "state": "ENABLED", "userUpdateTime": _now()}
        _save(project, made)
    return call.answer(made)


def update(call: Call) -> Answer:
    """`PATCH …/jobs/{job}?updateMask=`; without a mask, all that the body has."""
    project = call.project
    with project.lock:
        before = _find(call)
        paths = [path for path in call.mask() or call.body if path not in {"name", *_OUTPUT_ONLY}]
        changed = _complete(str(before["name"]), masked(before, call.body, paths))
        changed |= {"state": before["state"], "userUpdateTime": _now()}
        _save(project, changed)
    return call.answer(changed)


def delete(call: Call) -> Answer:
    """`DELETE …/jobs/{job}`."""
    project = call.project
    with project.lock:
        name = _find(call)["name"]
        project.store(DOCUMENT, {each: value for each, value in _stored(project).items() if each != name})
    return call.answer({})


def pause(call: Call) -> Answer:
    """`POST …/jobs/{job}:pause`."""
    return _in_state(call, "PAUSED")


def resume(call: Call) -> Answer:
    """`POST …/jobs/{job}:resume`."""
    return _in_state(call, "ENABLED")


_JOBS: Final = "/cloudscheduler.googleapis.com/v1/projects/{project}/locations/{location}/jobs"
ROUTES: tuple[Route[Operation], ...] = (
    Route("GET", _JOBS, list_all),
    Route("POST", _JOBS, create),
    Route("GET", _JOBS + "/{job}", read),
    Route("PATCH", _JOBS + "/{job}", update),
    Route("DELETE", _JOBS + "/{job}", delete),
    Route("POST", _JOBS + "/{job}:pause", pause),
    Route("POST", _JOBS + "/{job}:resume", resume),
)


def _in_state(call: Call, state: str) -> Answer:
    project = call.project
    with project.lock:
        job = {**_find(call), "state": state}
        _save(project, job)
    return call.answer(job)


def _complete(name: str, job: JsonObject) -> JsonObject:
    """The job with its defaults; refuses what cannot be scheduled."""
    targets = [target for target in _TARGETS if job.get(target)]
    if len(targets) != 1:
        raise GoogleRefusal(400, "A job must have exactly one target.")
    zone = str(job.get("timeZone") or "UTC")
    if not _is_schedule(str(job.get("schedule") or "")) or not _is_zone(zone):
        raise GoogleRefusal(400, "Schedule or time zone is invalid.")
    kept = {member: value for member, value in job.items() if member not in _OUTPUT_ONLY}
    complete: JsonObject = {**kept, "name": name, "timeZone": zone}
    complete["retryConfig"] = {**_RETRY, **cast("JsonObject", job.get("retryConfig") or {})}
    if targets == ["httpTarget"]:
        complete["httpTarget"] = _http_target(cast("JsonObject", job["httpTarget"]))
        complete.setdefault("attemptDeadline", "180s")
    return complete


def _http_target(target: JsonObject) -> JsonObject:
    uri = str(target.get("uri", ""))
    if not uri.startswith(("http://", "https://")):
        raise GoogleRefusal(400, f"HttpTarget.uri must begin with http:// or https://: {uri}")
    headers: JsonObject = {"User-Agent": "Google-Cloud-Scheduler", **cast("JsonObject", target.get("headers") or {})}
    complete: JsonObject = {"httpMethod": "POST", **target, "headers": headers}
    if token := cast("JsonObject", target.get("oidcToken") or {}):
        complete["oidcToken"] = {"audience": uri, **token}
    return complete


def _is_schedule(text: str) -> bool:
    if _CRON.fullmatch(text) and all(_CRON_FIELD.fullmatch(each) for each in text.split()):
        return True
    return _WORDS.fullmatch(text) is not None


def _is_zone(name: str) -> bool:
    """Whether the time zone exists; on a machine without a table of them every name is taken."""
    known = zoneinfo.available_timezones()
    return not known or name in known


def _find(call: Call) -> JsonObject:
    location, job = call.parameter("location"), call.parameter("job")
    found = _stored(call.project).get(f"projects/{call.project.id}/locations/{location}/jobs/{job}")
    if found is None:
        raise GoogleRefusal(404, "Job not found.")
    return found


def _stored(project: Project) -> dict[str, JsonObject]:
    return cast("dict[str, JsonObject]", project.settings(DOCUMENT))


def _save(project: Project, job: JsonObject) -> None:
    project.store(DOCUMENT, {**_stored(project), str(job["name"]): job})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
