"""`trigger.schedule`: a schedule of EventBridge Scheduler, between wire and attributes; pure.

The schedule of a function is the one whose target it is. UpdateSchedule replaces it whole, so that what the spec
leaves out is sent as it is live. Source: botocore 1.43.106, scheduler 2021-06-30.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from baasctl.model.value import ABSENT, Attributes, at, freeze, thaw
from baasctl.providers.amplify.lambda_functions.cron import crontab_of, expression_of
from baasctl.providers.amplify.lambda_functions.native_fields import ASIDE, pointer_of

SCHEDULE: Final = "/trigger/schedule"
NATIVE_SCHEDULE: Final = "/native/amplify/Schedule"
ROLE: Final = f"{NATIVE_SCHEDULE}/Target/RoleArn"
DEFAULT_GROUP: Final = "default"
_PREFIX: Final = "Schedule."
_ZONE: Final = "UTC"
_LONGEST_NAME: Final = 64
_KEPT: Final = (
    *("Name", "GroupName", "ScheduleExpression", "ScheduleExpressionTimezone", "State", "Description"),
    *("StartDate", "EndDate", "FlexibleTimeWindow", "KmsKeyArn", "ActionAfterCompletion", "Target"),
)


def is_of_schedule(path: str) -> bool:
    """Whether a field is written in the schedule."""
    return path == "/trigger" or path.startswith((SCHEDULE, NATIVE_SCHEDULE))


def name_for(prefix: str, function: str) -> str:
    """A name of at most 64 characters for something that belongs to a function; the same every time."""
    whole = f"{prefix}{function}"
    if len(whole) <= _LONGEST_NAME:
        return whole
    return f"{whole[: _LONGEST_NAME - 9]}-{hashlib.sha256(function.encode()).hexdigest()[:8]}"


def decoded(schedule: Mapping[str, object] | None) -> tuple[dict[str, object], set[str]]:
    """Values by pointer, and pointers of what is not set.

    Args:
        schedule: As GetSchedule answers it; `None`: nothing calls the function by the clock.
    """
    natives = {path: native for path, native in ASIDE.items() if path.startswith(_PREFIX)}
    if schedule is None:
        return {}, {SCHEDULE, *map(pointer_of, natives)}
    zone = str(schedule.get("ScheduleExpressionTimezone") or _ZONE)
    values: dict[str, object] = {
        f"{SCHEDULE}/cron": crontab_of(str(schedule.get("ScheduleExpression", ""))),
        f"{SCHEDULE}/timezone": zone,
        f"{SCHEDULE}/enabled": schedule.get("State") != "DISABLED",
    }
    unset = {f"{SCHEDULE}/timezone"} if zone == _ZONE else set()
    payload = _payload(schedule)
    if payload:
        values[f"{SCHEDULE}/payload"] = payload
    else:
        unset.add(f"{SCHEDULE}/payload")
    for path, native in natives.items():
        value: object = schedule
        for name in path.removeprefix(_PREFIX).split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        found = native.default if value in (None, "") else freeze(value)
        if found == native.default:
            unset.add(pointer_of(path))
        if found is not None:
            values[pointer_of(path)] = found
    return values, unset


def body(
    declared: Attributes, live: Mapping[str, object] | None, *, name: str, arn: str, role: str
) -> dict[str, object]:
    """What CreateSchedule and UpdateSchedule are sent.

    Args:
        declared: All that the spec says.
        live: As it is; `None`: there is none.
        name: Of a new one.
        arn: Of the function.
        role: Its role, where the spec and the live schedule have none.
    """
    found: dict[str, object] = {key: live[key] for key in _KEPT if live.get(key) is not None} if live else {}
    found.setdefault("Name", name)
    found.setdefault("GroupName", DEFAULT_GROUP)
    found.setdefault("FlexibleTimeWindow", {"Mode": "OFF"})
    former = found.get("Target")
    target = dict(former) if isinstance(former, Mapping) else {}
    found["Target"] = {"RoleArn": role, **target, "Arn": arn}
    schedule = at(declared, SCHEDULE)
    _overlay(found, schedule if isinstance(schedule, Mapping) else {})
    for path, native in ASIDE.items():
        value = at(declared, pointer_of(path)) if path.startswith(_PREFIX) else ABSENT
        if value is not ABSENT:
            _put(found, path.removeprefix(_PREFIX).split("."), native.default if value is None else value)
    if isinstance(found["Target"], dict) and not found["Target"].get("DeadLetterConfig", True):
        del found["Target"]["DeadLetterConfig"]
    window = found["FlexibleTimeWindow"]
    if isinstance(window, Mapping) and window.get("Mode") == "OFF":
        found["FlexibleTimeWindow"] = {"Mode": "OFF"}
    return found


def _overlay(found: dict[str, object], schedule: Mapping[str, object]) -> None:
    cron, zone, enabled = (schedule.get(name) for name in ("cron", "timezone", "enabled"))
    if isinstance(cron, str):
        found["ScheduleExpression"] = expression_of(cron)
    if "timezone" in schedule:
        found["ScheduleExpressionTimezone"] = str(zone or _ZONE)
    if isinstance(enabled, bool):
        found["State"] = "ENABLED" if enabled else "DISABLED"
    target = found["Target"]
    assert isinstance(target, dict)
    if "payload" in schedule:
        payload = schedule["payload"]
        target.pop("Input", None)
        if isinstance(payload, Mapping):
            target["Input"] = json.dumps(thaw(payload), separators=(",", ":"), sort_keys=True)


def _payload(schedule: Mapping[str, object]) -> dict[str, object]:
    """The body of the call; empty where it is none that a spec can say."""
    target = schedule.get("Target")
    text = target.get("Input") if isinstance(target, Mapping) else None
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _put(found: dict[str, object], path: list[str], value: object) -> None:
    record = found
    for name in path[:-1]:
        inner = record.get(name)
        record[name] = inner = dict(inner) if isinstance(inner, Mapping) else {}
        record = inner
    if value is None:
        record.pop(path[-1], None)
    else:
        record[path[-1]] = value
