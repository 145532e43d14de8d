"""firebaseappcheck.googleapis.com: enforcement of services, attestation of apps, debug tokens.

Sources: discovery document firebaseappcheck.v1 (descriptions of methods and fields).
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.firebase_apps import apps_of
from baasctl.sandbox.firebase.masks import masked
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.routing import Route

DOCUMENT: Final = "app_check"
SERVICES: Final = frozenset(
    f"{name}.googleapis.com"
    for name in (
        *("identitytoolkit", "firebasedataconnect", "firestore", "firebasedatabase", "firebasestorage"),
        *("firebaseml", "maps-backend", "places", "oauth2"),
    )
)
CONFIGS: Final[Mapping[str, str]] = {
    "appAttestConfig": "3600s",
    "deviceCheckConfig": "3600s",
    "playIntegrityConfig": "3600s",
    "recaptchaV3Config": "86400s",
    "recaptchaEnterpriseConfig": "3600s",
}
"""What a token's lifetime is where nobody set it."""
_SECRETS: Final = {"privateKey": "privateKeySet", "siteSecret": "siteSecretSet"}
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
_MOST_DEBUG_TOKENS: Final = 20
_STRENGTH: Final = {"OFF": 0, "UNENFORCED": 1, "ENFORCED": 2}
_LIFETIME: Final = (1800, 604800)


def list_services(call: Call) -> Answer:
    """The services that somebody configured."""
    found = settings(call.project, "services")
    return page(call, "services", [_service(call.project, name, found) for name in sorted(found)])


def read_service(call: Call) -> Answer:
    """One service, configured or not."""
    return call.answer(_service(call.project, _known_service(call), settings(call.project, "services")))


def update_service(call: Call) -> Answer:
    """Enforcement and replay protection, which is never the stronger of the two."""
    project, name = call.project, _known_service(call)
    with project.lock:
        services = settings(project, "services")
        same_etag(call.body.get("etag"), _service(project, name, services))
        changed = within(services.get(name, {}), call, ("enforcementMode", "replayProtection"))
        if _strength(changed, "replayProtection") > _strength(changed, "enforcementMode"):
            raise GoogleRefusal(400, "replay_protection cannot be set to a level higher than enforcement_mode.")
        services[name] = changed | {"updateTime": now()}
        store(project, "services", services)
        return call.answer(_service(project, name, services))


def read_config(call: Call) -> Answer:
    """What an app is attested by; never a secret."""
    app = _known_app(call)
    return call.answer(_config(call.project, app, call.parameter("config"), settings(call.project, "configs")))


def read_configs(call: Call) -> Answer:
    """`batchGet`; without names, of every app."""
    project, kind = call.project, call.parameter("config")
    stored = settings(project, "configs")
    found = [_config(project, app, kind, stored) for app in apps_of(project)]
    return call.answer({"configs": list[Json](found)} if found else {})


def update_config(call: Call) -> Answer:
    """A secret is kept as a fact: that it is set."""
    project, app, kind = call.project, _known_app(call), call.parameter("config")
    mask = call.mask()
    if not mask:
        raise GoogleRefusal(400, "update_mask is required.")
    body = {name: member for name, member in call.body.items() if name not in _SECRETS}
    lifetime = str(body.get("tokenTtl", "3600s")).removesuffix("s")
    if not _LIFETIME[0] <= float(lifetime) <= _LIFETIME[1]:
        raise GoogleRefusal(400, "token_ttl must be between 30 minutes and 7 days, inclusive.")
    with project.lock:
        configs = settings(project, "configs")
        key = f"{app}/{kind}"
        changed = masked(configs.get(key, {}), body, [path for path in mask if path not in _SECRETS])
        for name in _SECRETS.keys() & set(mask):
            changed[_SECRETS[name]] = bool(call.body.get(name))
        configs[key] = changed
        store(project, "configs", configs)
        return call.answer(_config(project, app, kind, configs))


def list_debug_tokens(call: Call) -> Answer:
    """The debug tokens of an app, without their texts."""
    app = _known_app(call)
    return page(call, "debugTokens", list(_tokens(call.project, app).values()), usual=20, most=20)


def create_debug_token(call: Call) -> Answer:
    """A token with a name; its text is never shown again."""
    project, app = call.project, _known_app(call)
    if not call.body.get("displayName") or not _UUID.fullmatch(str(call.body.get("token", ""))):
        raise GoogleRefusal(400, "display_name is required, and token must be a UUID4.")
    with project.lock:
        if len(_tokens(project, app)) >= _MOST_DEBUG_TOKENS:
            raise GoogleRefusal(400, "An app can have at most 20 debug tokens.", code="FAILED_PRECONDITION")
        name = f"projects/{project.number}/apps/{app}/debugTokens/{secrets.token_hex(12)}"
        token = with_etag({"name": name, "displayName": call.body["displayName"], "updateTime": now()})
        tokens = settings(project, "debug_tokens")
        store(project, "debug_tokens", {**tokens, name: token})
    return call.answer(token)


def update_debug_token(call: Call) -> Answer:
    """Another display name."""
    project, token = call.project, _token(call)
    with project.lock:
        same_etag(call.body.get("etag"), token)
        changed = within(token, call, ("displayName",)) | {"updateTime": now()}
        changed = with_etag({name: member for name, member in changed.items() if name != "etag"})
        store(project, "debug_tokens", {**settings(project, "debug_tokens"), str(token["name"]): changed})
    return call.answer(changed)


def read_debug_token(call: Call) -> Answer:
    """One token, without its text."""
    return call.answer(_token(call))


def delete_debug_token(call: Call) -> Answer:
    """Nothing accepts it any more."""
    project, token = call.project, _token(call)
    with project.lock:
        same_etag(call.query("etag"), token)
        tokens = settings(project, "debug_tokens")
        del tokens[str(token["name"])]
        store(project, "debug_tokens", tokens)
    return call.answer({})


_BASE: Final = "/firebaseappcheck.googleapis.com/v1/projects/{project}"
_TOKENS: Final = f"{_BASE}/apps/{{app}}/debugTokens"
ROUTES: Final[tuple[Route[Operation], ...]] = (
    Route("GET", f"{_BASE}/services", list_services),
    Route("GET", f"{_BASE}/services/{{service}}", read_service),
    Route("PATCH", f"{_BASE}/services/{{service}}", update_service),
    Route("GET", f"{_BASE}/apps/-/{{config}}:batchGet", read_configs),
    Route("GET", f"{_BASE}/apps/{{app}}/{{config}}", read_config),
    Route("PATCH", f"{_BASE}/apps/{{app}}/{{config}}", update_config),
    Route("GET", _TOKENS, list_debug_tokens),
    Route("POST", _TOKENS, create_debug_token),
    Route("GET", f"{_TOKENS}/{{token}}", read_debug_token),
    Route("PATCH", f"{_TOKENS}/{{token}}", update_debug_token),
    Route("DELETE", f"{_TOKENS}/{{token}}", delete_debug_token),
)


def settings(project: Project, name: str) -> dict[str, JsonObject]:
    """What is stored under one name."""
    return cast("dict[str, JsonObject]", project.settings(DOCUMENT).get(name, {}))


def store(project: Project, name: str, value: Mapping[str, JsonObject]) -> None:
    """Replace what is stored under one name."""
    project.store(DOCUMENT, {**project.settings(DOCUMENT), name: dict(value)})


def _known_service(call: Call) -> str:
    name = call.parameter("service")
    if name not in SERVICES:
        raise GoogleRefusal(400, f"Service {name} is not supported by App Check.")
    return name


def _known_app(call: Call) -> str:
    app = call.parameter("app")
    if app not in apps_of(call.project):
        raise GoogleRefusal(404, f"App {app} was not found.")
    if call.parameters.get("config", "appAttestConfig") not in CONFIGS:
        raise GoogleRefusal(404, "Requested entity was not found.")
    return app


def _service(project: Project, name: str, services: Mapping[str, JsonObject]) -> JsonObject:
    return with_etag({"name": f"projects/{project.number}/services/{name}", **services.get(name, {})})


def _config(project: Project, app: str, kind: str, configs: Mapping[str, JsonObject]) -> JsonObject:
    stored = configs.get(f"{app}/{kind}", {})
    return {"name": f"projects/{project.number}/apps/{app}/{kind}", "tokenTtl": CONFIGS[kind], **stored}


def _tokens(project: Project, app: str) -> dict[str, JsonObject]:
    parent = f"projects/{project.number}/apps/{app}/debugTokens/"
    return {name: token for name, token in settings(project, "debug_tokens").items() if name.startswith(parent)}


def _token(call: Call) -> JsonObject:
    name = f"projects/{call.project.number}/apps/{_known_app(call)}/debugTokens/{call.parameter('token')}"
    found = settings(call.project, "debug_tokens").get(name)
    if found is None:
        raise GoogleRefusal(404, "Requested entity was not found.")
    return found


def within(stored: JsonObject, call: Call, settable: tuple[str, ...]) -> JsonObject:
    """The stored message after a PATCH; its mask names what may be set, and is required."""
    mask = call.mask()
    if not mask or not set(mask) <= set(settable):
        raise GoogleRefusal(400, f"update_mask must name some of {', '.join(settable)}.")
    return masked(stored, call.body, mask)


def _strength(service: JsonObject, name: str) -> int:
    return _STRENGTH[str(service.get(name, "OFF"))]


def with_etag(value: JsonObject) -> JsonObject:
    """The message with a checksum over all else."""
    digest = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
    return {**value, "etag": f'"{digest}"'}


def same_etag(given: Json, current: JsonObject) -> None:
    """Refuse an update of something that changed since; without an etag nothing is asked."""
    if given and given != current["etag"]:
        raise GoogleRefusal(409, "The etag does not match the current one.", code="ABORTED")


def now() -> str:
    """The time of day as Google writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
