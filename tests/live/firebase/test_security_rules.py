"""Assumed behaviours of Firebase Rules and the Realtime Database, asked of a real project.

Two rulesets and one release named `baasctl-live-test` are made and deleted; a Realtime Database instance is made once
(`<project>-baasctl-live-test`, disabled at the end: ids are never free again).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from baasctl.model.probe import Operation, Probe, Row, Who, WhoKind
from baasctl.providers.firebase.rules.rule_tests import case_of

if TYPE_CHECKING:
    from tests.live.firebase.conftest import LiveProject

RULES = "firebaserules.googleapis.com/v1/projects/{project}"
INSTANCES = "firebasedatabase.googleapis.com/v1beta/projects/{project}/locations/us-central1/instances"
RELEASE = "baasctl-live-test"
TEXT = "rules_version = '2'; service cloud.firestore { match /a/{b} { allow read: if false; } }"


def source(text: str) -> dict[str, object]:
    return {"source": {"files": [{"name": "firestore.rules", "content": text}]}}


@pytest.fixture
def released(live: LiveProject) -> Iterator[str]:
    """The name of a ruleset with a release of no service."""
    name = str(live.change("POST", f"{RULES}/rulesets", source(TEXT))["name"])
    live.change("POST", f"{RULES}/releases", {"name": f"projects/{live.id}/releases/{RELEASE}", "rulesetName": name})
    yield name
    live.ask("DELETE", f"{RULES}/releases/{RELEASE}")
    live.ask("DELETE", f"firebaserules.googleapis.com/v1/{name}")


@pytest.fixture(scope="module")
def instance(live: LiveProject) -> Iterator[str]:
    """The host of an instance."""
    name = f"{live.id}-baasctl-live-test"
    live.ask("POST", f"{INSTANCES}?databaseId={name}", {"type": "USER_DATABASE"})
    live.ask("POST", f"{INSTANCES}/{name}:reenable", {})
    yield f"{name}.firebaseio.com"
    live.ask("POST", f"{INSTANCES}/{name}:disable", {})


def test_released_ruleset_stays(live: LiveProject, released: str) -> None:
    """A ruleset that a release points at cannot be deleted: 400 FAILED_PRECONDITION."""
    answer = live.ask("DELETE", f"firebaserules.googleapis.com/v1/{released}")
    assert (answer.status, answer.json()["error"]["status"]) == (400, "FAILED_PRECONDITION")


def test_second_release_of_a_name(live: LiveProject, released: str) -> None:
    """POST of a release that is there answers 409."""
    body = {"name": f"projects/{live.id}/releases/{RELEASE}", "rulesetName": released}
    assert live.ask("POST", f"{RULES}/releases", body).status == 409


def test_ruleset_that_does_not_compile(live: LiveProject) -> None:
    """It answers 400 and is not kept."""
    assert live.ask("POST", f"{RULES}/rulesets", source(TEXT.replace("if false", "if"))).status == 400


def test_rules_test_cases(live: LiveProject) -> None:
    """Cases as `rule_tests.case_of` makes them: a user's token, the document that is there, `get` and `exists`."""
    condition = (
        "request.auth.token.role == 'editor' && resource.data.n == 1 && request.time > timestamp.date(2026, 1, 1)"
        " && get(/databases/(default)/documents/users/$(request.auth.uid)).data.active"
        " && !exists(/databases/(default)/documents/users/nobody)"
    )
    rows = (Row(resource="users", row="ada", values={"active": True}),)
    ada = Who(kind=WhoKind.USER, uid="ada", claims={"role": "editor"})
    probe = Probe(who=ada, operation=Operation.GET, resource="a", row="b", existing={"n": 1}, world=rows)
    others = (
        replace(probe, world=()),
        replace(probe, existing={"n": 2}),
        replace(probe, who=Who(kind=WhoKind.ANONYMOUS)),
    )
    cases = [case_of(each) for each in (probe, *others)]
    match = "match /databases/{database}/documents/a/{b}"
    text = TEXT.replace("match /a/{b}", match).replace("if false", f"if {condition}")
    answer = live.ask("POST", f"{RULES}:test", {**source(text), "testSuite": {"testCases": cases}})
    if answer.status == 501:
        # The sandbox, where Google's emulator does not run beside it.
        assert "FIRESTORE_EMULATOR_HOST" in answer.json()["error"]["message"]
        return
    states = [each["state"] for each in answer.json()["testResults"]]
    assert states == ["SUCCESS", "FAILURE", "FAILURE", "FAILURE"]


def test_newest_rulesets_first(live: LiveProject, released: str) -> None:
    """Lists of rulesets begin with the one made last, and hold no source."""
    first = live.get(f"{RULES}/rulesets?pageSize=1")["rulesets"][0]
    assert (first["name"], "source" in first) == (released, False)


def test_database_rules_are_refused(live: LiveProject, instance: str) -> None:
    """Rules that are none answer 400 with an `error` that is a text; a dry run keeps nothing."""
    answer = live.ask("PUT", f"{instance}/.settings/rules.json?dryRun=true", b'{"rules": {".read": 1}}')
    assert answer.status == 400
    assert isinstance(answer.json()["error"], str)
    before = live.ask("GET", f"{instance}/.settings/rules.json").data
    assert live.ask("PUT", f"{instance}/.settings/rules.json?dryRun=true", b'{"rules": {".read": true}}').status == 200
    assert live.ask("GET", f"{instance}/.settings/rules.json").data == before


def test_database_rules_keep_their_text(live: LiveProject, instance: str) -> None:
    """Comments and white space are read back as they were put."""
    text = b'// a comment\n{"rules": { ".read": false,\n  ".write": false }}\n'
    assert live.ask("PUT", f"{instance}/.settings/rules.json", text).status == 200
    assert live.ask("GET", f"{instance}/.settings/rules.json").data == text


def test_taken_instance_ids(live: LiveProject, instance: str) -> None:
    """The id of an instance that is there answers 409."""
    name = instance.partition(".")[0]
    assert live.ask("POST", f"{INSTANCES}?databaseId={name}", {"type": "USER_DATABASE"}).status == 409


def test_active_instance_stays(live: LiveProject, instance: str) -> None:
    """An instance is disabled before it can be deleted: 400 FAILED_PRECONDITION."""
    answer = live.ask("DELETE", f"{INSTANCES}/{instance.partition('.')[0]}")
    assert (answer.status, answer.json()["error"]["status"]) == (400, "FAILED_PRECONDITION")
