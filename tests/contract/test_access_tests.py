"""Access tests on a sandbox of each provider: who judges, what is said, and what a run ends with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from baasctl import pipeline
from baasctl.access.testing.exploration import Exploration
from baasctl.access.testing.trials import Outcome, Trials
from baasctl.access_trials import Exploring
from baasctl.cli.main import main
from baasctl.model.plan import Plan
from baasctl.model.secret import Vault
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import AmplifyProject, FirebaseProject, SupabaseProject

RULES = """rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /posts/{id} {
      allow read: if resource.data.status == 'published' || request.auth.uid == resource.data.authorId;
      allow update: if request.auth.uid == resource.data.authorId;
    }
  }
}
"""
PEOPLE = {"ada": {"user": "ada"}, "bob": {"user": "bob"}}
DRAFT = {"authorId": "ada", "status": "draft"}
CASES: list[Any] = [
    {"as": "ada", "can": ["get posts/p1", {"update posts/p1": {"status": "published"}}]},
    {"as": ["anonymous", "bob"], "cannot": ["get posts/p1", "list posts", {"update posts/p1": {"status": "x"}}]},
]
TESTS = {"people": PEOPLE, "given": {"posts/p1": DRAFT}, "tests": {"Drafts are private": CASES}}
TABLE = """
create table public.posts (id text primary key, "authorId" uuid, status text);
alter table public.posts enable row level security;
"""
POLICIES = {
    "public.posts": {
        "read": {"for": "select", "to": ["public"], "using": "status = 'published' or \"authorId\" = auth.uid()"},
        "write": {"for": "update", "to": ["authenticated"], "using": '"authorId" = auth.uid()'},
    }
}
PATHS = {
    "public/*": {"guest": ["read"], "authenticated": ["read", "write"]},
    "private/{entity_id}/*": {"entity": ["read", "write", "delete"]},
}


def tried(project: SpecProject, engine: str = "auto") -> Trials:
    found = pipeline.try_access(project.run(), Vault(), engine)
    for failure in found.failures.values():
        raise failure
    (target,) = found.targets
    return target.trials


def said(trials: Trials) -> list[str]:
    return [f"{each.outcome} {each.test.title}" for each in trials.tried if each.outcome is not Outcome.PASSED]


def only_plan(project: SpecProject) -> Plan:
    planned = pipeline.plan(project.run(), Vault())
    for failure in planned.failures.values():
        raise failure
    (plan,) = planned.plans
    return plan


def test_firestore_needs_neither_network_nor_credential(firebase: FirebaseProject, tmp_path: Path) -> None:
    """A spec that declares the rules is tested as it stands, before anything of it is live."""
    project = SpecProject(firebase, tmp_path)
    project.write({"firestore_rules": {"(default)": RULES}, "access_tests": TESTS})
    before = firebase.calls()

    trials = tried(project, "evaluator")

    assert said(trials) == []
    assert trials.engines == {"baasctl's evaluator": 8}
    assert firebase.calls() == before


def test_a_failing_test_refuses_the_plan(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Where rules change, plan tries the tests about them; apply does nothing until they pass or the rules are live."""
    project = SpecProject(firebase, tmp_path)
    open_rules = RULES.replace("resource.data.status == 'published' ||", "true ||")
    project.write({"firestore_rules": {"(default)": open_rules}, "access_tests": TESTS})

    refused = only_plan(project)

    assert [each.code for each in refused.refusals] == ["PLAN882"] * 4
    first = refused.refusals[0]
    assert first.span is not None
    assert "anonymous cannot get posts/p1\nexpected deny, got allow" in first.detail
    assert "allow read" in first.detail

    project.write({"firestore_rules": {"(default)": RULES}, "access_tests": TESTS})
    plan = only_plan(project)
    assert plan.refusals == ()
    assert "8 on the rules as they will be" in next(each.detail for each in plan.warnings if each.code == "PLAN883")
    assert project.apply(plan).is_converged
    assert only_plan(project).is_empty


def test_rules_that_the_spec_leaves_alone_are_read(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Tests of what is live need no rules in the spec; what nobody has written denies everything and is no verdict."""
    project = SpecProject(firebase, tmp_path)
    project.write({"firestore_rules": {"(default)": RULES}})
    assert project.apply().is_converged
    project.write({"access_tests": TESTS})
    assert said(tried(project, "evaluator")) == []

    cases = [{"as": "ada", "can": ["get /databases/other/documents/posts/p1"]}]
    project.write({"access_tests": {**TESTS, "tests": {"Elsewhere": cases}}})
    (trial,) = tried(project).of(Outcome.UNDECIDED)
    assert trial.verdict.reason == "there are no `firestore_rules` for the database `other`"


def test_our_evaluator_judges_storage(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Objects have size and type; rules may ask for documents; another bucket has rules of its own."""
    upload = {"size": 1000, "contentType": "image/png"}
    rules = """rules_version = '2';
service firebase.storage {
  match /b/{bucket}/o {
    match /avatars/{uid}/{file} {
      allow read;
      allow write: if request.auth.uid == uid && request.resource.size < 2000
        && request.resource.contentType.matches('image/.*');
      allow delete: if firestore.get(/databases/(default)/documents/users/$(request.auth.uid)).data.staff;
    }
  }
}
"""
    cases = [
        {"as": "ada", "can": [{"create storage:avatars/ada/a.png": upload}, "get storage:avatars/ada/b.png"]},
        {"as": "ada", "cannot": [{"create storage:avatars/ada/a.png": {**upload, "size": 2000}}]},
        {"as": "bob", "cannot": [{"update storage:avatars/ada/b.png": upload}, {"create storage:x.png": upload}]},
        {"as": "bob", "can": "delete storage:avatars/ada/b.png", "cannot": "list storage:avatars"},
        {"as": "ada", "cannot": ["delete storage:avatars/ada/b.png", "get gs://other-bucket/a"]},
    ]
    given = {"storage:avatars/ada/b.png": upload, "users/bob": {"staff": True}, "users/ada": {"staff": False}}
    project = SpecProject(firebase, tmp_path)
    tests = {"people": PEOPLE, "given": given, "tests": {"Avatars": cases}}
    project.write({"storage_rules": {"(default)": rules}, "access_tests": tests})

    trials = tried(project)

    assert said(trials) == ["undecided Avatars: ada cannot get gs://other-bucket/a"]
    assert trials.engines == {"baasctl's evaluator": 8}
    assert trials.coverage.rules == (3, 3)


def test_postgresql_judges_supabase(supabase: SupabaseProject, tmp_path: Path) -> None:
    """The tables are those of the project, the rules those of the spec; a plan that breaks a test is refused."""
    supabase.sql(TABLE)
    project = SpecProject(supabase, tmp_path)
    project.write({"policies": POLICIES, "access_tests": TESTS})

    trials = tried(project)

    assert said(trials) == []
    assert [name.split()[0] for name in trials.engines] == ["PostgreSQL"]
    assert trials.coverage.rules == (2, 2)
    assert only_plan(project).refusals == ()

    policies = {"public.posts": {**POLICIES["public.posts"], "all": {"for": "select", "to": ["anon"], "using": "true"}}}
    project.write({"policies": policies, "access_tests": TESTS})
    refused = only_plan(project)
    assert [each.code for each in refused.refusals] == ["PLAN882"] * 2
    assert "anonymous cannot get posts/p1\nexpected deny, got allow (PostgreSQL" in refused.refusals[0].detail
    assert "policies/public.posts/all" in refused.refusals[0].detail

    trusted_less = project.plan(untrusted=True)
    assert trusted_less.refusals == ()
    assert "PLAN887" in {each.code for each in trusted_less.warnings}


def test_our_evaluators_judge_amplify(amplify: AmplifyProject, tmp_path: Path) -> None:
    """Files are judged by the statements that roles will have, models by the rules that the spec gives them."""
    project = SpecProject(amplify, tmp_path)
    cases = [
        {"as": "anonymous", "can": ["get storage:public/a.png"], "cannot": ["create storage:public/a.png"]},
        {"as": "ada", "can": ["create storage:private/ada/a.png", "delete storage:private/ada/a.png"]},
        {"as": "bob", "cannot": ["get storage:private/ada/a.png", "update storage:private/ada/a.png"]},
        {"as": "bob", "can": ["delete storage:public/a.png"]},
    ]
    posts = {
        "fields": {"authorId": {"type": "user"}, "status": {"type": "string"}},
        "allow": [{"to": {"owner": "authorId"}, "do": ["read", "write"]}],
    }
    rows = [{"as": "ada", "can": "get posts/p1"}, {"as": "bob", "cannot": "get posts/p1"}]
    tests = {"people": PEOPLE, "given": {"posts/p1": DRAFT}, "tests": {"Files": cases, "Posts": rows}}
    project.write({
        "access": {"resources": {"posts": posts}}, "storage_access": {"drive": PATHS}, "access_tests": tests
    })  # fmt: skip

    trials = tried(project)

    assert said(trials) == ["failed Files: bob can delete storage:public/a.png"]
    assert list(trials.engines) == ["baasctl's evaluator of IAM policies", "baasctl's evaluator of @auth"]
    assert trials.coverage.rules == (4, 4)
    refusals = [each.detail.partition("\n")[0] for each in only_plan(project).refusals if each.code == "PLAN882"]
    assert refusals == ["Files: bob can delete storage:public/a.png"]


SECTION = {
    "version": 1,
    "principals": {"author": {"owner": "authorId"}},
    "resources": {
        "posts": {
            "fields": {"authorId": {"type": "user", "required": True, "immutable": True}, "status": {"type": "string"}},
            "allow": [
                {"to": ["anonymous", "authenticated"], "do": ["get"], "when": {"status": "published"}},
                {"to": "author", "do": ["read", "write"]},
            ],
        }
    },
}


def explored(project: SpecProject, engine: str = "auto", *, seed: int = 0, most: int = 300) -> Exploration:
    found = pipeline.try_access(project.run(), Vault(), engine, Exploring(seed, most))
    for failure in found.failures.values():
        raise failure
    (target,) = found.targets
    assert target.exploration is not None
    return target.exploration


def test_rendered_rules_allow_what_the_section_allows(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Law 12, on our evaluator; the same seed asks the same."""
    project = SpecProject(firebase, tmp_path)
    project.write({"access": SECTION})

    first, second = explored(project, "evaluator"), explored(project, "evaluator")

    assert (first.disagreements, first.absent) == ((), ())
    assert 200 < first.compared == second.compared <= first.asked == 300
    assert explored(project, "evaluator", seed=1).compared > 200


def test_rules_that_are_too_wide_are_found_with_a_minimal_request(
    firebase: FirebaseProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A template of the user's that opens the rules: each disagreement is printed as a test to keep, and exit 5."""
    project = SpecProject(firebase, tmp_path)
    wide = RULES.replace("resource.data.status == 'published' ||", "request.auth != null ||")
    project.write({"access": SECTION, "templates": "own"}, {"own/firebase/firestore_rules.rules.j2": wide})

    found = explored(project, "evaluator")

    wider = [each for each in found.disagreements if each.is_wider]
    assert {each.probe.operation.value for each in wider} >= {"get", "update"}
    smallest = next(each.probe for each in wider if each.probe.operation.value == "get")
    assert (smallest.who.kind.value, dict(smallest.existing or {}), smallest.world) == ("user", {}, ())

    monkeypatch.chdir(tmp_path)
    assert main(["test", "--explore", "--engine", "evaluator", "--count", "300", "-o", "json"]) == 5
    (target,) = json.loads(capsys.readouterr().out)["targets"]
    wrong = [each for each in target["exploration"]["disagreements"] if each["operation"] == "get"]
    (get,) = [each for each in wrong if each["direction"] == "wider"]
    assert get["test"][-1].startswith('case: {"as": {"user": "')
    assert main(["test", "--explore", "--engine", "evaluator", "--count", "300"]) == 5
    shown = capsys.readouterr().out
    assert "WIDER get posts" in shown
    assert "from seed 0" in shown


def test_apply_does_nothing_while_a_test_fails(
    firebase: FirebaseProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With and without a saved plan it ends with 5, the message and its place; the rules are released by nobody."""
    project = SpecProject(firebase, tmp_path)
    project.write({"firestore_rules": {"(default)": RULES.replace("allow update:", "allow write:")}, "access_tests": {
        "people": PEOPLE,
        "given": {"posts/p1": DRAFT},
        "tests": {"Posts stay": [{"as": "ada", "cannot": "delete posts/p1"}]},
    }})  # fmt: skip
    for name, value in firebase.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    allow = ["--allow", "MAY_WIDEN_ACCESS", "--allow", "LOCKS_OUT_USERS"]

    assert main(["test"]) == 5
    assert "FAIL Posts stay: ada cannot delete posts/p1" in capsys.readouterr().out
    assert main(["apply", "--yes", *allow]) == 5
    assert main(["plan", *allow, "--out", "plan.json"]) == 5
    assert main(["apply", "--yes", "plan.json"]) == 5

    shown = capsys.readouterr()
    assert "error[PLAN882]: an access test does not pass on the rules as they will be" in shown.out
    assert "Posts stay: ada cannot delete posts/p1" in shown.err
    assert [call for call in firebase.calls() if call.startswith("POST") and "/releases" in call] == []
