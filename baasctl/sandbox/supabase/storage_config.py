"""`/v1/projects/{ref}/config/storage` and the list of buckets."""

from __future__ import annotations

from typing import cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject, json_answer
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.plan_gates import includes, refuse_above, refuse_feature
from baasctl.sandbox.supabase.project import Project
from baasctl.sandbox.supabase.validation import Field, checked, unknown_keys

DOCUMENT = "storage"

_ENABLED = Field(kind="boolean", required=True)
_SWITCH = Field(kind="object", members={"enabled": _ENABLED})
_COUNT = Field(kind="integer", minimum=0, required=True)
FIELDS = {
    "external": Field(
        kind="object", members={"upstreamTarget": Field(kind="string", enum=("main", "canary"), required=True)}
    ),
    "features": Field(
        kind="object",
        members={
            "icebergCatalog": Field(
                kind="object",
                members={"enabled": _ENABLED, "maxCatalogs": _COUNT, "maxNamespaces": _COUNT, "maxTables": _COUNT},
            ),
            "imageTransformation": _SWITCH,
            "purgeCache": _SWITCH,
            "s3Protocol": _SWITCH,
            "vectorBuckets": Field(
                kind="object", members={"enabled": _ENABLED, "maxBuckets": _COUNT, "maxIndexes": _COUNT}
            ),
        },
    ),
    "fileSizeLimit": Field(kind="integer", minimum=0, maximum=536870912000),
}
_FEATURES: JsonObject = {
    "icebergCatalog": {"enabled": False, "maxCatalogs": 2, "maxNamespaces": 10, "maxTables": 10},
    "imageTransformation": {"enabled": True},
    "purgeCache": {"enabled": False},
    "s3Protocol": {"enabled": True},
    "vectorBuckets": {"enabled": False, "maxBuckets": 10, "maxIndexes": 5},
}
_GATES = {
    "icebergCatalog": "storage.iceberg_catalog",
    "imageTransformation": "storage.image_transformations",
    "purgeCache": "storage.purge_cache",
    "vectorBuckets": "storage.vector_buckets",
}
_CAPABILITIES: JsonObject = {"iceberg_catalog": True, "list_v2": True, "object_versioning": False}
_MIGRATION = "operation-ergonomics"
_SNAKE = {
    "icebergCatalog": "iceberg_catalog",
    "imageTransformation": "image_transformation",
    "maxBuckets": "max_buckets",
    "maxCatalogs": "max_catalogs",
    "maxIndexes": "max_indexes",
    "maxNamespaces": "max_namespaces",
    "maxTables": "max_tables",
    "purgeCache": "purge_cache",
    "s3Protocol": "s3_protocol",
    "vectorBuckets": "vector_buckets",
}


def read(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/config/storage`."""
    stored = _stored(call.project)
    return json_answer(200, {**stored, "capabilities": _CAPABILITIES, "migrationVersion": _MIGRATION})


def update(call: Call) -> Answer:
    """Merge the body feature by feature; the answer has no body."""
    project = call.project
    body = call.request.json_object()
    changes = checked(FIELDS, body)
    _refuse_beyond_plan(project, changes)
    with project.lock:
        stored = _stored(project)
        features = {**cast("JsonObject", stored["features"]), **cast("JsonObject", changes.pop("features", {}))}
        project.store(DOCUMENT, {**stored, **changes, "features": features})
    return Answer(status=200, note=unknown_keys(FIELDS, body))


def effective(project: Project) -> JsonObject:
    """The `storage` block of `GET /v2/projects/{ref}/config`."""
    stored = _stored(project)
    return {
        "file_size_limit": stored["fileSizeLimit"],
        "features": _in_snake_case(stored["features"]),
        "capabilities": _CAPABILITIES,
        "upstream_target": cast("JsonObject", stored["external"])["upstreamTarget"],
        "migration_version": _MIGRATION,
    }


def list_buckets(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/storage/buckets`."""
    rows = call.project.database.query(
        "select id, name, coalesce(owner_id, owner::text, '') as owner, public,"
        " to_char(created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') as created_at,"
        " to_char(updated_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') as updated_at"
        " from storage.buckets order by id"
    )
    return json_answer(200, rows)


def _refuse_beyond_plan(project: Project, changes: JsonObject) -> None:
    """Features that are being switched on, and a limit that is being changed."""
    live = _stored(project)
    refuse_above(project, changes, {"fileSizeLimit": "storage.max_file_size"})
    if changes.get("fileSizeLimit", live["fileSizeLimit"]) != live["fileSizeLimit"]:
        refuse_feature(project, "fileSizeLimit", "storage.max_file_size.configurable")
    before = cast("dict[str, JsonObject]", live["features"])
    for name, feature in cast("dict[str, JsonObject]", changes.get("features", {})).items():
        if name in _GATES and feature["enabled"] and not before[name]["enabled"]:
            refuse_feature(project, name, _GATES[name])


def _stored(project: Project) -> JsonObject:
    transformations: JsonObject = {"imageTransformation": {"enabled": includes(project, _GATES["imageTransformation"])}}
    fresh: JsonObject = {
        "external": {"upstreamTarget": "main"},
        "features": {**_FEATURES, **transformations},
        "fileSizeLimit": 52428800,
    }
    return {**fresh, **project.settings(DOCUMENT)}


def _in_snake_case(value: Json) -> Json:
    if isinstance(value, dict):
        return {_SNAKE.get(name, name): _in_snake_case(member) for name, member in value.items()}
    return value
