"""Writes of one database: made or changed first, then its backups; an instance first, then its switch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from baasctl.model.change import Action, Change
from baasctl.model.errors import Conflict, NotFound, PlanStale
from baasctl.model.value import Attributes
from baasctl.providers.firebase.clients import firestore_admin, realtime_instances
from baasctl.providers.firebase.databases import creation, encode, instance_of, is_realtime, schedule_body
from baasctl.providers.firebase.project import Project


@dataclass(frozen=True, slots=True)
class DatabaseWriting:
    """Carries out one change. Every write can be repeated after a death in the middle."""

    project: Project

    def write(self, change: Change) -> None:
        """See the module.

        Raises:
            ProviderError: Google refuses, or nobody knows.
            PlanStale: The database was changed since it was read.
        """
        side = change.before if change.action is Action.DELETE else {**(change.before or {}), **(change.after or {})}
        if is_realtime(side or {}) or "is_default" in change.facts:
            self._write_instance(change)
        elif change.action is Action.DELETE:
            self._delete(change)
        else:
            self._write_firestore(change)

    def _write_firestore(self, change: Change) -> None:
        google, project, name = self.project.google, self.project.id, change.address.segments[0]
        paths = [field.path for field in change.fields]
        subject = firestore_admin.subject_of(name)
        if change.action is Action.CREATE:
            operation = firestore_admin.create_database(google, project, name, creation(change))
            firestore_admin.wait_for(self.project, operation, subject)
        else:
            body = encode(change.after or {}, paths)
            if body:
                with _stale_on_conflict():
                    operation = firestore_admin.change_database(google, project, name, body, change.version)
                firestore_admin.wait_for(self.project, operation, subject)
        for often in ("daily", "weekly"):
            if any(path == "/backups" or path.startswith(f"/backups/{often}") for path in paths):
                self._write_schedule(change, name, often)

    def _write_schedule(self, change: Change, database: str, often: str) -> None:
        """One schedule; another day is another schedule, and a database has one of a sort."""
        google, project = self.project.google, self.project.id
        wanted, is_declared = _schedule(change.after, often)
        ids = change.facts.get("schedules")
        known = ids.get(often) if isinstance(ids, Mapping) else None
        if not is_declared:
            return
        if wanted is None:
            if isinstance(known, str):
                firestore_admin.delete_backup_schedule(google, project, database, known)
            return
        before, _ = _schedule(change.before, often)
        retention = wanted.get("retention")
        if isinstance(known, str) and before is not None and before.get("day") == wanted.get("day"):
            assert isinstance(retention, int)
            firestore_admin.change_backup_retention(google, project, database, known, retention)
            return
        if isinstance(known, str):
            firestore_admin.delete_backup_schedule(google, project, database, known)
        firestore_admin.create_backup_schedule(google, project, database, schedule_body(often, wanted))

    def _delete(self, change: Change) -> None:
        name = change.address.segments[0]
        try:
            with _stale_on_conflict():
                operation = firestore_admin.delete_database(self.project.google, self.project.id, name, change.version)
        except NotFound:
            return
        firestore_admin.wait_for(self.project, operation, firestore_admin.subject_of(name))

    def _write_instance(self, change: Change) -> None:
        google, project = self.project.google, self.project.id
        name = instance_of(change, project)
        after = change.after or {}
        location = str(change.facts.get("location") or after.get("location"))
        if change.action is Action.DELETE:
            if (change.before or {}).get("enabled") is True:
                realtime_instances.switch_instance(google, project, location, name, enabled=False)
            realtime_instances.delete_instance(google, project, location, name)
            return
        if change.action is Action.CREATE:
            realtime_instances.create_instance(google, project, location, name)
        enabled = after.get("enabled")
        if change.field_at("/enabled") and not (change.action is Action.CREATE and enabled is True):
            realtime_instances.switch_instance(google, project, location, name, enabled=enabled is True)


@contextmanager
def _stale_on_conflict() -> Iterator[None]:
    """A database whose etag is no longer the one that was read ends the run as a stale plan does."""
    try:
        yield
    except Conflict as error:
        raise PlanStale(*error.diagnostics) from error


def _schedule(side: Attributes | None, often: str) -> tuple[Attributes | None, bool]:
    """The schedule on one side of a change, and whether that side says anything about it."""
    backups = (side or {}).get("backups", ())
    if backups is None:
        return None, True
    if not isinstance(backups, Mapping) or often not in backups:
        return None, False
    found = backups[often]
    return (found if isinstance(found, Mapping) else None), True
