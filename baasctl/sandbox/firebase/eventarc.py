"""eventarc.googleapis.com: channels for events of one's own, and the triggers that Cloud Functions makes."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase import operations
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.cloud_functions import functions
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.routing import Route

DOCUMENT: Final = "eventarc_channels"
_EMPTY: Final = "type.googleapis.com/google.protobuf.Empty"


def list_triggers(call: Call) -> Answer:
    """`GET …/triggers`: those of functions; the location `-` means all of them."""
    location = call.parameter("location")
    found = [each for name, each in sorted(_triggers(call.project).items()) if location in {"-", name.split("/")[3]}]
    return page(call, "triggers", found)


def read_trigger(call: Call) -> Answer:
    """`GET …/triggers/{trigger}`."""
    name = f"projects/{call.project.id}/locations/{call.parameter('location')}/triggers/{call.parameter('trigger')}"
    return call.answer(_existing(_triggers(call.project).get(name), name))


def list_channels(call: Call) -> Answer:
    """`GET …/channels`."""
    location = call.parameter("location")
    return page(call, "channels", [each for name, each in sorted(_channels(call.project).items()) if location in name])


def read_channel(call: Call) -> Answer:
    """`GET …/channels/{channel}`."""
    name = _channel_name(call, call.parameter("channel"))
    return call.answer(_existing(_channels(call.project).get(name), name))


def create_channel(call: Call) -> Answer:
    """`POST …/channels?channelId=`."""
    project, name = call.project, _channel_name(call, call.query("channelId"))
    now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    with project.lock:
        if name in _channels(project):
            raise GoogleRefusal(409, f"Resource '{name}' already exists")
        made: JsonObject = {**call.body, "name": name, "uid": str(uuid.uuid4()), "createTime": now, "updateTime": now}
        made |= {"state": "ACTIVE", "pubsubTopic": f"projects/{project.id}/topics/eventarc-channel-{made['uid']}"}
        project.store(DOCUMENT, {**_channels(project), name: made})
        response: JsonObject = {"@type": "type.googleapis.com/google.cloud.eventarc.v1.Channel", **made}
        return call.answer(operations.begun(call, name.rpartition("/channels/")[0], response=response))


def delete_channel(call: Call) -> Answer:
    """`DELETE …/channels/{channel}`."""
    project, name = call.project, _channel_name(call, call.parameter("channel"))
    with project.lock:
        _existing(_channels(project).get(name), name)
        project.store(DOCUMENT, {each: value for each, value in _channels(project).items() if each != name})
        return call.answer(operations.begun(call, name.rpartition("/channels/")[0], response={"@type": _EMPTY}))


_LOCATION: Final = "/eventarc.googleapis.com/v1/projects/{project}/locations/{location}"
ROUTES: tuple[Route[Operation], ...] = (
    Route("GET", _LOCATION + "/triggers", list_triggers),
    Route("GET", _LOCATION + "/triggers/{trigger}", read_trigger),
    Route("GET", _LOCATION + "/channels", list_channels),
    Route("GET", _LOCATION + "/channels/{channel}", read_channel),
    Route("POST", _LOCATION + "/channels", create_channel),
    Route("DELETE", _LOCATION + "/channels/{channel}", delete_channel),
)


def _triggers(project: Project) -> dict[str, JsonObject]:
    found = [each for each in functions.services_of(project).values() if "eventTrigger" in each]
    return {str(cast("JsonObject", each["eventTrigger"])["trigger"]): _trigger(each) for each in found}


def _trigger(function: JsonObject) -> JsonObject:
    trigger = cast("JsonObject", function["eventTrigger"])
    filters = [
        {"attribute": "type", "value": trigger["eventType"]},
        *cast("list[Json]", trigger.get("eventFilters", [])),
    ]
    shown: JsonObject = {
        "name": trigger["trigger"],
        "createTime": function["createTime"],
        "updateTime": function["updateTime"],
        "eventFilters": cast("Json", filters),
        "serviceAccount": trigger["serviceAccountEmail"],
        "destination": {"cloudFunction": function["name"]},
        "transport": {"pubsub": {"topic": trigger["pubsubTopic"]}},
        "labels": {"goog-managed-by": "cloudfunctions"},
    }
    shown["uid"] = str(uuid.uuid5(uuid.NAMESPACE_URL, str(trigger["trigger"])))
    return {**shown, "etag": f'"{hashlib.sha256(str(function["updateTime"]).encode()).hexdigest()[:12]}"'}


def _channels(project: Project) -> dict[str, JsonObject]:
    return cast("dict[str, JsonObject]", project.settings(DOCUMENT))


def _channel_name(call: Call, channel: str) -> str:
    return f"projects/{call.project.id}/locations/{call.parameter('location')}/channels/{channel}"


def _existing(found: JsonObject | None, name: str) -> JsonObject:
    if found is None:
        raise GoogleRefusal(404, f"Resource '{name}' was not found")
    return found
