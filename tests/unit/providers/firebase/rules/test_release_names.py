"""Which release is for which object, by its exact id."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.model.target import Target
from baasctl.providers.contract import Wanted
from baasctl.providers.firebase.database_rules import instance_named, instances_of, key_of
from baasctl.providers.firebase.firestore_rules import attachment_point, database_of, release_of
from baasctl.providers.firebase.rules.releases import BUCKET, RELEASES, default_bucket, releases_of
from baasctl.providers.firebase.rules.releasing import old_rulesets
from baasctl.providers.firebase.storage_rules import bucket_of


@pytest.mark.parametrize("database", ["(default)", "reports", "a-b-c"])
def test_a_database_and_its_release_name_each_other(database: str) -> None:
    """`cloud.firestore` for the default one, `cloud.firestore/<id>` for the others."""
    assert database_of(release_of(database)) == database


@pytest.mark.parametrize(
    "release",
    ["cloud.firestore.backup", "cloud.firestore/", "cloud.firestore/(default)", "firebase.storage/b", "x", ""],
)
def test_no_other_release_is_taken_for_a_database(release: str) -> None:
    """The Firebase CLI matches by the beginning of the id, and releases the wrong rules (firebase-tools #10468)."""
    assert database_of(release) is None


def test_buckets_may_hold_dots_but_not_be_empty() -> None:
    """`firebase.storage/<bucket>`."""
    assert bucket_of("firebase.storage/demo.appspot.com") == "demo.appspot.com"
    assert bucket_of("firebase.storage") is None
    assert bucket_of("firebase.storages/x") is None


def test_only_a_named_database_is_named_in_its_ruleset() -> None:
    """With the project's number."""
    assert attachment_point("7", "(default)") == ""
    assert attachment_point("7", "reports") == "firestore.googleapis.com/projects/7/databases/reports"


def listed(*releases: str) -> list[dict[str, object]]:
    return [{"name": f"projects/p/releases/{each}", "rulesetName": f"projects/p/rulesets/{each}"} for each in releases]


def naming(*buckets: str) -> Wanted:
    target = Target(name="prod", provider="firebase", project="p")
    resources = tuple(Resource(address=Address("prod", "storage_rules", (each,)), attributes={}) for each in buckets)
    desired = DesiredState(target=target, resources=resources, root=Path())
    return Wanted(kinds=frozenset({"storage_rules"}), desired=desired)


def test_the_default_bucket_has_the_name_that_the_spec_gives_it() -> None:
    """`(default)`, unless the spec says its own."""
    answers = {RELEASES: listed("firebase.storage/p.appspot.com", "firebase.storage/other"), BUCKET: "p.appspot.com"}

    assert [each.key for each in releases_of(answers, "p", naming("(default)"))] == ["(default)", "other"]
    assert [each.key for each in releases_of(answers, "p", naming("p.appspot.com"))] == ["p.appspot.com", "other"]
    assert [each.key for each in releases_of(answers, "p", None)] == ["(default)", "other"]


def test_a_default_bucket_that_firebase_does_not_tell_is_known_by_its_rules() -> None:
    """Old projects have it under another name."""
    assert default_bucket({RELEASES: listed("firebase.storage/p.appspot.com"), BUCKET: None}, "p") == "p.appspot.com"
    assert default_bucket({RELEASES: listed("firebase.storage/q"), BUCKET: None}, "p") is None


def test_old_rulesets_are_the_unreleased_ones_beyond_the_newest() -> None:
    """Oldest first; a release keeps its ruleset, however old."""
    rulesets: list[dict[str, object]] = [{"name": f"r{day}", "createTime": f"2026-01-0{day}"} for day in range(1, 6)]
    releases: list[dict[str, object]] = [{"rulesetName": "r1"}]

    assert old_rulesets(rulesets, releases, 2) == ("r2", "r3")
    assert old_rulesets(rulesets, releases, 0) == ("r2", "r3", "r4", "r5")
    assert old_rulesets(rulesets, releases, 9) == ()


def test_instances_are_known_by_id_or_as_the_default_one() -> None:
    """The default one is told by its type; old projects call it otherwise."""
    at = "projects/1/locations"
    home = {"name": f"{at}/us-central1/instances/p", "databaseUrl": "https://p.firebaseio.com"}
    away = {"name": f"{at}/europe-west1/instances/q", "databaseUrl": "https://q.europe-west1.firebasedatabase.app"}
    answer = [{**home, "type": "DEFAULT_DATABASE", "state": "ACTIVE"}, {**away, "state": "DISABLED"}]
    first, second = instances_of(answer, "instances")

    assert (first.host, first.is_active, second.is_active) == ("p.firebaseio.com", True, False)
    assert (key_of(first, ()), key_of(first, ("p",)), key_of(second, ())) == ("(default)", "p", "q")
    assert instance_named((first, second), "(default)") == instance_named((first, second), "p") == first
    assert instance_named((first, second), "r") is None
