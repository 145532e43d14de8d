"""`/v1/projects/{ref}/api-keys`: legacy, publishable and secret keys. They open nothing; their states are real."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import uuid
from typing import cast

from baasctl.sandbox.exchange import Answer, JsonObject, Refusal, json_answer
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.project import Project, timestamp
from baasctl.sandbox.supabase.refusals import FORBIDDEN
from baasctl.sandbox.supabase.validation import Field, checked

DOCUMENT = "api_keys"
LEGACY_DOCUMENT = "legacy_api_keys"

_NAME = Field(kind="string", minimum=4, maximum=64, pattern=r"^[a-z_][a-z0-9_]+$")
_CHANGES = {
    "description": Field(kind="string", nullable=True),
    "name": _NAME,
    "secret_jwt_template": Field(kind="object", nullable=True),
}
_NEW = {
    **_CHANGES,
    "name": Field(kind="string", required=True, minimum=4, maximum=64, pattern=_NAME.pattern),
    "type": Field(kind="string", required=True, enum=("publishable", "secret")),
}
_VISIBLE = 12


def list_all(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/api-keys`."""
    project = call.project
    if call.asks_for("reveal") and not call.may("api_gateway_keys_write"):
        raise Refusal(403, FORBIDDEN)
    keys = [_legacy(project, role) for role in ("anon", "service_role")]
    keys += [_shown(key, reveal=call.asks_for("reveal")) for key in _keys(project)]
    return json_answer(200, keys)


def create(call: Call) -> Answer:
    """`POST /v1/projects/{ref}/api-keys`."""
    wanted = checked(_NEW, call.request.json_object())
    project = call.project
    with project.lock:
        keys = _keys(project)
        _refuse_duplicate(keys, wanted)
        key = _made(wanted)
        project.store(DOCUMENT, [*keys, key])
    return json_answer(201, _shown(key, reveal=call.asks_for("reveal")))


def read(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/api-keys/{id}`."""
    return json_answer(200, _shown(_find(call), reveal=call.asks_for("reveal")))


def change(call: Call) -> Answer:
    """`PATCH /v1/projects/{ref}/api-keys/{id}`."""
    changes = checked(_CHANGES, call.request.json_object())
    project = call.project
    with project.lock:
        key = {**_find(call), **changes, "updated_at": timestamp()}
        project.store(DOCUMENT, [key if other["id"] == key["id"] else other for other in _keys(project)])
    return json_answer(200, _shown(key, reveal=call.asks_for("reveal")))


def delete(call: Call) -> Answer:
    """`DELETE /v1/projects/{ref}/api-keys/{id}`."""
    project = call.project
    with project.lock:
        key = _find(call)
        project.store(DOCUMENT, [other for other in _keys(project) if other["id"] != key["id"]])
    return json_answer(200, _shown(key, reveal=False))


def read_legacy(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/api-keys/legacy`."""
    return json_answer(200, {"enabled": call.project.settings(LEGACY_DOCUMENT).get("enabled", True)})


def switch_legacy(call: Call) -> Answer:
    """`PUT /v1/projects/{ref}/api-keys/legacy`."""
    enabled = call.asks_for("enabled")
    with call.project.lock:
        call.project.store(LEGACY_DOCUMENT, {"enabled": enabled})
    return json_answer(200, {"enabled": enabled})


def role_of(project: Project, text: str) -> str | None:
    """The role that a key opens: `anon`, `service_role`; `None` for what is no key of the project."""
    for role in ("anon", "service_role"):
        if text == _token(project, role):
            return role if project.settings(LEGACY_DOCUMENT).get("enabled", True) else None
    for key in _keys(project):
        if key["api_key"] == text:
            return "service_role" if key["type"] == "secret" else "anon"
    return None


def _keys(project: Project) -> list[JsonObject]:
    """The keys; a new project has one publishable and one secret key named `default`."""
    with project.lock:
        keys = project.entries(DOCUMENT)
        if not keys:
            keys = [_made({"name": "default", "type": kind}) for kind in ("publishable", "secret")]
            project.store(DOCUMENT, keys)
        return keys


def _find(call: Call) -> JsonObject:
    for key in _keys(call.project):
        if key["id"] == call.parameter("id"):
            return key
    raise Refusal(404, "API key not found")


def _made(wanted: JsonObject) -> JsonObject:
    text = f"sb_{wanted['type']}_{secrets.token_urlsafe(24)}"
    template: JsonObject | None = {"role": "service_role"} if wanted["type"] == "secret" else None
    return {
        "id": str(uuid.uuid4()),
        "name": wanted["name"],
        "type": wanted["type"],
        "api_key": text,
        "description": wanted.get("description"),
        "secret_jwt_template": wanted.get("secret_jwt_template") or template,
        "hash": _hash(text),
        "prefix": text[len(f"sb_{wanted['type']}_") :][:5],
        "inserted_at": timestamp(),
        "updated_at": timestamp(),
    }


def _shown(key: JsonObject, *, reveal: bool) -> JsonObject:
    """Secret keys are masked unless asked for; publishable ones never are."""
    if reveal or key["type"] != "secret":
        return key
    text = cast("str", key["api_key"])
    return {**key, "api_key": text[: len("sb_secret_") + 5] + "·" * 26}


def _legacy(project: Project, role: str) -> JsonObject:
    token = _token(project, role)
    return {
        "id": role,
        "name": role,
        "type": "legacy",
        "api_key": token,
        "description": f"Legacy {role} API key",
        "hash": _hash(token),
        "prefix": token.rpartition(".")[2][:5],
    }


def _token(project: Project, role: str) -> str:
    """Shaped like the legacy JWT; its signature is a digest, because nothing in the sandbox verifies it."""
    parts: list[object] = [{"alg": "HS256", "typ": "JWT"}, {"iss": "supabase", "ref": project.ref, "role": role}]
    signature = hashlib.sha256(f"{project.ref} {role}".encode()).digest()
    encoded = [json.dumps(part, separators=(",", ":")).encode() for part in parts] + [signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in encoded)


def _hash(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def _refuse_duplicate(keys: list[JsonObject], wanted: JsonObject) -> None:
    if any((key["name"], key["type"]) == (wanted["name"], wanted["type"]) for key in keys):
        raise Refusal(400, f"An API key named `{wanted['name']}` exists already")
