"""Assumed behaviours of Firestore's administration, asked of a real project in a database of their own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.live.firebase.conftest import LiveProject

DATABASES = "firestore.googleapis.com/v1/projects/{project}/databases"


@pytest.fixture(scope="module")
def database(live: LiveProject) -> Iterator[str]:
    """The address of a new database; it is deleted afterwards."""
    name = f"baasctl-{secrets.token_hex(4)}"
    body = {"type": "FIRESTORE_NATIVE", "locationId": "eur3"}
    made = live.ask("POST", f"{DATABASES}?databaseId={name}", body)
    assert made.status == 200, made.data
    yield f"{DATABASES}/{name}"
    live.ask("DELETE", f"{DATABASES}/{name}")


def test_backup_schedules_are_refused(live: LiveProject, database: str) -> None:
    """A second daily one answers 409; more than 14 weeks, no recurrence and no day answer 400."""
    schedules = f"{database}/backupSchedules"
    daily = {"retention": "604800s", "dailyRecurrence": {}}
    assert live.ask("POST", schedules, daily).status == 200
    assert live.ask("POST", schedules, daily).status == 409
    for body in (
        {"retention": "604800s"},
        {"retention": "604800s", "weeklyRecurrence": {}},
        {"retention": "8467201s", "weeklyRecurrence": {"day": "MONDAY"}},
    ):
        assert live.ask("POST", schedules, body).status == 400


def test_backup_recurrences_stay(live: LiveProject, database: str) -> None:
    """A schedule takes another retention and no other day."""
    schedules = f"{database}/backupSchedules"
    weekly = live.ask("POST", schedules, {"retention": "604800s", "weeklyRecurrence": {"day": "MONDAY"}}).json()
    one = f"firestore.googleapis.com/v1/{weekly['name']}"
    assert live.ask("PATCH", f"{one}?updateMask=retention", {"retention": "86400s"}).status == 200
    other = {"retention": "86400s", "weeklyRecurrence": {"day": "FRIDAY"}}
    assert live.ask("PATCH", f"{one}?updateMask=weeklyRecurrence", other).status == 400


def test_expiry_needs_a_field(live: LiveProject, database: str) -> None:
    """Every field of a collection cannot make documents expire."""
    field = f"{database}/collectionGroups/items/fields/*?updateMask=ttlConfig"
    assert live.ask("PATCH", field, {"ttlConfig": {}}).status == 400


def test_default_field_is_written_whole(live: LiveProject, database: str) -> None:
    """The database's own default takes indexes like any field, and the usual three again."""
    field = f"{database}/collectionGroups/__default__/fields/*?updateMask=indexConfig"
    usual = [{"order": "ASCENDING"}, {"order": "DESCENDING"}, {"arrayConfig": "CONTAINS"}]
    for modes in (usual[:1], usual):
        indexes = [{"queryScope": "COLLECTION", "fields": [mode]} for mode in modes]
        assert live.ask("PATCH", field, {"indexConfig": {"indexes": indexes}}).status == 200
