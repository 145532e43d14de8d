"""`projects.databases`: made, changed and deleted by operations that come back done (recorded, firebase.md §2.2)."""

from __future__ import annotations

import re
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject, json_answer
from baasctl.sandbox.firebase import operations
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.firestore import stored as state
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal

_ID: Final = re.compile(r"\(default\)|[a-z][a-z0-9-]{2,61}[a-z0-9]")
_LOCATION: Final = re.compile(r"nam[57]|eur3|[a-z]+-[a-z]+[1-9][0-9]?")
_MOST: Final = 100
_WEEK: Final = "604800s"
_SETTABLE: Final = (
    *("concurrencyMode", "deleteProtectionState", "pointInTimeRecoveryEnablement", "appEngineIntegrationMode"),
    *("type", "cmekConfig"),
)
_FIXED: Final = {
    "locationId": "Changing database location is not supported.",
    "databaseEdition": "Changing the edition of a database is not supported.",
    "firestoreDataAccessMode": "Changing the data access mode of a database is not supported.",
    "mongodbCompatibleDataAccessMode": "Changing the data access mode of a database is not supported.",
    "realtimeUpdatesMode": "Changing the realtime updates mode of a database is not supported.",
}


def list_all(call: Call) -> Answer:
    """`GET databases`; without pages."""
    found = [state.described(each) for each in state.databases(call.project).values()]
    return call.answer({"databases": cast("list[Json]", found)} if found else {})


def read(call: Call) -> Answer:
    """`GET databases/{database}`."""
    return call.answer(state.described(_found(call)))


def create(call: Call) -> Answer:
    """`POST databases?databaseId=`."""
    project, name, body = call.project, call.query("databaseId"), call.body
    if not _ID.fullmatch(name):
        message = "database_id should be 4-63 characters, and valid characters are /[a-z][0-9]-/"
        raise GoogleRefusal(400, message)
    location = str(body.get("locationId", ""))
    if not location:
        raise GoogleRefusal(400, "location_id must be specified when creating a database.")
    if str(body.get("type", "DATABASE_TYPE_UNSPECIFIED")) == "DATABASE_TYPE_UNSPECIFIED":
        raise GoogleRefusal(400, "database type must be set.")
    if not _LOCATION.fullmatch(location):
        raise GoogleRefusal(403, f"Permission denied on 'locations/{location}' (or it may not exist).")
    with project.lock:
        known = state.databases(project)
        if name in known:
            raise GoogleRefusal(409, "Database already exists. Please use another database_id")
        if len(known) >= _MOST:
            raise GoogleRefusal(429, "You have reached the maximum number of databases per project.")
        made = state.new_database(project, name, body)
        made |= {member: value for member, value in body.items() if member in made or member == "cmekConfig"}
        made = _consistent({**made, "name": f"projects/{project.id}/databases/{name}", "etag": state.new_etag()})
        state.put(project, name, {"database": made})
    return _operation(call, name, "CreateDatabaseMetadata", made)


def update(call: Call) -> Answer:
    """`PATCH databases/{database}?updateMask=`; without a mask `concurrencyMode` falls back (recorded)."""
    project, name = call.project, call.parameter("database")
    with project.lock:
        found = _found(call)
        before = state.described(found)
        _check_etag(call.body.get("etag"), before)
        changed = _changed(before, call)
        changed = _consistent({**changed, "updateTime": state.timestamp(), "etag": state.new_etag()})
        state.put(project, name, {**found, "database": changed})
    return _operation(call, name, "UpdateDatabaseMetadata", changed)


def delete(call: Call) -> Answer:
    """`DELETE databases/{database}?etag=`; the operation has its response at once, and does not say `done`."""
    project, name = call.project, call.parameter("database")
    with project.lock:
        before = state.described(_found(call))
        _check_etag(call.query("etag"), before)
        if before["deleteProtectionState"] == "DELETE_PROTECTION_ENABLED":
            message = "Cannot delete the database because delete protection state is set to DELETE_PROTECTION_ENABLED."
            raise GoogleRefusal(400, message, code="FAILED_PRECONDITION")
        state.save(project, {key: each for key, each in state.databases(project).items() if key != name})
    gone: JsonObject = {
        **before,
        "name": f"projects/{project.id}/databases/{before['uid']}",
        "previousId": name,
        "deleteTime": state.timestamp(),
    }
    begun = _begun(call, name, "DeleteDatabaseMetadata", gone)
    return json_answer(200, {member: value for member, value in begun.items() if member != "done"} | {"response": gone})


def _found(call: Call) -> state.Stored:
    found = state.databases(call.project).get(call.parameter("database"))
    if found is None:
        raise GoogleRefusal(404, "Requested database was not found.")
    return found


def _changed(before: JsonObject, call: Call) -> JsonObject:
    mask = call.mask()
    for path in mask or tuple(call.body):
        if path in _FIXED and call.body.get(path) not in (None, before.get(path)):
            raise GoogleRefusal(400, _FIXED[path])
        if mask and path not in (*_SETTABLE, *_FIXED):
            raise GoogleRefusal(400, "Invalid updateMask for database proto.")
    body = {member: value for member, value in call.body.items() if member in _SETTABLE}
    if not mask:
        return {**before, "concurrencyMode": state.usual_concurrency(str(before["databaseEdition"])), **body}
    fresh = state.new_database(call.project, "any", {**before})
    return {**before, **{path: body.get(path, fresh.get(path)) for path in mask if path in _SETTABLE}}


def _consistent(database: JsonObject) -> JsonObject:
    """With what follows from other members."""
    recovers = database["pointInTimeRecoveryEnablement"] == "POINT_IN_TIME_RECOVERY_ENABLED"
    is_datastore = database["type"] == "DATASTORE_MODE"
    follows: JsonObject = {"versionRetentionPeriod": _WEEK if recovers else "3600s"}
    if is_datastore:
        follows["realtimeUpdatesMode"] = "REALTIME_UPDATES_MODE_DISABLED"
    return {**database, **follows}


def _check_etag(sent: object, database: JsonObject) -> None:
    if sent and sent != database["etag"]:
        message = "There are concurrent database changes, please try again."
        raise GoogleRefusal(409, message, code="ABORTED")


def _operation(call: Call, name: str, metadata: str, database: JsonObject) -> Answer:
    return json_answer(200, _begun(call, name, metadata, database))


def _begun(call: Call, name: str, metadata: str, database: JsonObject) -> JsonObject:
    """Done in the first answer, as recorded; the Firebase CLI looks for the database there."""
    project: Project = call.project
    return operations.begun(
        call,
        f"projects/{project.id}/databases/{name}",
        response={"@type": f"{state.TYPE_URL}.Database", **database},
        metadata={"@type": f"{state.TYPE_URL}.{metadata}"},
        at_once=True,
    )
