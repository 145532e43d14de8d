"""Buckets between attributes and Cloud Storage's message."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baasctl.model.address import Address
from baasctl.model.change import Action, Change, FieldChange
from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.value import freeze, thaw
from baasctl.providers.firebase.buckets import decode, encode, with_readers
from baasctl.providers.firebase.cloud_storage import cors, lifecycle

DAYS = st.integers(1, 4000).map(lambda days: days * lifecycle.DAY_S)
rules = st.fixed_dictionaries(
    {}, optional={"prefix": st.sampled_from(["", "a/", "b/"]), **dict.fromkeys(lifecycle.ACTIONS, DAYS)}
)
texts = (
    st.lists(st.sampled_from(["GET", "PUT", "x-a", "https://a.example"]), max_size=3, unique=True)
    .map(sorted)
    .map(tuple)
)
origins = st.fixed_dictionaries(
    {},
    optional={
        "allowed_origins": texts,
        "allowed_methods": texts,
        "exposed_headers": texts,
        "max_age": st.integers(0, 9),
    },
)


def bucket(**more: Any) -> Any:
    return decode({"name": "files", "location": "us", "metageneration": "3", **more}, None, "b", "/0", "prod")


def change(before: dict[str, Any], after: dict[str, Any], *paths: str, facts: Any = ()) -> Change:
    fields = tuple(
        FieldChange(path=path, before=freeze(before.get(path[1:])), after=freeze(after.get(path[1:]))) for path in paths
    )
    return Change(
        address=Address("prod", "buckets", ("files",)),
        action=Action.UPDATE,
        before=freeze(before),  # type: ignore[arg-type]
        after=freeze(after),  # type: ignore[arg-type]
        fields=fields,
        facts=dict(facts),
    )


@given(st.lists(rules, max_size=5))
def test_rules_come_back_in_one_form(written: list[dict[str, Any]]) -> None:
    """What is encoded reads back as the normal form of what was written; nothing is left over as native."""
    normal = lifecycle.normal_form(written)
    said, others = lifecycle.split({"rule": lifecycle.encode(normal)}, "b", "")
    assert thaw(said) == thaw(normal)
    assert others == ()
    assert thaw(lifecycle.normal_form(normal)) == thaw(normal)


@given(st.lists(origins, max_size=4))
def test_cors_comes_back_in_one_form(written: list[dict[str, Any]]) -> None:
    """Headers that may be sent and that may be read are one list."""
    normal = cors.normal_form(written)
    assert [dict(each) for each in cors.decode(cors.encode(normal), "b", "")] == [dict(each) for each in normal]


@pytest.mark.parametrize(
    "condition",
    [
        {"age": 3},
        {"age": 3, "isLive": False},
        {"age": 3, "isLive": True, "matchesSuffix": [".tmp"]},
        {"daysSinceNoncurrentTime": 0},
        {"numNewerVersions": 2},
        {"age": 3, "isLive": True, "createdBefore": "2026-01-01"},
    ],
)
def test_a_rule_that_the_fields_cannot_say_stays_native(condition: dict[str, Any]) -> None:
    """Deleting by age alone would take former versions too."""
    rule = {"action": {"type": "Delete"}, "condition": condition}
    said, others = lifecycle.split({"rule": [rule]}, "b", "")
    assert (said, thaw(others)) == ((), [rule])


def test_rules_of_the_other_sort_are_kept() -> None:
    """The list is replaced whole on the wire, so what is not declared is sent as it was read."""
    native = ({"action": {"type": "SetStorageClass", "storageClass": "COLDLINE"}, "condition": {"age": 90}},)
    found = change(
        {"lifecycle": ()},
        {"lifecycle": ({"expire_after": 86400},)},
        "/lifecycle",
        facts={"other_rules": freeze(native)},
    )
    assert encode(found) == {
        "lifecycle": {
            "rule": [{"action": {"type": "Delete"}, "condition": {"age": 1, "isLive": True}}, *map(thaw, native)]
        }
    }


def test_labels_that_go_are_named() -> None:
    """A merge patch removes only what it names."""
    assert encode(change({"labels": {"a": "1", "b": "2"}}, {"labels": {"b": "3"}}, "/labels")) == {
        "labels": {"a": None, "b": "3"}
    }


def test_null_removes() -> None:
    """Every field that has an unset state is taken away by null."""
    after = dict.fromkeys(("cors", "versioning", "lifecycle", "encryption_key"))
    assert encode(change({}, after, *(f"/{name}" for name in after))) == {
        "cors": None,
        "versioning": None,
        "lifecycle": None,
        "encryption": {"defaultKmsKeyName": None},
    }


def test_a_plain_bucket_has_nothing_set() -> None:
    """Absent is off, and adopting it writes its location alone."""
    found = bucket(storageClass="STANDARD", softDeletePolicy={"retentionDurationSeconds": "604800"})
    told = {
        path for path in ("/cors", "/versioning", "/lifecycle", "/labels", "/encryption_key") if path not in found.unset
    }
    assert told == set()
    assert found.attributes["location"] == "US"
    assert "public" not in found.attributes
    assert {
        "/native/firebase/storageClass",
        "/native/firebase/softDeletePolicy/retentionDurationSeconds",
    } <= found.unset


@pytest.mark.parametrize(
    ("prevention", "bindings", "public"),
    [
        ("inherited", [{"role": "roles/storage.legacyObjectReader", "members": ["allUsers"]}], True),
        ("inherited", [{"role": "roles/storage.objectViewer", "members": ["user:a@b.c", "allUsers"]}], True),
        ("enforced", [{"role": "roles/storage.legacyObjectReader", "members": ["allUsers"]}], False),
        (
            "inherited",
            [{"role": "roles/storage.objectViewer", "members": ["allUsers"], "condition": {"title": "x"}}],
            False,
        ),
        ("inherited", [{"role": "roles/storage.legacyBucketReader", "members": ["allUsers"]}], False),
        ("inherited", [], False),
    ],
)
def test_a_bucket_is_public_when_anyone_reads_its_objects(prevention: str, bindings: list[Any], public: bool) -> None:
    """Both switch and policy decide; a condition is not anyone."""
    wire = {"name": "files", "iamConfiguration": {"publicAccessPrevention": prevention}}
    assert decode(wire, {"bindings": bindings}, "b", "/0", "prod").attributes["public"] is public


def test_opening_and_closing_leave_everybody_else_alone() -> None:
    """Opening twice changes nothing, closing takes out anyone alone, and conditions are not touched."""
    others = [{"role": "roles/storage.admin", "members": ["user:ann@example.com"]}]
    opened = with_readers({"etag": "x", "bindings": others}, public=True)
    assert with_readers(opened, public=True) == opened
    assert with_readers(opened, public=False) == {"etag": "x", "bindings": others}


@pytest.mark.parametrize(
    "wire", [{}, {"name": "a", "cors": {}}, {"name": "a", "lifecycle": []}, {"name": "a", "labels": []}]
)
def test_an_answer_that_is_no_bucket_is_an_error(wire: dict[str, Any]) -> None:
    """It names its place."""
    with pytest.raises(UnexpectedAnswer, match=r"/0/"):
        decode(wire, None, "b", "/0", "prod")
