"""The simulated Firestore administration: what Google adds, refuses and takes its time for (firebase.md §2.2)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox_fixtures import FirebaseProject

DATABASES = "firestore.googleapis.com/v1/projects/{project}/databases"
DEFAULT = f"{DATABASES}/(default)"
GROUPS = f"{DEFAULT}/collectionGroups"
NATIVE = {"type": "FIRESTORE_NATIVE", "locationId": "eur3"}
ASCENDING = {"fieldPath": "a", "order": "ASCENDING"}
DESCENDING = {"fieldPath": "b", "order": "DESCENDING"}
PAIR = {"queryScope": "COLLECTION", "fields": [ASCENDING, DESCENDING]}


@pytest.fixture
def shop(firebase: FirebaseProject) -> FirebaseProject:
    """A project with a database."""
    return firebase.another(firestore=True)


def refusal(firebase: FirebaseProject, method: str, address: str, body: object = None) -> tuple[int, str, str]:
    answer = firebase.request(method, address, body)
    error = json.loads(answer.body)["error"]
    return answer.status, error["status"], error["message"]


def test_a_database_reads_back_with_what_google_adds(firebase: FirebaseProject) -> None:
    """The operation is done at once, and its response is the database."""
    operation = firebase.change("POST", f"{DATABASES}?databaseId=shop", NATIVE)
    assert operation["done"] is True
    assert operation["response"]["@type"] == "type.googleapis.com/google.firestore.admin.v1.Database"
    found = firebase.get(f"{DATABASES}/shop")
    assert {name: operation["response"][name] for name in found} == found
    assert found["concurrencyMode"] == "PESSIMISTIC"
    assert found["appEngineIntegrationMode"] == "DISABLED"
    assert found["deleteProtectionState"] == "DELETE_PROTECTION_DISABLED"
    assert found["realtimeUpdatesMode"] == "REALTIME_UPDATES_MODE_ENABLED"
    assert found["versionRetentionPeriod"] == "3600s"


def test_an_enterprise_database_differs(firebase: FirebaseProject) -> None:
    """Optimistic, without realtime updates, for MongoDB's API."""
    firebase.change("POST", f"{DATABASES}?databaseId=shop", {**NATIVE, "databaseEdition": "ENTERPRISE"})
    found = firebase.get(f"{DATABASES}/shop")
    assert found["concurrencyMode"] == "OPTIMISTIC"
    assert found["mongodbCompatibleDataAccessMode"] == "DATA_ACCESS_MODE_ENABLED"
    assert found["realtimeUpdatesMode"] == "REALTIME_UPDATES_MODE_DISABLED"


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("abc", NATIVE, (400, "database_id should be 4-63 characters, and valid characters are /[a-z][0-9]-/")),
        ("-shop", NATIVE, (400, "database_id should be 4-63 characters, and valid characters are /[a-z][0-9]-/")),
        ("shop", {"type": "FIRESTORE_NATIVE"}, (400, "location_id must be specified when creating a database.")),
        ("shop", {"locationId": "eur3"}, (400, "database type must be set.")),
        (
            "shop",
            {**NATIVE, "locationId": "nowhere-1"},
            (403, "Permission denied on 'locations/nowhere-1' (or it may not exist)."),
        ),
        ("(default)", NATIVE, (409, "Database already exists. Please use another database_id")),
    ],
)
def test_a_database_that_cannot_be_is_refused(shop: FirebaseProject, name: str, body: Any, expected: Any) -> None:
    """In Google's words."""
    status, _, message = refusal(shop, "POST", f"{DATABASES}?databaseId={name}", body)
    assert (status, message) == expected


def test_a_change_without_a_mask_sets_the_concurrency_mode_back(shop: FirebaseProject) -> None:
    """With one it does not; a mask of something else is refused."""
    shop.change("PATCH", f"{DEFAULT}?updateMask=concurrencyMode", {"concurrencyMode": "OPTIMISTIC"})
    protect = {"deleteProtectionState": "DELETE_PROTECTION_ENABLED"}
    shop.change("PATCH", f"{DEFAULT}?updateMask=delete_protection_state", protect)
    assert shop.get(DEFAULT)["concurrencyMode"] == "OPTIMISTIC"
    shop.change("PATCH", DEFAULT, protect)
    assert shop.get(DEFAULT)["concurrencyMode"] == "PESSIMISTIC"
    assert refusal(shop, "PATCH", f"{DEFAULT}?updateMask=foo", {})[2] == "Invalid updateMask for database proto."


def test_location_and_edition_stay(shop: FirebaseProject) -> None:
    """The type of an empty database does not."""
    told = refusal(shop, "PATCH", f"{DEFAULT}?updateMask=locationId", {"locationId": "nam5"})
    assert told == (400, "INVALID_ARGUMENT", "Changing database location is not supported.")
    told = refusal(shop, "PATCH", f"{DEFAULT}?updateMask=databaseEdition", {"databaseEdition": "ENTERPRISE"})
    assert told[2] == "Changing the edition of a database is not supported."
    shop.change("PATCH", f"{DEFAULT}?updateMask=type", {"type": "DATASTORE_MODE"})
    assert shop.get(DEFAULT)["realtimeUpdatesMode"] == "REALTIME_UPDATES_MODE_DISABLED"


def test_recovery_keeps_versions_for_a_week(shop: FirebaseProject) -> None:
    """Without it for an hour."""
    wanted = {"pointInTimeRecoveryEnablement": "POINT_IN_TIME_RECOVERY_ENABLED"}
    shop.change("PATCH", f"{DEFAULT}?updateMask=pointInTimeRecoveryEnablement", wanted)
    assert shop.get(DEFAULT)["versionRetentionPeriod"] == "604800s"


def test_a_database_is_deleted_as_it_was_read(shop: FirebaseProject) -> None:
    """An old etag is ABORTED, protection refuses; the operation has a response and does not say done."""
    old = shop.get(DEFAULT)["etag"]
    protect = {"deleteProtectionState": "DELETE_PROTECTION_ENABLED"}
    shop.change("PATCH", f"{DEFAULT}?updateMask=deleteProtectionState", protect)
    assert refusal(shop, "DELETE", f"{DEFAULT}?etag={old}")[:2] == (409, "ABORTED")
    assert refusal(shop, "DELETE", DEFAULT)[:2] == (400, "FAILED_PRECONDITION")
    shop.change("PATCH", f"{DEFAULT}?updateMask=deleteProtectionState", {})
    operation = shop.change("DELETE", f"{DEFAULT}?etag={shop.get(DEFAULT)['etag']}", None)
    assert "done" not in operation
    assert operation["response"]["previousId"] == "(default)"
    assert refusal(shop, "GET", DEFAULT) == (404, "NOT_FOUND", "Requested database was not found.")
    assert refusal(shop, "GET", f"{GROUPS}/-/indexes")[2].endswith("or database '(default)' does not exist.")


def test_schedules_are_one_a_day_and_one_a_week(shop: FirebaseProject) -> None:
    """At most 14 weeks; the recurrence stays, the retention changes."""
    schedules = f"{DEFAULT}/backupSchedules"
    daily = shop.change("POST", schedules, {"retention": "604800s", "dailyRecurrence": {}})
    assert refusal(shop, "POST", schedules, {"retention": "1s", "dailyRecurrence": {}})[0] == 409
    assert refusal(shop, "POST", schedules, {"retention": "604800s"})[0] == 400
    assert refusal(shop, "POST", schedules, {"retention": "8467201s", "weeklyRecurrence": {"day": "MONDAY"}})[0] == 400
    assert refusal(shop, "POST", schedules, {"retention": "60s", "weeklyRecurrence": {}})[0] == 400
    one = f"firestore.googleapis.com/v1/{daily['name']}"
    assert shop.change("PATCH", f"{one}?updateMask=retention", {"retention": "86400s"})["retention"] == "86400s"
    assert (
        refusal(shop, "PATCH", f"{one}?updateMask=weeklyRecurrence", {"weeklyRecurrence": {"day": "MONDAY"}})[0] == 400
    )
    shop.change("DELETE", one, None)
    assert shop.get(schedules) == {}


def test_the_server_adds_to_an_index(shop: FirebaseProject) -> None:
    """`__name__` as the last sorted field is, before a vector; the density."""
    shop.change("POST", f"{GROUPS}/items/indexes", PAIR)
    vector = {"fieldPath": "v", "vectorConfig": {"dimension": 2, "flat": {}}}
    shop.change("POST", f"{GROUPS}/docs/indexes", {"queryScope": "COLLECTION", "fields": [vector]})
    (items,) = shop.get(f"{GROUPS}/items/indexes")["indexes"]
    assert items["fields"] == [ASCENDING, DESCENDING, {"fieldPath": "__name__", "order": "DESCENDING"}]
    assert (items["density"], items["state"]) == ("SPARSE_ALL", "READY")
    (docs,) = shop.get(f"{GROUPS}/docs/indexes")["indexes"]
    assert docs["fields"] == [{"fieldPath": "__name__", "order": "ASCENDING"}, vector]
    assert len(shop.get(f"{GROUPS}/-/indexes")["indexes"]) == 2


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"queryScope": "COLLECTION", "fields": [ASCENDING]},
            "this index is not necessary, configure using single field index controls",
        ),
        (
            {"queryScope": "COLLECTION", "fields": [ASCENDING, {"fieldPath": "__name__", "order": "ASCENDING"}]},
            "this index is not necessary, configure using single field index controls",
        ),
        ({"fields": PAIR["fields"]}, "query_scope must be specified."),
        (
            {"queryScope": "COLLECTION", "fields": [{**ASCENDING, "arrayConfig": "CONTAINS"}, DESCENDING]},
            (
                "Invalid value at 'index.fields[0]' (oneof), oneof field 'value_mode' is already set."
                " Cannot set 'arrayConfig'"
            ),
        ),
    ],
)
def test_an_index_that_cannot_be_is_refused(shop: FirebaseProject, body: Any, message: str) -> None:
    """In Google's words."""
    assert refusal(shop, "POST", f"{GROUPS}/items/indexes", body) == (400, "INVALID_ARGUMENT", message)


def test_an_index_is_there_once(shop: FirebaseProject) -> None:
    """A second one is told the id of the first; deleting one that is gone is no problem."""
    shop.change("POST", f"{GROUPS}/items/indexes", PAIR)
    (found,) = shop.get(f"{GROUPS}/items/indexes")["indexes"]
    identifier = found["name"].rpartition("/")[2]
    told = refusal(shop, "POST", f"{GROUPS}/items/indexes", PAIR)
    assert told == (409, "ALREADY_EXISTS", f"index already exists with index ID = {identifier}")
    for _ in range(2):
        assert shop.change("DELETE", f"{GROUPS}/items/indexes/{identifier}", None) == {}
    assert shop.get(f"{GROUPS}/items/indexes") == {}


def test_an_index_is_built_for_some_reads(firebase: FirebaseProject) -> None:
    """For clients that look at the index, and for those that look at the operation."""
    slow = firebase.another(firestore=True, pending_reads=2)
    operation = slow.change("POST", f"{GROUPS}/items/indexes", PAIR)
    assert "done" not in operation
    states = [slow.get(f"{GROUPS}/items/indexes")["indexes"][0]["state"] for _ in range(3)]
    assert states == ["CREATING", "CREATING", "READY"]
    slow.change("POST", f"{GROUPS}/other/indexes", PAIR)


def test_every_field_is_there_and_inherits(shop: FirebaseProject) -> None:
    """`collection/*`, then the database's own; dropping the settings inherits again."""
    field = f"{GROUPS}/items/fields/nx"
    first = shop.get(field)["indexConfig"]
    assert first["usesAncestorConfig"] is True
    assert first["ancestorField"].endswith("/collectionGroups/__default__/fields/*")
    assert [each["fields"][0]["fieldPath"] for each in first["indexes"]] == ["nx"] * 3
    only = {"indexConfig": {"indexes": [{"queryScope": "COLLECTION", "fields": [{"order": "ASCENDING"}]}]}}
    shop.change("PATCH", f"{GROUPS}/items/fields/*?updateMask=indexConfig", only)
    assert shop.get(field)["indexConfig"]["ancestorField"].endswith("/items/fields/*")
    assert len(shop.get(field)["indexConfig"]["indexes"]) == 1
    shop.change("PATCH", f"{field}?updateMask=indexConfig", {"indexConfig": {}})
    assert "indexes" not in shop.get(field)["indexConfig"]
    shop.change("PATCH", f"{field}?updateMask=indexConfig", {})
    assert shop.get(field)["indexConfig"]["usesAncestorConfig"] is True


def test_only_overridden_fields_are_listed(shop: FirebaseProject) -> None:
    """And the database's own default; without a filter nothing is."""
    shop.change("PATCH", f"{GROUPS}/items/fields/ttl_at?updateMask=ttlConfig", {"ttlConfig": {}})
    shop.change("PATCH", f"{GROUPS}/items/fields/note?updateMask=indexConfig", {"indexConfig": {}})
    listed = f"{GROUPS}/-/fields?filter="

    def names(wanted: str) -> list[str]:
        found = shop.get(listed + wanted).get("fields", [])
        return sorted(each["name"].partition("/collectionGroups/")[2] for each in found)

    assert names("ttlConfig:*") == ["items/fields/ttl_at"]
    assert names("indexConfig.usesAncestorConfig:false") == ["__default__/fields/*", "items/fields/note"]
    assert refusal(shop, "GET", f"{GROUPS}/-/fields")[0] == 400


def test_a_collection_expires_by_one_field(shop: FirebaseProject) -> None:
    """A second one answers 429; the first may change its offset."""
    address = f"{GROUPS}/items/fields/other_at?updateMask=ttlConfig"
    operation = shop.change("PATCH", address, {"ttlConfig": {}})
    assert operation["metadata"]["ttlConfigDelta"] == {"changeType": "ADD"}
    assert shop.change("PATCH", address, {"ttlConfig": {"expirationOffset": "60s"}})["done"] is True
    told = refusal(shop, "PATCH", f"{GROUPS}/items/fields/ttl_at?updateMask=ttlConfig", {"ttlConfig": {}})
    assert told == (
        429,
        "RESOURCE_EXHAUSTED",
        (
            "The collection group 'items' can only have at most '1' field(s) marked with TTL but already has TTL"
            " configurations set on path 'other_at'. Please delete at least one and try again."
        ),
    )


def test_an_expiry_is_created_for_some_reads(firebase: FirebaseProject) -> None:
    """CREATING until its operation is done, then ACTIVE."""
    slow = firebase.another(firestore=True, pending_reads=1)
    field = f"{GROUPS}/items/fields/ttl_at"
    operation = slow.change("PATCH", f"{field}?updateMask=ttlConfig", {"ttlConfig": {}})
    assert slow.get(field)["ttlConfig"] == {"state": "CREATING"}
    for _ in range(2):
        last = slow.get(f"firestore.googleapis.com/v1/{operation['name']}")
    assert last["done"] is True
    assert slow.get(field)["ttlConfig"] == {"state": "ACTIVE"}


@pytest.mark.parametrize(
    ("address", "message"),
    [
        (f"{GROUPS}/items/fields/nx?updateMask=foo", 'Invalid update field mask: paths: \t "foo"\n'),
        (f"{GROUPS}/items/fields/a..b?updateMask=indexConfig", 'Invalid property path "a..b".'),
    ],
)
def test_a_bad_mask_or_path_is_refused(shop: FirebaseProject, address: str, message: str) -> None:
    """In Google's words."""
    status, _, said = refusal(shop, "PATCH", address, {})
    assert status == 400
    assert said.startswith(message)
