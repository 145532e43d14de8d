"""Google's emulator and our evaluator, asked the same probes, give the same verdicts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from baasctl import pipeline
from baasctl.access.rules_judges.emulator import EmulatorJudge
from baasctl.access.rules_judges.evaluator import EvaluatorJudge
from baasctl.engines.firestore_emulator.server import FirestoreEmulator
from baasctl.model.probe import Comparing, Filter, Operation, Probe, Query, Reference, Row, Special, Who, WhoKind
from baasctl.model.secret import Vault
from baasctl.workers import ThreadWorkers
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import FirebaseProject

pytestmark = pytest.mark.java

RULES = """rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    function isOwner(data) { return request.auth.uid == data.owner; }
    function isStaff() {
      return 'staff' in request.auth.token.groups
        || get(/databases/$(database)/documents/users/$(request.auth.uid)).data.role == 'staff';
    }
    match /posts/{id} {
      allow get: if resource.data.status == 'published' || isOwner(resource.data) || isStaff();
      allow list: if resource.data.status == 'published' && request.query.limit <= 10;
      allow create: if isOwner(request.resource.data) && request.resource.data.at == request.time
        && request.resource.data.meta.seen == request.time;
      allow update: if isOwner(resource.data)
        && request.resource.data.diff(resource.data).affectedKeys().hasOnly(['title', 'tags', 'draft'])
        && !('draft' in request.resource.data);
      allow delete: if request.auth.token.admin == true && request.auth.token.firebase.sign_in_provider == 'custom';
    }
    match /{parent=**}/notes/{id} { allow read: if resource.data.of == /databases/$(database)/documents/posts/p1; }
  }
}
"""
ANYONE = Who(kind=WhoKind.ANONYMOUS)
ADA = Who(kind=WhoKind.USER, uid="ada")
BOB = Who(kind=WhoKind.USER, uid="bob", claims={"admin": True})
EVE = Who(kind=WhoKind.USER, uid="eve", groups=("staff",))
SAM = Who(kind=WhoKind.USER, uid="sam")
SERVER = Who(kind=WhoKind.SERVICE)
P1 = Row(resource="posts", row="p1", values={"owner": "ada", "status": "draft", "draft": 1, "tags": ("a", 2.5)})
P2 = Row(resource="posts", row="p2", values={"owner": "ada", "status": "published", "at": Special.NOW})
ROLE = Row(resource="users", row="sam", values={"role": "staff", "since": datetime(2026, 1, 1, tzinfo=UTC)})
NOTE = Row(resource="posts/p1/notes", row="n", values={"of": Reference("posts/p1"), "raw": b"\x00\xff"})
WORLD = (P1, P2, ROLE, NOTE)
NOW_FIELDS = {"owner": "ada", "at": Special.NOW, "meta": {"seen": Special.NOW}}


def about(who: Who, operation: Operation, row: Row, **more: Any) -> Probe:
    world = tuple(each for each in WORLD if each is not row)
    return Probe(who=who, operation=operation, resource=row.resource, row=row.row, existing=row.values, world=world,
                 **more)  # fmt: skip


def listing(who: Who, resource: str, **query: Any) -> Probe:
    return Probe(who=who, operation=Operation.LIST, resource=resource, query=Query(**query), world=WORLD)


def probes() -> Iterator[tuple[Probe, bool]]:
    published = (Filter("status", Comparing.EQUAL, "published"),)
    for who, allowed in ((ANYONE, False), (ADA, True), (BOB, False), (EVE, True), (SAM, True), (SERVER, True)):
        yield about(who, Operation.GET, P1), allowed
        yield about(who, Operation.GET, P2), True
        yield listing(who, "posts", filters=published, limit=10), True
        yield listing(who, "posts", filters=published, limit=11), who is SERVER
        yield listing(who, "posts", limit=10), who is SERVER
    yield about(ADA, Operation.UPDATE, P1, new={"title": "x", "draft": Special.REMOVED}), True
    yield about(ADA, Operation.GET, P1), True
    yield about(ADA, Operation.UPDATE, P1, new={"title": "x"}), False
    yield about(ADA, Operation.UPDATE, P2, new={"title": "x", "a b": 1}), False
    yield about(ADA, Operation.UPDATE, P2, new={"title": "x", "tags": ("b",)}), True
    yield about(BOB, Operation.UPDATE, P2, new={"title": "x"}), False
    yield about(ADA, Operation.DELETE, P1), False
    yield about(BOB, Operation.DELETE, P1), True
    yield about(BOB, Operation.DELETE, P1), True
    yield Probe(who=ADA, operation=Operation.CREATE, resource="posts", row="p9", new=NOW_FIELDS, world=WORLD), True
    yield Probe(who=ADA, operation=Operation.CREATE, resource="posts", new=NOW_FIELDS, world=WORLD), True
    yield Probe(who=BOB, operation=Operation.CREATE, resource="posts", new=NOW_FIELDS, world=WORLD), False
    yield Probe(who=ADA, operation=Operation.CREATE, resource="posts", new={"owner": "ada"}, world=WORLD), False
    yield about(ADA, Operation.GET, NOTE), True
    of = (Filter("of", Comparing.EQUAL, Reference("posts/p1")),)
    yield listing(ADA, "posts/p1/notes", filters=of), True
    yield listing(ADA, "notes", filters=of, everywhere=True), True
    yield listing(ADA, "notes", everywhere=True), False
    yield Probe(who=ADA, operation=Operation.GET, resource="posts", row="none"), False
    yield Probe(who=ADA, operation=Operation.GET, resource="elsewhere", row="x"), False


PROBES = tuple(probes())


def test_both_give_the_expected_verdicts(emulator: FirestoreEmulator) -> None:
    """Every operation, as everybody, with values of every type; a write that is let through leaves nothing behind.

    Many probes are asked by several threads, each about documents of its own.
    """
    asked = [probe for probe, _ in PROBES]
    google, ours = EmulatorJudge(emulator.address, RULES, workers=ThreadWorkers()), EvaluatorJudge(RULES)

    for judge in (google, ours):
        found = [verdict.allowed for verdict in judge.judge(asked)]
        assert [(probe.who.uid, probe.operation, probe.row, got) for probe, got in zip(asked, found, strict=True)] == [
            (probe.who.uid, probe.operation, probe.row, allowed) for probe, allowed in PROBES
        ]
        judge.close()


def test_the_emulator_says_what_it_cannot_be_asked(emulator: FirestoreEmulator) -> None:
    """Its clock is its own, it has no buckets, and a list cannot hold the time of the request."""
    google = EmulatorJudge(emulator.address, RULES)
    at_a_time = about(ADA, Operation.GET, P1, at=datetime(2026, 1, 1, tzinfo=UTC))
    within_a_list = about(ADA, Operation.UPDATE, P1, new={"tags": (Special.NOW,)})

    verdicts = google.judge([at_a_time, within_a_list])

    assert [verdict.allowed for verdict in verdicts] == [None, None]
    assert "clock" in verdicts[0].reason


def test_projects_test_is_asked_with_engine_live(
    emulator: FirestoreEmulator, firebase: FirebaseProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Rules that are not live are tried by the provider; nothing is written, and what it cannot be asked is told."""
    monkeypatch.setitem(os.environ, "FIRESTORE_EMULATOR_HOST", emulator.address)
    rules = """rules_version = '2'; service cloud.firestore { match /databases/{database}/documents {
      match /posts/{id} {
        allow read: if request.auth.uid == resource.data.owner;
        allow create: if request.resource.data.owner == request.auth.uid
          && get(/databases/$(database)/documents/users/$(request.auth.uid)).data.active;
        allow update: if request.resource.data.owner == resource.data.owner;
      } } }"""
    cases = [
        {"as": "ada", "can": ["get posts/p1", {"create posts/p2": {"owner": "ada", "tags": ["a"], "n": 1.5}}]},
        {"as": "bob", "can": [{"update posts/p1": {"n": 1}}], "cannot": [{"create posts/p2": {"owner": "bob"}}]},
        {"as": "anonymous", "cannot": ["get posts/p1", {"update posts/p1": {"owner": "eve"}}, "delete posts/p1"]},
        {"as": "service", "can": "delete posts/p1"},
        {"as": "ada", "can": {"list posts": {"where": {"owner": "ada"}}}},
    ]
    people = {"ada": {"user": "ada"}, "bob": {"user": "bob"}}
    given = {"posts/p1": {"owner": "ada"}, "users/ada": {"active": True}}
    project = SpecProject(firebase, tmp_path)
    tests = {"people": people, "given": given, "tests": {"Posts": cases}}
    project.write({"firestore_rules": {"(default)": rules}, "access_tests": tests})

    found = pipeline.try_access(project.run(), Vault(), "live")

    for failure in found.failures.values():
        raise failure
    trials = found.targets[0].trials
    assert [each.outcome.value for each in trials.tried] == ["passed"] * 8 + ["undecided"]
    assert trials.engines == {"the provider": 8}
    assert trials.tried[-1].verdict.reason == "a test case of Google's knows no queries"


def test_without_an_engine_the_sandbox_says_so(firebase: FirebaseProject, tmp_path: Path) -> None:
    """What the sandbox does not do is an error with the reason, never a verdict."""
    project = SpecProject(firebase, tmp_path)
    rules = "rules_version = '2'; service cloud.firestore { match /a/{b} { allow read; } }"
    tests = {"tests": {"Posts": [{"as": "anonymous", "can": "get posts/p1"}]}}
    project.write({"firestore_rules": {"(default)": rules}, "access_tests": tests})

    (failure,) = pipeline.try_access(project.run(), Vault(), "live").failures.values()

    assert "FIRESTORE_EMULATOR_HOST" in str(failure)
