"""Buckets: what is refused, what was changed meanwhile, what cannot be deleted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl.model.diagnostic import Severity
from baasctl.model.errors import NormaliseError
from baasctl.model.plan import Verdict
from baasctl.model.result import Status
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import FirebaseProject

BUCKETS = "storage.googleapis.com/storage/v1/b"
LINKS = "firebasestorage.googleapis.com/v1beta/projects/{project}/buckets"


def project(firebase: FirebaseProject, folder: Path, spec: dict[str, Any]) -> SpecProject:
    found = SpecProject(firebase, folder)
    found.write(spec)
    return found


def own_bucket(firebase: FirebaseProject) -> str:
    return f"{firebase.id}.firebasestorage.app"


def made(firebase: FirebaseProject, name: str) -> str:
    firebase.change("POST", f"{BUCKETS}?project={{project}}", {"name": name})
    firebase.change("POST", f"{LINKS}/{name}:addFirebase", {})
    return name


def test_the_location_of_a_bucket_is_refused_to_change(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Making it again would lose every file."""
    spec = {"buckets": {own_bucket(firebase): {"location": "EU"}}}
    with pytest.raises(NormaliseError, match=r"baas\.yaml:\d+:\d+: error\[SPEC604\]"):
        project(firebase, tmp_path, spec).plan()


def test_a_bucket_that_was_changed_since_it_was_read_is_left(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The metageneration goes with the request; the run ends as a stale plan does."""
    name = own_bucket(firebase)
    found = project(firebase, tmp_path, {"buckets": {name: {"versioning": True}}})
    plan = found.plan()
    firebase.change("PATCH", f"{BUCKETS}/{name}", {"labels": {"by": "somebody"}})
    result = found.apply(plan)
    (outcome,) = result.outcomes
    assert (outcome.status, outcome.exit_code) == (Status.FAILED, 6)
    assert "versioning" not in firebase.get(f"{BUCKETS}/{name}")


def test_a_bucket_with_files_is_not_deleted(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The message says how to empty it."""
    name = made(firebase, f"full-{firebase.id}")
    upload = f"storage.googleapis.com/upload/storage/v1/b/{name}/o?name=a.txt&uploadType=media"
    assert firebase.request("POST", upload, b"hello", **{"content-type": "text/plain"}).status == 200
    spec = {"prune": {"buckets": {"mode": "all"}}, "buckets": {own_bucket(firebase): {"versioning": False}}}
    found = project(firebase, tmp_path, spec)
    result = found.apply()
    assert [each.code for each in result.diagnostics] == ["APPLY260"]
    assert f"gs://{name}/**" in result.diagnostics[0].hint


def test_a_name_that_somebody_else_has_is_an_error(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Names are the world's; nothing of theirs is touched."""
    other = firebase.another()
    name = made(other, f"taken-{other.id}")
    result = project(firebase, tmp_path, {"buckets": {name: {"versioning": True}}}).apply()
    assert "not available" in result.diagnostics[0].detail
    assert "versioning" not in other.get(f"{BUCKETS}/{name}")


def test_a_bucket_that_firebase_does_not_know_is_told(firebase: FirebaseProject, tmp_path: Path) -> None:
    """It is created in Firebase's eyes, and the plan says what that means."""
    name = f"plain-{firebase.id}"
    firebase.change("POST", f"{BUCKETS}?project={{project}}", {"name": name})
    plan = project(firebase, tmp_path, {"buckets": {name: {"versioning": True}}}).plan()
    assert list(map(line, plan.changes)) == [f"+ buckets/{name}"]
    assert [(each.code, each.severity) for each in plan.warnings] == [("READ262", Severity.NOTE)]


@pytest.mark.parametrize("host", ["storage.googleapis.com", "firebasestorage.googleapis.com"])
def test_a_switched_off_api_makes_buckets_unreadable(firebase: FirebaseProject, tmp_path: Path, host: str) -> None:
    """Neither list alone says which buckets there are."""
    closed = firebase.another(disabled=[host])
    plan = project(closed, tmp_path, {"buckets": {own_bucket(closed): {"versioning": True}}}).plan()
    assert plan.verdict is Verdict.INCOMPLETE


def test_policies_are_read_where_it_matters(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Two lists say everything else."""
    name = own_bucket(firebase)
    assert project(firebase, tmp_path, {"buckets": {name: {"versioning": True}}}).plan().calls == 2
    assert project(firebase, tmp_path, {"buckets": {name: {"public": True}}}).plan().calls == 3
