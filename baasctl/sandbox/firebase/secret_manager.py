"""secretmanager.googleapis.com: secrets, their versions, and who may read them.

Names come back with the project's number. Payloads stay readable through `:access` until their version is destroyed.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.crc32c import crc32c
from baasctl.sandbox.firebase.iam_policies import forget_policy, has_role, policy_of, replace_policy
from baasctl.sandbox.firebase.masks import masked
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.firebase.resource_manager import project_policy
from baasctl.sandbox.routing import Route

DOCUMENT: Final = "secrets"
READERS: Final = ("roles/secretmanager.secretAccessor", "roles/secretmanager.admin", "roles/owner")
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,255}")
_STATE_FILTER: Final = re.compile(r"\s*(?P<not>NOT\s+)?state\s*[:=]\s*\"?(?P<state>[A-Z]+)\"?\s*", re.IGNORECASE)
_LABEL_FILTER: Final = re.compile(r"\s*labels\.(?P<label>[a-z0-9_-]+)\s*[:=]\s*\"?(?P<value>[a-z0-9_-]*)\"?\s*")
_LARGEST_BYTES: Final = 65536
_SETTABLE: Final = ("annotations", "labels", "topics", "expireTime", "rotation", "versionAliases", "versionDestroyTtl")
_AFTER: Final = {"enable": "ENABLED", "disable": "DISABLED", "destroy": "DESTROYED"}


def is_enabled(project: Project, secret: str, version: str) -> bool:
    """Whether the version exists and its payload can be read."""
    stored = _stored(project).get(secret)
    found = _version(stored, version) if stored else None
    return found is not None and found["state"] == "ENABLED"


def may_access(project: Project, secret: str, member: str) -> bool:
    """Whether a member may read payloads, by the secret's policy or by the project's."""
    return any(
        has_role(policy, READERS, member) for policy in (policy_of(project, _policy(secret)), project_policy(project))
    )


def create(call: Call) -> Answer:
    """`POST …/secrets?secretId=`."""
    project, secret = call.project, call.query("secretId")
    if not _ID.fullmatch(secret):
        raise GoogleRefusal(400, f"The Secret ID [{secret}] does not match the expected format [{_ID.pattern}].")
    if not call.body.get("replication"):
        raise GoogleRefusal(400, "Field [secret.replication] is required.")
    with project.lock:
        if secret in _stored(project):
            raise GoogleRefusal(409, f"Secret [{_name(project, secret)}] already exists.")
        settable: JsonObject = {name: call.body[name] for name in (*_SETTABLE, "replication") if name in call.body}
        made: JsonObject = {**settable, "createTime": _now(), "versions": []}
        _save(project, secret, made)
    return call.answer(_shown(project, secret, made))


def list_all(call: Call) -> Answer:
    """`GET …/secrets`; the filter knows `labels.firebase-managed=true`."""
    project = call.project
    wanted = _LABEL_FILTER.fullmatch(call.query("filter"))
    if call.query("filter") and wanted is None:
        raise GoogleRefusal(501, "This filter is not simulated.", note="not simulated: filter")
    found = [
        _shown(project, name, secret)
        for name, secret in sorted(_stored(project).items())
        if wanted is None or cast("JsonObject", secret.get("labels", {})).get(wanted["label"]) == wanted["value"]
    ]
    return page(call, "secrets", found, usual=25000, most=25000)


def read(call: Call) -> Answer:
    """`GET …/secrets/{secret}`."""
    return call.answer(_shown(call.project, call.parameter("secret"), _find(call)))


def update(call: Call) -> Answer:
    """`PATCH …/secrets/{secret}?updateMask=`."""
    project, name = call.project, call.parameter("secret")
    if not call.mask():
        raise GoogleRefusal(400, "Field [update_mask] is required.")
    if wrong := [path for path in call.mask() if path.split(".")[0] not in _SETTABLE]:
        raise GoogleRefusal(400, f"Field [{wrong[0]}] is immutable or unknown.")
    with project.lock:
        before = _find(call)
        _hold_to_etag(call.body.get("etag"), _shown(project, name, before))
        changed = _written(masked(before, call.body, call.mask()))
        _save(project, name, changed)
    return call.answer(_shown(project, name, changed))


def delete(call: Call) -> Answer:
    """`DELETE …/secrets/{secret}?etag=`: with all its versions."""
    project, name = call.project, call.parameter("secret")
    with project.lock:
        _hold_to_etag(call.query("etag"), _shown(project, name, _find(call)))
        project.store(DOCUMENT, {each: value for each, value in _stored(project).items() if each != name})
        forget_policy(project, _policy(name))
    return call.answer({})


def add_version(call: Call) -> Answer:
    """`POST …/secrets/{secret}:addVersion`: one more payload, enabled; the checksum is held to if there is one."""
    project, name = call.project, call.parameter("secret")
    payload = cast("JsonObject", call.body.get("payload") or {})
    content = base64.b64decode(str(payload.get("data") or ""))
    checksum = payload.get("dataCrc32c")
    if not content:
        raise GoogleRefusal(400, "Secret Payload cannot be empty.")
    if len(content) > _LARGEST_BYTES:
        raise GoogleRefusal(400, f"The payload is larger than {_LARGEST_BYTES} bytes.")
    if checksum is not None and int(str(checksum)) != crc32c(content):
        raise GoogleRefusal(400, "The payload does not match its checksum [data_crc32c].")
    with project.lock:
        secret = _find(call)
        versions = cast("list[JsonObject]", secret["versions"])
        made: JsonObject = {"id": str(len(versions) + 1), "createTime": _now(), "state": "ENABLED"}
        if checksum is not None:
            made["clientSpecifiedPayloadChecksum"] = True
        made["data"] = base64.b64encode(content).decode()
        _save(project, name, {**secret, "versions": [*versions, made]})
    return call.answer(_shown_version(project, name, secret, made))


def list_versions(call: Call) -> Answer:
    """`GET …/secrets/{secret}/versions`, newest first; the filter knows `state:ENABLED` and `NOT state:DESTROYED`."""
    project, name, secret = call.project, call.parameter("secret"), _find(call)
    wanted = _STATE_FILTER.fullmatch(call.query("filter"))
    if call.query("filter") and wanted is None:
        raise GoogleRefusal(501, "This filter is not simulated.", note="not simulated: filter")
    found = [
        _shown_version(project, name, secret, each)
        for each in reversed(cast("list[JsonObject]", secret["versions"]))
        if wanted is None or (each["state"] == wanted["state"].upper()) != bool(wanted["not"])
    ]
    return page(call, "versions", found, usual=25000, most=25000)


def read_version(call: Call) -> Answer:
    """`GET …/versions/{version}`; `latest` is the newest, whatever its state."""
    secret = _find(call)
    return call.answer(_shown_version(call.project, call.parameter("secret"), secret, _find_version(call, secret)))


def access(call: Call) -> Answer:
    """`GET …/versions/{version}:access`: the payload."""
    version = _find_version(call, _find(call))
    name = _version_name(call.project, call.parameter("secret"), version)
    if version["state"] != "ENABLED":
        raise GoogleRefusal(400, f"Secret Version [{name}] is in {version['state']} state.", code="FAILED_PRECONDITION")
    data = str(version["data"])
    payload: JsonObject = {"data": data, "dataCrc32c": str(crc32c(base64.b64decode(data)))}
    return call.answer({"name": name, "payload": payload})


def change_state(call: Call) -> Answer:
    """`POST …/versions/{version}:enable`, `:disable` and `:destroy`; what was destroyed stays so."""
    project, name = call.project, call.parameter("secret")
    state = _AFTER[call.request.path.rpartition(":")[2]]
    with project.lock:
        secret = _find(call)
        version = _find_version(call, secret)
        _hold_to_etag(call.body.get("etag"), _shown_version(project, name, secret, version))
        if version["state"] == "DESTROYED":
            shown = _version_name(project, name, version)
            raise GoogleRefusal(400, f"Secret Version [{shown}] is in DESTROYED state.", code="FAILED_PRECONDITION")
        changed = _written({**version, "state": state})
        if state == "DESTROYED":
            del changed["data"]
            changed["destroyTime"] = _now()
        versions = cast("list[JsonObject]", secret["versions"])
        replaced: list[Json] = [changed if each["id"] == version["id"] else each for each in versions]
        _save(project, name, {**secret, "versions": replaced})
    return call.answer(_shown_version(project, name, secret, changed))


def read_policy(call: Call) -> Answer:
    """`GET …:getIamPolicy`."""
    _find(call)
    return call.answer(policy_of(call.project, _policy(call.parameter("secret"))))


def write_policy(call: Call) -> Answer:
    """`POST …:setIamPolicy`."""
    _find(call)
    return call.answer(replace_policy(call, _policy(call.parameter("secret"))))


_SECRETS: Final = "/secretmanager.googleapis.com/v1/projects/{project}/secrets"
_VERSION: Final = _SECRETS + "/{secret}/versions/{version}"
ROUTES: tuple[Route[Operation], ...] = (
    Route("GET", _SECRETS, list_all),
    Route("POST", _SECRETS, create),
    Route("GET", _SECRETS + "/{secret}", read),
    Route("PATCH", _SECRETS + "/{secret}", update),
    Route("DELETE", _SECRETS + "/{secret}", delete),
    Route("POST", _SECRETS + "/{secret}:addVersion", add_version),
    Route("GET", _SECRETS + "/{secret}:getIamPolicy", read_policy),
    Route("POST", _SECRETS + "/{secret}:setIamPolicy", write_policy),
    Route("GET", _SECRETS + "/{secret}/versions", list_versions),
    Route("GET", _VERSION, read_version),
    Route("GET", _VERSION + ":access", access),
    Route("POST", _VERSION + ":enable", change_state),
    Route("POST", _VERSION + ":disable", change_state),
    Route("POST", _VERSION + ":destroy", change_state),
)


def _find(call: Call) -> JsonObject:
    name = call.parameter("secret")
    found = _stored(call.project).get(name)
    if found is None:
        raise GoogleRefusal(404, f"Secret [{_name(call.project, name)}] not found.")
    return found


def _find_version(call: Call, secret: JsonObject) -> JsonObject:
    wanted = call.parameter("version")
    found = _version(secret, wanted)
    if found is None:
        name = f"{_name(call.project, call.parameter('secret'))}/versions/{wanted}"
        raise GoogleRefusal(404, f"Secret Version [{name}] not found.")
    return found


def _version(secret: JsonObject, wanted: str) -> JsonObject | None:
    versions = cast("list[JsonObject]", secret["versions"])
    if wanted == "latest":
        return versions[-1] if versions else None
    return next((each for each in versions if each["id"] == wanted), None)


def _shown(project: Project, name: str, secret: JsonObject) -> JsonObject:
    public = {member: value for member, value in secret.items() if member not in {"versions", "writes"} and value != {}}
    return {"name": _name(project, name), **public, "etag": _etag(secret)}


def _shown_version(project: Project, name: str, secret: JsonObject, version: JsonObject) -> JsonObject:
    public = {member: value for member, value in version.items() if member not in {"id", "data", "writes"}}
    replication = cast("JsonObject", secret["replication"])
    status: JsonObject = {"automatic": {}}
    if managed := cast("JsonObject", replication.get("userManaged") or {}):
        replicas = cast("list[JsonObject]", managed.get("replicas") or [])
        status = {"userManaged": {"replicas": [{"location": each["location"]} for each in replicas]}}
    return {
        "name": _version_name(project, name, version),
        **public,
        "replicationStatus": status,
        "etag": _etag(version),
    }


def _name(project: Project, secret: str) -> str:
    return f"projects/{project.number}/secrets/{secret}"


def _version_name(project: Project, secret: str, version: JsonObject) -> str:
    return f"{_name(project, secret)}/versions/{version['id']}"


def _hold_to_etag(sent: Json, shown: JsonObject) -> None:
    if sent and sent != shown["etag"]:
        message = f"The etag [{sent}] does not match the current one of [{shown['name']}]."
        raise GoogleRefusal(400, message, code="FAILED_PRECONDITION")


def _etag(stored: JsonObject) -> str:
    """Another one after every write, also one that changes nothing; versions have their own."""
    text = f"{stored['createTime']} {stored.get('writes', 0)}"
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:14]}"'


def _written(stored: JsonObject) -> JsonObject:
    return {**stored, "writes": int(str(stored.get("writes", 0))) + 1}


def _stored(project: Project) -> dict[str, JsonObject]:
    return cast("dict[str, JsonObject]", project.settings(DOCUMENT))


def _save(project: Project, name: str, secret: JsonObject) -> None:
    project.store(DOCUMENT, {**_stored(project), name: secret})


def _policy(secret: str) -> str:
    return f"secretmanager.googleapis.com/{secret}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
