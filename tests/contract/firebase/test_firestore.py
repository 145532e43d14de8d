"""Databases, indexes and fields: what is refused before it is sent, what takes long, what was changed meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.errors import NormaliseError, PlanRefused
from baasctl.model.plan import Verdict
from baasctl.model.result import Status
from baasctl.sandbox.faults import Fault
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import FirebaseProject

DATABASES = "firestore.googleapis.com/v1/projects/{project}/databases"
GROUPS = f"{DATABASES}/(default)/collectionGroups"
ORDERS = {"collection": "orders", "fields": [{"path": "a", "order": "ascending"}, {"path": "b", "order": "ascending"}]}
WIRE = {
    "queryScope": "COLLECTION",
    "fields": [{"fieldPath": "a", "order": "ASCENDING"}, {"fieldPath": "b", "order": "ASCENDING"}],
}


def project(firebase: FirebaseProject, folder: Path, spec: dict[str, Any]) -> SpecProject:
    found = SpecProject(firebase, folder)
    found.write(spec)
    return found


def with_default(firebase: FirebaseProject, **options: Any) -> FirebaseProject:
    return firebase.another(firestore=True, **options)


def reasons(error: NormaliseError | PlanRefused) -> list[str]:
    return [str(each) for each in error.diagnostics]


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ({"location": "nam5"}, "SPEC580"),
        ({"type": "datastore"}, "SPEC580"),
        ({"edition": "enterprise"}, "SPEC580"),
        ({"native": {"firebase": {"realtimeUpdatesMode": "REALTIME_UPDATES_MODE_DISABLED"}}}, "SPEC580"),
    ],
)
def test_what_is_set_for_ever_is_refused_with_its_place(
    firebase: FirebaseProject, tmp_path: Path, declared: dict[str, Any], code: str
) -> None:
    """A database is never made again to change it: the plan says what is live and why it stays."""
    found = project(with_default(firebase), tmp_path, {"databases": {"(default)": declared}})
    with pytest.raises(NormaliseError) as caught:
        found.plan()
    (said,) = reasons(caught.value)
    assert f"[{code}]" in said
    assert "baas.yaml:" in said


def test_a_new_database_needs_a_location(firebase: FirebaseProject, tmp_path: Path) -> None:
    """It cannot be changed later, so nothing is assumed."""
    found = project(firebase, tmp_path, {"databases": {"shop": {}}})
    with pytest.raises(NormaliseError, match="SPEC581"):
        found.plan()


def test_a_database_is_not_renamed(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Its documents would be left behind."""
    spec = {"databases": {"shop": {"location": "eur3", "renamed_from": "(default)"}}}
    with pytest.raises(NormaliseError, match="SPEC582"):
        project(with_default(firebase), tmp_path, spec).plan()


@pytest.mark.parametrize("kind", ["indexes", "fields"])
def test_a_database_that_nobody_makes_is_told_once(firebase: FirebaseProject, tmp_path: Path, kind: str) -> None:
    """However many resources are in it."""
    inside = {"indexes": {"x": ORDERS, "y": {**ORDERS, "collection": "notes"}}, "fields": {"a/x": {"ttl": True}}}
    with pytest.raises(NormaliseError) as caught:
        project(firebase, tmp_path, {kind: {"shop": inside[kind]}}).plan()
    (said,) = reasons(caught.value)
    assert "[SPEC583]" in said


def test_a_protected_database_is_not_deleted(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The plan refuses before Google does; the project's own instance is refused too."""
    body = {"type": "FIRESTORE_NATIVE", "locationId": "eur3", "deleteProtectionState": "DELETE_PROTECTION_ENABLED"}
    firebase.change("POST", f"{DATABASES}?databaseId=kept-safe", body)
    spec = {"prune": {"databases": {"mode": "all"}}, "databases": {"shop": {"location": "eur3"}}}
    plan = project(firebase, tmp_path, spec).plan()
    assert plan.verdict is Verdict.REFUSED
    assert [each.code for each in plan.refusals] == ["PLAN260"]

    other = firebase.another()
    instances = "firebasedatabase.googleapis.com/v1beta/projects/{project}/locations/us-central1/instances"
    other.change("POST", f"{instances}?databaseId={other.id}-default-rtdb", {"type": "DEFAULT_DATABASE"})
    assert [each.code for each in project(other, tmp_path / "b", spec).plan().refusals] == ["PLAN261"]


def test_a_database_that_was_changed_is_not_deleted(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Its etag goes with the request: who changed it since the plan is not run over."""
    firebase.change("POST", f"{DATABASES}?databaseId=test-old", {"type": "FIRESTORE_NATIVE", "locationId": "eur3"})
    spec = {"prune": {"databases": {"mode": "all"}}, "databases": {"shop": {"location": "eur3"}}}
    found = project(firebase, tmp_path, spec)
    plan = found.plan()
    mask = "updateMask=appEngineIntegrationMode"
    firebase.change("PATCH", f"{DATABASES}/test-old?{mask}", {"appEngineIntegrationMode": "DISABLED"})
    result = found.apply(plan)
    (failed,) = [each for each in result.outcomes if each.status is Status.FAILED]
    assert (failed.change.address.local, failed.exit_code) == ("databases/test-old", 6)
    assert firebase.request("GET", f"{DATABASES}/test-old").status == 200


def test_a_database_that_was_changed_is_not_changed_again(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The plan spoke of another one: the run ends as a stale plan does."""
    shop = with_default(firebase)
    found = project(shop, tmp_path, {"databases": {"(default)": {"delete_protection": True}}})
    plan = found.plan()
    shop.change("PATCH", f"{DATABASES}/(default)?updateMask=concurrencyMode", {"concurrencyMode": "OPTIMISTIC"})
    (failed,) = found.apply(plan).outcomes
    assert (failed.status, failed.exit_code) == (Status.FAILED, 6)


def test_a_switched_off_api_is_not_an_empty_project(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The kinds are unreadable, with the link that switches it on."""
    closed = firebase.another(disabled=["firestore.googleapis.com"])
    spec = {"databases": {"(default)": {"location": "eur3"}}, "indexes": {"(default)": {"x": ORDERS}}}
    plan = project(closed, tmp_path, spec).plan()
    assert plan.verdict is Verdict.INCOMPLETE
    assert set(plan.unreadable) == {"databases", "indexes"}
    assert all("console.developers.google.com" in each.hint for each in plan.unreadable.values())


def test_indexes_are_built_together(firebase: FirebaseProject, tmp_path: Path) -> None:
    """All are begun before the first is waited for, and the wait is told."""
    slow = with_default(firebase, pending_reads=3)
    many = {name: {**ORDERS, "collection": name} for name in ("one", "two", "three")}
    found = project(slow, tmp_path, {"indexes": {"(default)": many}})
    told: list[str] = []
    result = found.apply(progress=told.append)
    assert result.is_converged
    sent = [call.partition(slow.id)[2] for call in slow.calls() if call.startswith("POST")]
    polled = [call for call in slow.calls() if "/operations/" in call]
    begun = [index for index, call in enumerate(slow.calls()) if call.startswith("POST")]
    assert len(sent) == 3
    assert max(begun) < slow.calls().index(polled[0])
    assert any("waiting for index" in each for each in told)


def test_an_index_that_is_still_built_is_a_warning(firebase: FirebaseProject, tmp_path: Path) -> None:
    """It is there, so nothing has to be done; queries that need it fail until it is ready."""
    slow = with_default(firebase, pending_reads=5)
    slow.change("POST", f"{GROUPS}/orders/indexes", WIRE)
    plan = project(slow, tmp_path, {"indexes": {"(default)": {"x": ORDERS}}}).plan()
    assert plan.is_empty
    assert [each.code for each in plan.warnings] == ["READ260"]


def test_an_index_that_appears_meanwhile_is_no_failure(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The answer is lost, the next one says that it exists: both times it is there."""
    found = project(with_default(firebase), tmp_path, {"indexes": {"(default)": {"x": ORDERS}}})
    found.remote.sandbox.faults.add(Fault(method="POST", path="/indexes$", drop_after=True, count=1))
    assert found.apply().is_converged


def test_a_database_is_changed_by_what_differs_alone(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Without a mask Google would set the concurrency mode back."""
    shop = with_default(firebase)
    shop.change("PATCH", f"{DATABASES}/(default)?updateMask=concurrencyMode", {"concurrencyMode": "OPTIMISTIC"})
    assert project(shop, tmp_path, {"databases": {"(default)": {"point_in_time_recovery": True}}}).apply().is_converged
    assert shop.get(f"{DATABASES}/(default)")["concurrencyMode"] == "OPTIMISTIC"


def test_a_second_expiry_of_a_collection_is_refused_unless_the_first_ends(
    firebase: FirebaseProject, tmp_path: Path
) -> None:
    """Google would answer 429; the message says which field has it."""
    shop = with_default(firebase)
    shop.change("PATCH", f"{GROUPS}/sessions/fields/old_at?updateMask=ttlConfig", {"ttlConfig": {}})
    spec = {"fields": {"(default)": {"sessions/new_at": {"ttl": True}}}}
    with pytest.raises(NormaliseError, match=r"SPEC591[\s\S]*old_at"):
        project(shop, tmp_path, spec).plan()
    plan = project(shop, tmp_path, {"prune": {"fields": {"mode": "all"}}, **spec}).plan()
    assert sorted(map(line, plan.changes)) == [
        "- fields/(default)/sessions%2Fold_at",
        "~ fields/(default)/sessions%2Fnew_at /ttl",
    ]


def test_a_plan_asks_little(firebase: FirebaseProject, tmp_path: Path) -> None:
    """One list of databases, one of indexes and one of fields for each database; schedules where they are declared."""
    shop = with_default(firebase)
    spec: dict[str, Any] = {
        "databases": {"(default)": {"delete_protection": False}},
        "indexes": {"(default)": {"x": ORDERS}},
        "fields": {"(default)": {"a/x": {"ttl": True}, "b/x": {"ttl": True}}},
    }
    assert project(shop, tmp_path, spec).plan().calls == 3
    spec["databases"]["(default)"]["backups"] = {"daily": None}
    assert project(shop, tmp_path, spec).plan().calls == 4
