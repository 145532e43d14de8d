"""`projects.databases.backupSchedules`: one a day and one a week; nothing is ever backed up here."""

from __future__ import annotations

import uuid
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.firestore import stored as state
from baasctl.sandbox.firebase.refusals import GoogleRefusal

_MEMBER: Final = "schedules"
_LONGEST_S: Final = 14 * 7 * 86400
_RECURRENCES: Final = ("dailyRecurrence", "weeklyRecurrence")


def list_all(call: Call) -> Answer:
    """`GET backupSchedules`; without pages."""
    found = sorted(state.members(state.find(call), _MEMBER).values(), key=lambda each: str(each["createTime"]))
    return call.answer({"backupSchedules": cast("list[Json]", found)} if found else {})


def read(call: Call) -> Answer:
    """`GET backupSchedules/{schedule}`."""
    return call.answer(_found(call)[1])


def create(call: Call) -> Answer:
    """`POST backupSchedules`."""
    project, body = call.project, call.body
    recurrence = next((name for name in _RECURRENCES if name in body), "")
    if not recurrence:
        raise GoogleRefusal(400, "A recurrence must be specified.")
    _check(body)
    with project.lock:
        stored = state.find(call)
        known = state.members(stored, _MEMBER)
        if any(recurrence in each for each in known.values()):
            message = "A backup schedule with the same recurrence exists already in the database."
            raise GoogleRefusal(409, message)
        name, now = str(uuid.uuid4()), state.timestamp()
        made: JsonObject = {
            "name": f"projects/{project.id}/databases/{call.parameter('database')}/backupSchedules/{name}",
            "createTime": now,
            "updateTime": now,
            "retention": body["retention"],
            recurrence: body[recurrence],
        }
        _save(call, stored, {**known, name: made})
    return call.answer(made)


def update(call: Call) -> Answer:
    """`PATCH backupSchedules/{schedule}`: another retention; the recurrence stays."""
    project = call.project
    with project.lock:
        stored, before = _found(call)
        for path in call.mask() or tuple(call.body):
            if path.partition(".")[0] in _RECURRENCES and call.body.get(path) != before.get(path):
                raise GoogleRefusal(400, "The recurrence of a backup schedule cannot be changed.")
            if path.partition(".")[0] not in (*_RECURRENCES, "retention", "name"):
                raise GoogleRefusal(400, "Invalid updateMask for backup schedule proto.")
        _check(call.body)
        changed = {**before, "retention": call.body["retention"], "updateTime": state.timestamp()}
        _save(call, stored, {**state.members(stored, _MEMBER), call.parameter("schedule"): changed})
    return call.answer(changed)


def delete(call: Call) -> Answer:
    """`DELETE backupSchedules/{schedule}`."""
    with call.project.lock:
        stored, _ = _found(call)
        left = {
            name: each for name, each in state.members(stored, _MEMBER).items() if name != call.parameter("schedule")
        }
        _save(call, stored, left)
    return call.answer({})


def _found(call: Call) -> tuple[state.Stored, JsonObject]:
    stored = state.find(call)
    found = state.members(stored, _MEMBER).get(call.parameter("schedule"))
    if found is None:
        raise GoogleRefusal(404, "Requested backup schedule was not found.")
    return stored, found


def _check(body: JsonObject) -> None:
    retention = str(body.get("retention", ""))
    seconds = float(retention.removesuffix("s") or 0)
    if not 0 < seconds <= _LONGEST_S:
        raise GoogleRefusal(400, "Backup retention must be positive and at most 14 weeks.")
    weekly = body.get("weeklyRecurrence")
    if isinstance(weekly, dict) and str(weekly.get("day", "DAY_OF_WEEK_UNSPECIFIED")) == "DAY_OF_WEEK_UNSPECIFIED":
        raise GoogleRefusal(400, "The day of a weekly recurrence must be specified.")


def _save(call: Call, stored: state.Stored, schedules: dict[str, JsonObject]) -> None:
    state.put(call.project, call.parameter("database"), {**stored, _MEMBER: cast("JsonObject", schedules)})
