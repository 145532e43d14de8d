"""Realtime Database: instances (firebasedatabase v1beta) and, under the address of each, its rules.

Sources: the discovery document firebasedatabase.v1beta; https://firebase.google.com/docs/database/rest/app-management
for rules. The Firebase CLI spells addresses of a local server `/rtdb/?ns=INSTANCE/.settings/rules.json?dryRun=true`.
"""

from __future__ import annotations

from typing import Final, cast

from baasctl.engines.rules_language.database_rules import parse_database_rules
from baasctl.engines.rules_language.problem import RulesProblem
from baasctl.sandbox.exchange import Answer, JsonObject, json_answer
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.routing import Route

LOCKED_RULES: Final = '{\n  "rules": {\n    ".read": false,\n    ".write": false\n  }\n}\n'
_DOCUMENT: Final = "realtime_instances"
_AT_HOME: Final = "us-central1"
_LOCATIONS: Final = (_AT_HOME, "europe-west1", "asia-southeast1")
_HOST: Final = "/firebasedatabase.googleapis.com/v1beta/projects/{project}/locations/{location}/instances"
_RULES: Final = ".settings/rules.json"


def default_instance(project: Project) -> JsonObject | None:
    """The instance that Firebase names in the configuration of apps; `None`: there is none."""
    found = (each for each in _stored(project).values() if each["type"] == "DEFAULT_DATABASE")
    return next((_shown(each) for each in found if each["state"] == "ACTIVE"), None)


def create(call: Call) -> Answer:
    """A new, locked instance; with `?validateOnly=true` only what it would be."""
    project, instance_id, location = call.project, call.query("databaseId"), call.parameter("location")
    if not instance_id:
        raise GoogleRefusal(400, "database_id is required.")
    if location not in _LOCATIONS:
        raise GoogleRefusal(400, f"Location {location} is not available for Realtime Database.")
    with project.lock:
        if any(instance_id in _stored(each) for each in call.account.projects()):
            raise GoogleRefusal(409, f"Database instance {instance_id} already exists.")
        kind = str(call.body.get("type") or "USER_DATABASE")
        instances = _stored(project)
        if kind == "DEFAULT_DATABASE" and any(each["type"] == kind for each in instances.values()):
            raise GoogleRefusal(409, "The project has a default database already.")
        ending = "firebaseio.com" if location == _AT_HOME else f"{location}.firebasedatabase.app"
        instance: JsonObject = {
            "name": f"projects/{project.number}/locations/{location}/instances/{instance_id}",
            "project": f"projects/{project.number}",
            "databaseUrl": f"https://{instance_id}.{ending}",
            "type": kind,
            "state": "ACTIVE",
        }
        if not call.asks_for("validateOnly"):
            _store(project, {**instances, instance_id: {**instance, "rules": LOCKED_RULES}})
    return call.answer(instance)


def list_instances(call: Call) -> Answer:
    """Those of a location, or of all with `-`; deleted ones on demand."""
    location, project = call.parameter("location"), call.project
    shown = [
        _shown(each)
        for each in _stored(project).values()
        if f"/locations/{location}/" in str(each["name"]) or location == "-"
        if each["state"] != "DELETED" or call.asks_for("showDeleted")
    ]
    return page(call, "instances", shown)


def read(call: Call) -> Answer:
    """One; the location may be `-`."""
    return call.answer(_shown(_instance(call)))


def delete(call: Call) -> Answer:
    """A disabled instance becomes a deleted one."""
    return _moved(call, "DELETED", {"DISABLED"})


def disable(call: Call) -> Answer:
    """No client reaches it any more."""
    return _moved(call, "DISABLED", {"ACTIVE"})


def reenable(call: Call) -> Answer:
    """Clients reach it again."""
    return _moved(call, "ACTIVE", {"DISABLED"})


def undelete(call: Call) -> Answer:
    """Back from the deleted ones, disabled."""
    return _moved(call, "DISABLED", {"DELETED"})


def read_rules(call: Call) -> Answer:
    """The text as it was put, comments included."""
    _, instance = _by_host(call)
    text = str(instance["rules"]).encode()
    return Answer(status=200, body=text, headers={"content-type": "application/json; charset=utf-8"})


def put_rules(call: Call) -> Answer:
    """Replace the text, unless it is no rules or only to be checked."""
    project, instance = _by_host(call)
    text = call.request.body.decode("utf-8", "replace")
    try:
        parse_database_rules(text)
    except RulesProblem as problem:
        return json_answer(400, {"error": f"Line {problem.line}: {problem.reason}"})
    if not _is_dry(call):
        with project.lock:
            name = str(instance["name"]).rpartition("/")[2]
            _store(project, {**_stored(project), name: {**instance, "rules": text}})
    return json_answer(200, {"status": "ok"})


ROUTES: Final[tuple[Route[Operation], ...]] = (
    Route("POST", _HOST, create),
    Route("GET", _HOST, list_instances),
    Route("GET", f"{_HOST}/{{instance}}", read),
    Route("DELETE", f"{_HOST}/{{instance}}", delete),
    Route("POST", f"{_HOST}/{{instance}}:disable", disable),
    Route("POST", f"{_HOST}/{{instance}}:reenable", reenable),
    Route("POST", f"{_HOST}/{{instance}}:undelete", undelete),
    Route("GET", f"/{{instance}}.firebaseio.com/{_RULES}", read_rules),
    Route("PUT", f"/{{instance}}.firebaseio.com/{_RULES}", put_rules),
    Route("GET", f"/{{instance}}.{{region}}.firebasedatabase.app/{_RULES}", read_rules),
    Route("PUT", f"/{{instance}}.{{region}}.firebasedatabase.app/{_RULES}", put_rules),
    Route("GET", "/rtdb/", read_rules),
    Route("PUT", "/rtdb/", put_rules),
)


def _moved(call: Call, state: str, allowed: set[str]) -> Answer:
    project = call.project
    with project.lock:
        instance = _instance(call)
        if instance["state"] not in allowed:
            message = f"The database instance is {instance['state']}."
            raise GoogleRefusal(400, message, code="FAILED_PRECONDITION")
        if state == "DELETED" and instance["type"] == "DEFAULT_DATABASE":
            raise GoogleRefusal(400, "The default database cannot be deleted.", code="FAILED_PRECONDITION")
        instance = {**instance, "state": state}
        _store(project, {**_stored(project), call.parameter("instance"): instance})
    return call.answer(_shown(instance))


def _instance(call: Call) -> JsonObject:
    found = _stored(call.project).get(call.parameter("instance"))
    location = call.parameter("location")
    if found is None or (location != "-" and f"/locations/{location}/" not in str(found["name"])):
        raise GoogleRefusal(404, "Requested entity was not found.")
    return found


def _by_host(call: Call) -> tuple[Project, JsonObject]:
    name = call.parameters.get("instance") or call.query("ns").partition("/")[0]
    for project in call.account.projects():
        found = _stored(project).get(name)
        if found is not None and found["state"] == "ACTIVE":
            return project, found
    raise GoogleRefusal(404, "404 Not Found", note=f"no active instance `{name}`")


def _is_dry(call: Call) -> bool:
    return call.asks_for("dryRun") or "dryRun=true" in call.query("ns")


def _shown(instance: JsonObject) -> JsonObject:
    return {name: value for name, value in instance.items() if name != "rules"}


def _stored(project: Project) -> dict[str, JsonObject]:
    return cast("dict[str, JsonObject]", project.settings(_DOCUMENT))


def _store(project: Project, instances: dict[str, JsonObject]) -> None:
    project.store(_DOCUMENT, cast("JsonObject", instances))
