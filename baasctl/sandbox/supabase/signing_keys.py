"""`/v1/projects/{ref}/config/auth/signing-keys`: the life of signing keys. They sign nothing here.

Steps as the guide tells them (https://supabase.com/docs/guides/auth/signing-keys, "Lifetime of a signing key"); that a
fresh project signs with ES256, that one key is on standby, and the texts of refusals are the sandbox's assumption.
"""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Mapping
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, JsonObject, Refusal, json_answer
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.project import Project, timestamp
from baasctl.sandbox.supabase.validation import Field, checked

DOCUMENT: Final = "signing_keys"
_ALGORITHMS = ("EdDSA", "ES256", "RS256", "HS256")
_STATUSES = ("in_use", "previously_used", "revoked", "standby")
_NEW = {
    "algorithm": Field(kind="string", required=True, enum=_ALGORITHMS),
    "status": Field(kind="string", enum=("in_use", "standby")),
    "private_jwk": Field(kind="object"),
}
_CHANGE = {"status": Field(kind="string", required=True, enum=_STATUSES)}
_STEPS: Mapping[str, tuple[str, ...]] = {
    "standby": ("in_use", "previously_used"),
    "in_use": (),
    "previously_used": ("standby", "revoked"),
    "revoked": ("standby",),
}
_PUBLIC: Mapping[str, tuple[str, ...]] = {"EC": ("x", "y"), "OKP": ("x",), "RSA": ("n", "e")}
_HALVES: Mapping[str, JsonObject] = {
    "ES256": {"kty": "EC", "crv": "P-256"},
    "EdDSA": {"kty": "OKP", "crv": "Ed25519"},
    "RS256": {"kty": "RSA", "e": "AQAB"},
}


def list_all(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/config/auth/signing-keys`."""
    return json_answer(200, {"keys": _keys(call.project)})


def create(call: Call) -> Answer:
    """`POST`: a key of the server's making, or an imported one."""
    wanted = checked(_NEW, call.request.json_object())
    project = call.project
    with project.lock:
        keys = _keys(project)
        status = str(wanted.get("status", "standby"))
        key = _made(str(wanted["algorithm"]), status, cast("JsonObject | None", wanted.get("private_jwk")))
        if any(other["id"] == key["id"] for other in keys):
            raise Refusal(400, "A signing key with this kid exists already")
        _refuse_second_standby(keys, status)
        project.store(DOCUMENT, [*_rotated(keys, status), key])
    return json_answer(201, key)


def read(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/config/auth/signing-keys/{id}`."""
    return json_answer(200, _find(call))


def change(call: Call) -> Answer:
    """`PATCH`: one step; a key that comes into use sends the former one to `previously_used`."""
    status = str(checked(_CHANGE, call.request.json_object())["status"])
    project = call.project
    with project.lock:
        key = _find(call)
        before = str(key["status"])
        if status != before and status not in _STEPS[before]:
            raise Refusal(400, f"A signing key that is {before} cannot become {status}")
        others = [other for other in _keys(project) if other["id"] != key["id"]]
        _refuse_second_standby(others, status)
        key = {**key, "status": status, "updated_at": timestamp()}
        project.store(DOCUMENT, [*_rotated(others, status), key])
    return json_answer(200, key)


def delete(call: Call) -> Answer:
    """`DELETE`: only a revoked key; every revocation counts as long enough ago."""
    project = call.project
    with project.lock:
        key = _find(call)
        if key["status"] != "revoked":
            raise Refusal(400, "Only signing keys that have been revoked for a while can be deleted")
        project.store(DOCUMENT, [other for other in _keys(project) if other["id"] != key["id"]])
    return json_answer(200, key)


def _keys(project: Project) -> list[JsonObject]:
    """The keys; a fresh project signs with ES256."""
    with project.lock:
        keys = project.entries(DOCUMENT)
        if not keys:
            keys = [_made("ES256", "in_use", None)]
            project.store(DOCUMENT, keys)
        return keys


def _find(call: Call) -> JsonObject:
    for key in _keys(call.project):
        if key["id"] == call.parameter("id"):
            return key
    raise Refusal(404, "Signing key not found")


def _rotated(keys: list[JsonObject], status: str) -> list[JsonObject]:
    if status != "in_use":
        return keys
    return [
        {**key, "status": "previously_used", "updated_at": timestamp()} if key["status"] == "in_use" else key
        for key in keys
    ]


def _refuse_second_standby(others: list[JsonObject], status: str) -> None:
    if status == "standby" and any(other["status"] == "standby" for other in others):
        raise Refusal(400, "There is a standby signing key already")


def _made(algorithm: str, status: str, private: JsonObject | None) -> JsonObject:
    key_id = str(private.get("kid") or uuid.uuid4()) if private else str(uuid.uuid4())
    return {
        "id": key_id,
        "algorithm": algorithm,
        "status": status,
        "public_jwk": _public(algorithm, key_id, private),
        "created_at": timestamp(),
        "updated_at": timestamp(),
    }


def _public(algorithm: str, key_id: str, private: JsonObject | None) -> JsonObject | None:
    half = _HALVES.get(algorithm)
    if half is None:
        return None
    names = _PUBLIC[str(half["kty"])]
    own: JsonObject = {name: private[name] for name in names if name in private} if private else {}
    made: JsonObject = {name: base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode() for name in names}
    head: JsonObject = {"alg": algorithm, "kid": key_id, "use": "sig", "key_ops": ["verify"], "ext": True}
    return {**head, **made, **half, **own}
