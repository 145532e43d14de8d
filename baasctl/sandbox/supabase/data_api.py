"""`/v1/projects/{ref}/postgrest`: settings of the Data API; PostgREST itself is not simulated."""

from __future__ import annotations

import hashlib

from baasctl.sandbox.exchange import Answer, Json, JsonObject, json_answer
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.project import Project
from baasctl.sandbox.supabase.validation import Field, checked, unknown_keys

DOCUMENT = "data_api"

FIELDS = {
    "db_extra_search_path": Field(kind="string"),
    "db_pool": Field(kind="integer", minimum=0, maximum=1000),
    "db_pool_acquisition_timeout": Field(kind="integer", minimum=0, maximum=60),
    "db_pool_max_idletime": Field(kind="integer", minimum=0, maximum=60),
    "db_pool_max_lifetime": Field(kind="integer", minimum=0, maximum=3600),
    "db_schema": Field(kind="string"),
    "max_rows": Field(kind="integer", minimum=0, maximum=1000000),
}
_FRESH: JsonObject = {
    "db_extra_search_path": "public, extensions",
    "db_pool": None,
    "db_pool_acquisition_timeout": None,
    "db_pool_max_idletime": None,
    "db_pool_max_lifetime": None,
    "db_schema": "public,graphql_public",
    "max_rows": 1000,
}
_EFFECTIVE: JsonObject = {
    "db_pool_acquisition_timeout": 10,
    "db_pool_max_idletime": 30,
    "db_pool_max_lifetime": 1800,
}


def read(call: Call) -> Answer:
    """The settings, with the JWT secret in plaintext as the platform answers it."""
    project = call.project
    secret = hashlib.sha256(f"sandbox jwt secret of {project.ref}".encode()).hexdigest()
    return json_answer(200, {**_stored(project), "jwt_secret": secret})


def update(call: Call) -> Answer:
    """`PATCH /v1/projects/{ref}/postgrest`."""
    project = call.project
    body = call.request.json_object()
    changes = checked(FIELDS, body)
    with project.lock:
        stored = {**_stored(project), **{name: _as_stored(name, value) for name, value in changes.items()}}
        project.store(DOCUMENT, stored)
    return json_answer(200, stored, note=unknown_keys(FIELDS, body))


def effective(project: Project) -> JsonObject:
    """The `api` block of `GET /v2/projects/{ref}/config`."""
    stored = _stored(project)
    return {name: _EFFECTIVE.get(name) if value is None else value for name, value in stored.items()}


def _stored(project: Project) -> JsonObject:
    return {**_FRESH, **project.settings(DOCUMENT)}


def _as_stored(name: str, value: Json) -> Json:
    """The server writes `public, extensions` for `public,extensions` (recorded 2026-05)."""
    if name == "db_extra_search_path" and isinstance(value, str):
        return ", ".join(part.strip() for part in value.split(",") if part.strip())
    return value
