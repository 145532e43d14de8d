"""What a project remembers of its Firestore databases: one document, one member a database."""

from __future__ import annotations

import secrets
import uuid
from datetime import UTC, datetime
from typing import Final, cast

from baasctl.sandbox.exchange import JsonObject
from baasctl.sandbox.firebase.call import Call
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal

TYPE_URL: Final = "type.googleapis.com/google.firestore.admin.v1"
_DOCUMENT: Final = "firestore"
_FIRST_LOCATION: Final = "eur3"

Stored = JsonObject
"""`{database, schedules, indexes, fields}`; the first as it is answered, the others by id or place."""


def databases(project: Project) -> dict[str, Stored]:
    """By id; a project with the option `firestore` begins with `(default)`."""
    written = project.settings(_DOCUMENT)
    if not written and project.options.firestore:
        written = {"databases": {"(default)": first_database(project)}}
    return cast("dict[str, Stored]", written.get("databases", {}))


def save(project: Project, found: dict[str, Stored]) -> None:
    """Replace all; on disk before this returns."""
    project.store(_DOCUMENT, {"databases": cast("JsonObject", found)})


def put(project: Project, database: str, stored: Stored) -> None:
    """Replace one; on disk before this returns."""
    save(project, {**databases(project), database: stored})


def find(call: Call) -> Stored:
    """The database that the path names.

    Raises:
        GoogleRefusal: 404.
    """
    name = call.parameter("database")
    found = databases(call.project).get(name)
    if found is None:
        message = f"Project '{call.project.id}' or database '{name}' does not exist."
        raise GoogleRefusal(404, message)
    return found


def members(stored: Stored, name: str) -> dict[str, JsonObject]:
    """Schedules, indexes or fields of a database."""
    return cast("dict[str, JsonObject]", stored.get(name, {}))


def described(stored: Stored) -> JsonObject:
    """The database itself."""
    return cast("JsonObject", stored["database"])


def new_database(project: Project, name: str, body: JsonObject) -> JsonObject:
    """A database with everything that Google adds (recorded)."""
    edition = str(body.get("databaseEdition") or "STANDARD")
    sort = str(body["type"])
    now = timestamp()
    is_enterprise = edition == "ENTERPRISE"
    is_live = not is_enterprise and sort == "FIRESTORE_NATIVE"
    found: JsonObject = {
        "name": f"projects/{project.id}/databases/{name}",
        "uid": str(uuid.uuid4()),
        "createTime": now,
        "updateTime": now,
        "locationId": body["locationId"],
        "type": sort,
        "databaseEdition": edition,
        "concurrencyMode": usual_concurrency(edition),
        "versionRetentionPeriod": "3600s",
        "earliestVersionTime": now,
        "appEngineIntegrationMode": "DISABLED",
        "pointInTimeRecoveryEnablement": "POINT_IN_TIME_RECOVERY_DISABLED",
        "deleteProtectionState": "DELETE_PROTECTION_DISABLED",
        "realtimeUpdatesMode": f"REALTIME_UPDATES_MODE_{'ENABLED' if is_live else 'DISABLED'}",
        "freeTier": name == "(default)",
        "etag": new_etag(),
        "enhancedTextSearchQueryMode": "ENHANCED_QUERY_MODE_ENABLED",
    }
    if is_enterprise:
        found |= {
            "firestoreDataAccessMode": "DATA_ACCESS_MODE_DISABLED",
            "mongodbCompatibleDataAccessMode": "DATA_ACCESS_MODE_ENABLED",
        }
    return found


def first_database(project: Project) -> Stored:
    """`(default)` as the option `firestore` has it; the same at every call until something is written."""
    made = new_database(project, "(default)", {"type": "FIRESTORE_NATIVE", "locationId": _FIRST_LOCATION})
    made |= {"uid": str(uuid.UUID(int=project.number)), "etag": "IMft2aTrlY4D"}
    made |= dict.fromkeys(("createTime", "updateTime", "earliestVersionTime"), project.created_at)
    return {"database": made}


def usual_concurrency(edition: str) -> str:
    """What a database has unless it is told otherwise."""
    return "OPTIMISTIC" if edition == "ENTERPRISE" else "PESSIMISTIC"


def new_etag() -> str:
    """One that no database had before."""
    return secrets.token_urlsafe(9)


def timestamp() -> str:
    """Now, as Google writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
