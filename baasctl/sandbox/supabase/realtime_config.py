"""`/v1/projects/{ref}/config/realtime`: limits and switches of Realtime; null means the platform's default."""

from __future__ import annotations

from baasctl.sandbox.exchange import Answer, JsonObject, json_answer
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.plan_gates import LIMITS, refuse_above
from baasctl.sandbox.supabase.project import Project
from baasctl.sandbox.supabase.validation import Field, checked, unknown_keys

DOCUMENT = "realtime"

FIELDS = {
    "connection_pool": Field(kind="integer", minimum=1, maximum=100),
    "max_bytes_per_second": Field(kind="integer", minimum=1, maximum=10000000),
    "max_channels_per_client": Field(kind="integer", minimum=1, maximum=10000),
    "max_concurrent_users": Field(kind="integer", minimum=1, maximum=300000),
    "max_events_per_second": Field(kind="integer", minimum=1, maximum=50000),
    "max_joins_per_second": Field(kind="integer", minimum=1, maximum=5000),
    "max_payload_size_in_kb": Field(kind="integer", minimum=1, maximum=10000),
    "max_presence_events_per_second": Field(kind="integer", minimum=1, maximum=5000),
    "postgres_changes_pool": Field(kind="integer", minimum=1, maximum=100),
    "presence_enabled": Field(kind="boolean"),
    "private_only": Field(kind="boolean"),
    "suspend": Field(kind="boolean"),
}
_LIMITED = {name: f"realtime.{name}" for name in FIELDS if f"realtime.{name}" in LIMITS}
_EFFECTIVE: JsonObject = {
    "connection_pool": 2,
    "max_bytes_per_second": 100000,
    "max_channels_per_client": 100,
    "max_concurrent_users": 200,
    "max_events_per_second": 100,
    "max_joins_per_second": 100,
    "max_payload_size_in_kb": 100,
    "max_presence_events_per_second": 100,
    "postgres_changes_pool": None,
    "presence_enabled": True,
    "private_only": False,
    "suspend": False,
}


def read(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/config/realtime`."""
    unset: JsonObject = {**dict.fromkeys(FIELDS), "presence_enabled": True, "admin_suspended_at": None}
    return json_answer(200, {**unset, **call.project.settings(DOCUMENT)})


def update(call: Call) -> Answer:
    """`PATCH /v1/projects/{ref}/config/realtime`."""
    project = call.project
    body = call.request.json_object()
    changes = checked(FIELDS, body)
    refuse_above(project, changes, _LIMITED)
    with project.lock:
        project.store(DOCUMENT, {**project.settings(DOCUMENT), **changes})
    return Answer(status=204, note=unknown_keys(FIELDS, body))


def effective(project: Project) -> JsonObject:
    """The `realtime` block of `GET /v2/projects/{ref}/config`."""
    return {**_EFFECTIVE, **project.settings(DOCUMENT)}
