"""Firestore's administration API (firestore.googleapis.com, v1). Every function raises `ProviderError`.

Source: Google's discovery document firestore.v1; research/firebase.md §1.4, §2.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Conflict, NotFound, Unavailable
from baasctl.providers.firebase.clients.google import GoogleApis
from baasctl.providers.firebase.clients.long_running import finished
from baasctl.providers.firebase.project import Project
from baasctl.providers.strict import expect_objects
from baasctl.transport.base_url import url_path

HOST: Final = "firestore.googleapis.com"
_VERSION: Final = "v1"
_OVERRIDES: Final = "indexConfig.usesAncestorConfig=false OR ttlConfig:*"

Operation = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where a field is."""

    database: str
    collection: str
    path: str


def databases(google: GoogleApis, project: str) -> list[dict[str, object]]:
    """Every database; the list has no pages.

    Raises:
        Unavailable: Google could not reach some of them, so the list is not whole.
    """
    path = url_path(_VERSION, "projects", project, "databases")
    answer = google.ask(HOST, "GET", path).json_object()
    unreachable = answer.get("unreachable")
    if isinstance(unreachable, list) and unreachable:
        raise Unavailable(
            Diagnostic(
                code="READ263",
                summary="some databases could not be listed",
                detail=f"Google could not reach {len(unreachable)} of the project's locations or databases",
                hint="run the command again later",
            )
        )
    return expect_objects(answer.get("databases", []), path, "/databases")


def create_database(google: GoogleApis, project: str, database: str, body: Mapping[str, object]) -> Operation:
    """Begin to make a database."""
    path = url_path(_VERSION, "projects", project, "databases")
    return google.ask(
        HOST, "POST", path, query={"databaseId": database}, json=body, subject=subject_of(database)
    ).json_object()


def change_database(
    google: GoogleApis, project: str, database: str, body: Mapping[str, object], etag: str | None
) -> Operation:
    """Begin to change what *body* names, and nothing else, of a database as it was read."""
    return google.ask(
        HOST,
        "PATCH",
        _database(project, database),
        query={"updateMask": ",".join(sorted(body))},
        json={**body, **({"etag": etag} if etag else {})},
        subject=subject_of(database),
    ).json_object()


def delete_database(google: GoogleApis, project: str, database: str, etag: str | None) -> Operation:
    """Begin to delete a database as it was read."""
    query = {"etag": etag} if etag else {}
    return google.ask(
        HOST, "DELETE", _database(project, database), query=query, subject=subject_of(database)
    ).json_object()


def backup_schedules(google: GoogleApis, project: str, database: str) -> list[dict[str, object]]:
    """The schedules of one database; the list has no pages."""
    path = f"{_database(project, database)}/backupSchedules"
    answer = google.ask(HOST, "GET", path, subject=subject_of(database)).json_object()
    return expect_objects(answer.get("backupSchedules", []), path, "/backupSchedules")


def create_backup_schedule(google: GoogleApis, project: str, database: str, body: Mapping[str, object]) -> None:
    """Make a schedule; Google knows one a day and one a week."""
    path = f"{_database(project, database)}/backupSchedules"
    google.ask(HOST, "POST", path, json=body, subject=subject_of(database))


def change_backup_retention(google: GoogleApis, project: str, database: str, schedule: str, seconds: int) -> None:
    """Keep the backups of a schedule for another time; its day cannot be changed."""
    path = _database(project, database) + url_path("backupSchedules", schedule)
    body = {"retention": f"{seconds}s"}
    google.ask(HOST, "PATCH", path, query={"updateMask": "retention"}, json=body, subject=subject_of(database))


def delete_backup_schedule(google: GoogleApis, project: str, database: str, schedule: str) -> None:
    """Make no further backups; those that were made stay until their time is over."""
    path = _database(project, database) + url_path("backupSchedules", schedule)
    with suppress(NotFound):
        google.ask(HOST, "DELETE", path, subject=subject_of(database))


def indexes(google: GoogleApis, project: str, database: str) -> list[dict[str, object]] | None:
    """The composite indexes of all collections; `None` when there is no such database."""
    return _listed(google, project, database, "indexes", {})


def overrides(google: GoogleApis, project: str, database: str) -> list[dict[str, object]] | None:
    """The fields that differ from what they would inherit, and `*`; `None` when there is no such database."""
    return _listed(google, project, database, "fields", {"filter": _OVERRIDES})


def create_index(
    google: GoogleApis, project: str, database: str, collection: str, body: Mapping[str, object]
) -> Operation | None:
    """Begin to build an index; `None` when it is there already."""
    path = f"{_group(project, database, collection)}/indexes"
    with suppress(Conflict):
        return google.ask(
            HOST, "POST", path, json=body, subject=f"index of `{collection}`", idempotent=True
        ).json_object()
    return None


def delete_index(google: GoogleApis, project: str, database: str, collection: str, index: str) -> None:
    """Delete an index; one that is gone is no problem."""
    path = _group(project, database, collection) + url_path("indexes", index)
    with suppress(NotFound):
        google.ask(HOST, "DELETE", path, subject=f"index of `{collection}`")


def change_field(
    google: GoogleApis, project: str, field: Field, mask: tuple[str, ...], body: Mapping[str, object]
) -> Operation:
    """Begin to change how a field is indexed or expires."""
    path = _group(project, field.database, field.collection) + url_path("fields", field.path)
    return google.ask(
        HOST,
        "PATCH",
        path,
        query={"updateMask": ",".join(mask)},
        json=body,
        subject=f"field `{field.path}` of `{field.collection}`",
    ).json_object()


def wait_for(project: Project, operation: Operation, subject: str) -> None:
    """Until an operation is done. One that carries its outcome already is: a deleted database answers no polls."""
    if "response" not in operation:
        finished(
            project.google,
            HOST,
            _VERSION,
            operation,
            subject=subject,
            pause=project.pause,
            progress=project.progress,
        )


def subject_of(database: str) -> str:
    """What messages call a database."""
    return f"database `{database}`"


def _listed(
    google: GoogleApis, project: str, database: str, member: str, query: Mapping[str, str]
) -> list[dict[str, object]] | None:
    path = f"{_group(project, database, '-')}/{member}"
    try:
        return list(google.pages(HOST, path, member, query=query, subject=subject_of(database)))
    except NotFound:
        return None


def _database(project: str, database: str) -> str:
    return url_path(_VERSION, "projects", project, "databases", database)


def _group(project: str, database: str, collection: str) -> str:
    return _database(project, database) + url_path("collectionGroups", collection)
