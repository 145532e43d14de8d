"""The operations of firestore.googleapis.com."""

from __future__ import annotations

from typing import Final

from baasctl.sandbox.firebase.call import Operation
from baasctl.sandbox.firebase.firestore import backup_schedules, databases, fields, indexes
from baasctl.sandbox.routing import Route

_ALL: Final = "/firestore.googleapis.com/v1/projects/{project}/databases"
_ONE: Final = f"{_ALL}/{{database}}"
_SCHEDULES: Final = f"{_ONE}/backupSchedules"
_GROUP: Final = f"{_ONE}/collectionGroups/{{collection}}"

ROUTES: tuple[Route[Operation], ...] = (
    Route("GET", _ALL, databases.list_all),
    Route("POST", _ALL, databases.create),
    Route("GET", _ONE, databases.read),
    Route("PATCH", _ONE, databases.update),
    Route("DELETE", _ONE, databases.delete),
    Route("GET", _SCHEDULES, backup_schedules.list_all),
    Route("POST", _SCHEDULES, backup_schedules.create),
    Route("GET", f"{_SCHEDULES}/{{schedule}}", backup_schedules.read),
    Route("PATCH", f"{_SCHEDULES}/{{schedule}}", backup_schedules.update),
    Route("DELETE", f"{_SCHEDULES}/{{schedule}}", backup_schedules.delete),
    Route("GET", f"{_GROUP}/indexes", indexes.list_all),
    Route("POST", f"{_GROUP}/indexes", indexes.create),
    Route("GET", f"{_GROUP}/indexes/{{index}}", indexes.read),
    Route("DELETE", f"{_GROUP}/indexes/{{index}}", indexes.delete),
    Route("GET", f"{_GROUP}/fields", fields.list_all),
    Route("GET", f"{_GROUP}/fields/{{field=**}}", fields.read),
    Route("PATCH", f"{_GROUP}/fields/{{field=**}}", fields.update),
)
