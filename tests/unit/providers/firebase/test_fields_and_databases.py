"""Single fields and databases between attributes and Firestore's messages."""

from __future__ import annotations

from typing import Any

import pytest

from baasctl.kinds.databases import risks as database_risks
from baasctl.kinds.fields import risks as field_risks
from baasctl.model.address import Address
from baasctl.model.change import Action, Change, FieldChange, Hazard
from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.value import ABSENT, freeze, thaw
from baasctl.providers.firebase import databases, fields

PLACE = "projects/acme/databases/(default)/collectionGroups"
INHERITED = {
    "ancestorField": f"{PLACE}/__default__/fields/*",
    "usesAncestorConfig": True,
    "indexes": [{"queryScope": "COLLECTION", "fields": [{"fieldPath": "x", "order": "ASCENDING"}], "state": "READY"}],
}

GROUPED = {"queryScope": "COLLECTION_GROUP", "fields": [{"fieldPath": "note", "arrayConfig": "CONTAINS"}]}


def field(name: str, **wire: Any) -> Any:
    return fields.decode({"name": f"{PLACE}/{name}", **wire}, "fields", "/0", "prod", "(default)")


def change(key: str, after: dict[str, Any], before: dict[str, Any] | None = None, **more: Any) -> Change:
    return Change(
        address=Address("prod", "fields", ("(default)", key)),
        action=more.pop("action", Action.UPDATE),
        before=freeze(before or {}),  # type: ignore[arg-type]
        after=freeze(after),  # type: ignore[arg-type]
        fields=tuple(
            FieldChange(path=f"/{name}", before=freeze((before or {}).get(name)), after=freeze(value))
            for name, value in after.items()
        ),
        **more,
    )


def test_a_field_that_only_expires_inherits_its_indexes() -> None:
    """What is inherited is effective and unset; keys are collection and path."""
    found = field("sessions/fields/`end at`", indexConfig=INHERITED, ttlConfig={"state": "ACTIVE"})
    assert found.address.segments == ("(default)", "sessions/`end at`")
    assert found.attributes["ttl"] is True
    assert thaw(found.attributes["indexes"]) == [{"order": "ascending"}]
    assert found.unset == {"/indexes", "/ttl_offset"}
    assert found.facts["set"] == ("ttlConfig",)


def test_a_field_without_indexes_is_set() -> None:
    """An empty list is left out on the wire; the message that holds it is not."""
    found = field("orders/fields/note", indexConfig={"ancestorField": INHERITED["ancestorField"]})
    assert found.attributes["indexes"] == ()
    assert "/indexes" not in found.unset


def test_the_usual_default_of_a_database_is_not_set() -> None:
    """Nobody wrote it, so it is not adopted; another one is."""
    modes = ({"order": "DESCENDING"}, {"order": "ASCENDING"}, {"arrayConfig": "CONTAINS"})
    usual = [{"queryScope": "COLLECTION", "fields": [{"fieldPath": "*", **mode}]} for mode in modes]
    assert "/indexes" in field("__default__/fields/*", indexConfig={"indexes": usual}).unset
    assert "/indexes" not in field("__default__/fields/*", indexConfig={"indexes": usual[:2]}).unset


@pytest.mark.parametrize(
    ("key", "after", "mask", "body"),
    [
        ("orders/note", {"indexes": []}, ("indexConfig",), {"indexConfig": {"indexes": []}}),
        ("orders/note", {"indexes": None}, ("indexConfig",), {}),
        ("orders/note", {"ttl": True}, ("ttlConfig",), {"ttlConfig": {}}),
        ("orders/note", {"ttl": False}, ("ttlConfig",), {}),
        ("orders/note", {"ttl": True, "ttl_offset": 60}, ("ttlConfig",), {"ttlConfig": {"expirationOffset": "60s"}}),
        (
            "orders/note",
            {"indexes": [{"contains": True, "scope": "collection_group"}]},
            ("indexConfig",),
            {"indexConfig": {"indexes": [GROUPED]}},
        ),
    ],
)
def test_only_the_part_that_differs_is_in_the_mask(key: str, after: Any, mask: Any, body: Any) -> None:
    """What is in the mask and not in the body is inherited again."""
    assert fields.encode(change(key, after)) == (mask, body)


def test_the_default_of_a_database_goes_back_to_the_usual_one() -> None:
    """It has no ancestor that it could follow."""
    mask, body = fields.encode(change("*", {"indexes": None}))
    assert (mask, len(body["indexConfig"]["indexes"])) == (("indexConfig",), 3)  # type: ignore[index]


def test_an_offset_alone_keeps_the_expiry() -> None:
    """The expiry is live and not declared: its message is sent with the new offset."""
    found = change("a/at", {"ttl_offset": 60}, facts={"ttl": True, "ttl_offset": 0})
    assert fields.encode(found) == (("ttlConfig",), {"ttlConfig": {"expirationOffset": "60s"}})


@pytest.mark.parametrize("key", ["orders", "/a", "orders/", "__default__/*", "orders/a..b", ""])
def test_a_key_that_names_no_field_is_refused(key: str) -> None:
    """A field is `collection/field.path`."""
    with pytest.raises(ValueError, match="field"):
        fields.canonical_key(key)


@pytest.mark.parametrize(
    ("after", "hazard"),
    [({"ttl": True}, Hazard.DELETES_DATA), ({"indexes": []}, Hazard.DOWNTIME)],
)
def test_expiry_deletes_and_fewer_indexes_break_queries(after: dict[str, Any], hazard: Hazard) -> None:
    """Hazards say why."""
    found = change("a/at", after, before={"indexes": [{"order": "ascending"}]})
    assert {risk.hazard for risk in field_risks(found)} == {hazard}
    assert all(risk.why for risk in field_risks(found))


DATABASE = {
    "name": "projects/acme/databases/(default)",
    "type": "FIRESTORE_NATIVE",
    "databaseEdition": "STANDARD",
    "locationId": "eur3",
    "concurrencyMode": "PESSIMISTIC",
    "deleteProtectionState": "DELETE_PROTECTION_ENABLED",
    "pointInTimeRecoveryEnablement": "POINT_IN_TIME_RECOVERY_DISABLED",
    "appEngineIntegrationMode": "DISABLED",
    "realtimeUpdatesMode": "REALTIME_UPDATES_MODE_ENABLED",
    "etag": "x",
}


def test_what_a_database_has_by_itself_is_unset() -> None:
    """Adopting it writes what somebody decided: where it lies and how it is protected."""
    found = databases.decode(DATABASE, "databases", "/0", "prod")
    told = {f"/{name}" for name in found.attributes if name != "native"} - found.unset
    assert told == {"/location", "/delete_protection", "/point_in_time_recovery"}
    assert found.version == "x"


@pytest.mark.parametrize(("edition", "mode"), [("STANDARD", "OPTIMISTIC"), ("ENTERPRISE", "PESSIMISTIC")])
def test_a_mode_that_an_edition_does_not_have_by_itself_is_set(edition: str, mode: str) -> None:
    """The usual one differs by edition."""
    found = databases.decode(
        {**DATABASE, "databaseEdition": edition, "concurrencyMode": mode}, "databases", "/0", "prod"
    )
    assert "/concurrency_mode" not in found.unset


def test_schedules_are_two_records() -> None:
    """One a day and one a week; their ids are kept for writing."""
    answer = [
        {
            "name": "projects/acme/databases/d/backupSchedules/w",
            "retention": "604800s",
            "weeklyRecurrence": {"day": "FRIDAY"},
        },
        {"name": "projects/acme/databases/d/backupSchedules/d", "retention": "86400s", "dailyRecurrence": {}},
    ]
    found = databases.with_backups(databases.decode(DATABASE, "databases", "/0", "prod"), answer, "schedules")
    assert found.attributes["backups"] == {
        "daily": {"retention": 86400},
        "weekly": {"day": "friday", "retention": 604800},
    }
    assert found.facts["schedules"] == {"daily": "d", "weekly": "w"}


@pytest.mark.parametrize("wire", [{}, {"name": 3}, {**DATABASE, "cmekConfig": []}, {**DATABASE, "etag": 1}])
def test_an_answer_that_is_no_database_is_an_error(wire: dict[str, Any]) -> None:
    """It names its place."""
    with pytest.raises(UnexpectedAnswer, match="databases"):
        databases.decode(wire, "databases", "/0", "prod")


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("/delete_protection", True, False),
        ("/point_in_time_recovery", True, False),
        ("/backups", {"daily": {"retention": 1}}, None),
        ("/backups/weekly", {"retention": 1}, None),
        ("/backups/daily/retention", 2, 1),
    ],
)
def test_less_protection_of_data_is_a_hazard(path: str, before: Any, after: Any) -> None:
    """The other way round it is none."""

    def hazards(old: Any, new: Any) -> list[Hazard]:
        fields_of = (FieldChange(path=path, before=ABSENT if old is None else freeze(old), after=freeze(new)),)
        address = Address("prod", "databases", ("(default)",))
        found = Change(address=address, action=Action.UPDATE, before={}, after={}, fields=fields_of)
        assert all(risk.why for risk in database_risks(found))
        return [risk.hazard for risk in database_risks(found)]

    assert hazards(before, after) == [Hazard.DELETES_DATA]
    assert hazards(after, before) == []
