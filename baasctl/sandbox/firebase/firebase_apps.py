"""firebase.googleapis.com: web, Android and Apple apps of a project, with their configurations and certificates."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase import api_tables, masks, operations
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.routing import Route

DOCUMENT: Final = "firebase_apps"
PLATFORMS: Final[Mapping[str, str]] = {"webApps": "WEB", "androidApps": "ANDROID", "iosApps": "IOS"}
_WORDS: Final = {"WEB": "web", "ANDROID": "android", "IOS": "ios"}
_TYPES: Final = {"WEB": "WebApp", "ANDROID": "AndroidApp", "IOS": "IosApp"}
_NAMESPACES: Final = {"WEB": "webId", "ANDROID": "packageName", "IOS": "bundleId"}
_KEPT_DAYS: Final = 30


def apps_of(project: Project) -> dict[str, JsonObject]:
    """Stored apps by id; removed ones are among them."""
    return cast("dict[str, JsonObject]", project.settings(DOCUMENT))


def read(call: Call) -> Answer:
    """One app, through its project or as `projects/-`."""
    project, app = _found(call)
    return call.answer(_shown(project, app))


def list_apps(call: Call) -> Answer:
    """The apps of one platform."""
    platform = _platform(call)
    found = [app for app in _visible(call) if app["platform"] == platform]
    return page(call, "apps", [_shown(call.project, app) for app in found])


def search(call: Call) -> Answer:
    """The apps of all platforms, each with what its platform calls it."""
    listed: list[JsonObject] = []
    for app in _visible(call):
        platform = str(app["platform"])
        told = ("name", "appId", "displayName", "state", "expireTime")
        shown = {name: member for name, member in _shown(call.project, app).items() if name in told}
        listed.append({**shown, "platform": platform, "namespace": app.get(_NAMESPACES[platform], "")})
    return page(call, "apps", listed)


def create(call: Call) -> Answer:
    """A new app, told by an operation."""
    project, platform = call.project, _platform(call)
    namespace = _NAMESPACES[platform]
    with project.lock:
        apps = apps_of(project)
        if platform != "WEB" and not call.body.get(namespace):
            raise GoogleRefusal(400, f"Request contains an invalid argument: {namespace} is required.")
        if platform != "WEB" and any(each.get(namespace) == call.body[namespace] for each in apps.values()):
            raise GoogleRefusal(409, "Requested entity already exists")
        app_id = f"1:{project.number}:{_WORDS[platform]}:{len(apps) + 1:022x}"
        app: JsonObject = {**call.body, "appId": app_id, "platform": platform, "state": "ACTIVE"}
        app |= {"webId": secrets.token_hex(8)} if platform == "WEB" else {}
        _store(project, {**apps, app_id: app})
    shown: JsonObject = {
        "@type": f"type.googleapis.com/google.firebase.service.v1beta1.{_TYPES[platform]}",
        **_shown(project, app),
    }
    return call.answer(operations.begun(call, "", response=shown))


def update(call: Call) -> Answer:
    """Display name, team, store id and the like; the package name never changes."""
    project, app = _found(call)
    if _NAMESPACES[str(app["platform"])] in call.mask():
        raise GoogleRefusal(400, "Request contains an invalid argument: the field is immutable.")
    with project.lock:
        known = api_tables.api("firebase.v1beta1").messages
        paths = masks.honoured(known, _TYPES[str(app["platform"])], call.mask())
        changed = masks.masked(app, call.body, [path for path in paths if path not in {"name", "etag"}])
        _store(project, {**apps_of(project), str(app["appId"]): changed})
    return call.answer(_shown(project, changed))


def remove(call: Call) -> Answer:
    """Kept for 30 days, unless `immediate`."""
    project, app = _found(call)
    with project.lock:
        apps = apps_of(project)
        if call.body.get("immediate"):
            # Stays as a stone: the numbers of later apps count it.
            apps[str(app["appId"])] = {**app, "state": "GONE"}
        else:
            expires = datetime.now(UTC) + timedelta(days=_KEPT_DAYS)
            app = {**app, "state": "DELETED", "expireTime": expires.isoformat().replace("+00:00", "Z")}
            apps[str(app["appId"])] = app
        _store(project, apps)
    return call.answer(operations.begun(call, "", response=_shown(project, app), project=project))


def undelete(call: Call) -> Answer:
    """An app that was removed is there again."""
    project, app = _found(call)
    with project.lock:
        back = {name: member for name, member in app.items() if name != "expireTime"} | {"state": "ACTIVE"}
        _store(project, {**apps_of(project), str(app["appId"]): back})
    return call.answer(operations.begun(call, "", response=_shown(project, back), project=project))


def config(call: Call) -> Answer:
    """What the app's SDK is initialised with."""
    project, app = _found(call)
    platform = str(app["platform"])
    if platform == "WEB":
        return call.answer(_web_config(project, app))
    if platform == "ANDROID":
        client = {"client_info": {"mobilesdk_app_id": app["appId"]}, "api_key": [{"current_key": _key(project)}]}
        told = {"project_info": {"project_number": str(project.number), "project_id": project.id}, "client": [client]}
        return call.answer(_file("google-services.json", json.dumps(told, indent=2)))
    entries = {"GOOGLE_APP_ID": app["appId"], "PROJECT_ID": project.id, "BUNDLE_ID": app["bundleId"]}
    body = "".join(f"<key>{name}</key><string>{text}</string>" for name, text in entries.items())
    return call.answer(_file("GoogleService-Info.plist", f'<plist version="1.0"><dict>{body}</dict></plist>'))


def list_certificates(call: Call) -> Answer:
    """SHA certificates of an Android app."""
    _, app = _found(call)
    certificates = [_certificate(app, each) for each in _hashes(app)]
    return call.answer({"certificates": list[Json](certificates)} if certificates else {})


def add_certificate(call: Call) -> Answer:
    """One more; the same one twice is refused."""
    project, app = _found(call)
    text = str(call.body.get("shaHash", "")).lower()
    if len(text) not in (40, 64):
        raise GoogleRefusal(400, "Request contains an invalid argument: sha_hash")
    if text in _hashes(app):
        raise GoogleRefusal(409, "Requested entity already exists")
    _put_hashes(project, app, [*_hashes(app), text])
    return call.answer(_certificate(app, text))


def delete_certificate(call: Call) -> Answer:
    """One less."""
    project, app = _found(call)
    text = call.parameter("hash")
    if text not in _hashes(app):
        raise GoogleRefusal(404, "Requested entity was not found.")
    _put_hashes(project, app, [each for each in _hashes(app) if each != text])
    return call.answer({})


def _routes() -> Iterator[Route[Operation]]:
    base = "/firebase.googleapis.com/v1beta1/projects/"
    yield Route("GET", f"{base}{{project}}:searchApps", search)
    for collection in PLATFORMS:
        yield Route("GET", f"{base}{{project}}/{collection}", list_apps)
        yield Route("POST", f"{base}{{project}}/{collection}", create)
        for of in ("{project}", "-"):
            one = f"{base}{of}/{collection}/{{app}}"
            yield Route("GET", one, read)
            yield Route("PATCH", one, update)
            yield Route("POST", f"{one}:remove", remove)
            yield Route("POST", f"{one}:undelete", undelete)
            yield Route("GET", f"{one}/config", config)
    for of in ("{project}", "-"):
        sha = f"{base}{of}/androidApps/{{app}}/sha"
        yield Route("GET", sha, list_certificates)
        yield Route("POST", sha, add_certificate)
        yield Route("DELETE", f"{sha}/{{hash}}", delete_certificate)


ROUTES: Final[tuple[Route[Operation], ...]] = tuple(_routes())


def _platform(call: Call) -> str:
    return PLATFORMS[call.request.path.split("/")[5]]


def _visible(call: Call) -> list[JsonObject]:
    apps = apps_of(call.project).values()
    shown = ("ACTIVE", "DELETED") if call.asks_for("showDeleted") else ("ACTIVE",)
    return [app for app in apps if app["state"] in shown]


def _found(call: Call) -> tuple[Project, JsonObject]:
    """The app that the path names, in its project or in any."""
    projects = (call.project,) if "project" in call.parameters else call.account.projects()
    for project in projects:
        app = apps_of(project).get(call.parameter("app"))
        if app is not None and app["platform"] == _platform(call) and app["state"] != "GONE":
            return project, app
    raise GoogleRefusal(404, "Requested entity was not found.")


def _shown(project: Project, app: JsonObject) -> JsonObject:
    collection = next(name for name, platform in PLATFORMS.items() if platform == app["platform"])
    hidden = ("platform", "shaHashes")
    return {
        "name": f"projects/{project.id}/{collection}/{app['appId']}",
        **{name: member for name, member in app.items() if name not in hidden},
        "projectId": project.id,
    }


def _store(project: Project, apps: Mapping[str, JsonObject]) -> None:
    project.store(DOCUMENT, dict(apps))


def _key(project: Project) -> str:
    return f"AIza-local-{project.id}"


def _web_config(project: Project, app: JsonObject) -> JsonObject:
    return {
        "projectId": project.id,
        "appId": app["appId"],
        "apiKey": _key(project),
        "authDomain": f"{project.id}.firebaseapp.com",
        "storageBucket": f"{project.id}.firebasestorage.app",
        "messagingSenderId": str(project.number),
        "projectNumber": str(project.number),
        "version": "2",
    }


def _file(name: str, text: str) -> JsonObject:
    return {"configFilename": name, "configFileContents": base64.b64encode(text.encode()).decode()}


def _hashes(app: JsonObject) -> list[str]:
    return cast("list[str]", app.get("shaHashes", []))


def _put_hashes(project: Project, app: JsonObject, hashes: list[str]) -> None:
    with project.lock:
        _store(project, {**apps_of(project), str(app["appId"]): {**app, "shaHashes": list[Json](hashes)}})


def _certificate(app: JsonObject, text: str) -> JsonObject:
    return {
        "name": f"projects/-/androidApps/{app['appId']}/sha/{text}",
        "shaHash": text,
        "certType": "SHA_1" if len(text) == 40 else "SHA_256",
    }
