"""Security rules of Firebase through the whole pipeline: what no case file can say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baasctl import pipeline
from baasctl.model.address import Address
from baasctl.model.change import Hazard
from baasctl.model.diagnostic import Severity
from baasctl.model.errors import BaasctlError, NormaliseError, PlanRefused, SpecError
from baasctl.model.plan import Verdict
from baasctl.model.result import Status
from baasctl.model.secret import Vault
from baasctl.sandbox.faults import Fault
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import FirebaseProject

RULES = "firebaserules.googleapis.com/v1/projects/{project}"
FIRST = (
    "rules_version = '2'; service cloud.firestore { match /databases/{d}/documents { match /a/{b} { allow read; } } }"
)
SECOND = FIRST.replace("allow read", "allow get")
OPEN = FIRST.replace("allow read", "allow read, write")
PATCH_RELEASE = r"/releases/"


def released(firebase: FirebaseProject, rules: str, release: str = "cloud.firestore") -> str:
    """Release rules as another tool would; the name of the ruleset."""
    body = {"source": {"files": [{"name": "firestore.rules", "content": rules}]}}
    name = str(firebase.change("POST", f"{RULES}/rulesets", body)["name"])
    path = f"projects/{firebase.id}/releases/{release}"
    if firebase.request("GET", f"{RULES}/releases/{release}").status == 404:
        firebase.change("POST", f"{RULES}/releases", {"name": path, "rulesetName": name})
    else:
        firebase.change("PATCH", f"{RULES}/releases/{release}", {"release": {"name": path, "rulesetName": name}})
    return name


def rulesets(firebase: FirebaseProject) -> list[str]:
    return [each["name"] for each in firebase.get(f"{RULES}/rulesets?pageSize=100").get("rulesets", [])]


def project_with(firebase: FirebaseProject, folder: Path, rules: dict[str, Any], **more: Any) -> SpecProject:
    project = SpecProject(firebase, folder / "spec")
    project.write({**more, "firestore_rules": rules})
    return project


def test_rules_of_another_tool_are_drift(firebase: FirebaseProject, tmp_path: Path) -> None:
    """What is live is read each time; apply brings the spec's rules back."""
    released(firebase, OPEN)
    project = project_with(firebase, tmp_path, {"(default)": FIRST})

    plan = project.plan()
    assert [line(change) for change in plan.changes] == ["~ firestore_rules/(default) /source"]
    assert plan.hazards == {Hazard.MAY_WIDEN_ACCESS}
    assert project.apply(plan).is_converged

    released(firebase, OPEN)
    assert project.plan().changes[0].fields[0].before == OPEN


def test_formatting_is_a_change_without_a_hazard(firebase: FirebaseProject, tmp_path: Path) -> None:
    """It needs nobody's consent, is called what it is, and is written."""
    released(firebase, FIRST)
    project = project_with(firebase, tmp_path, {"(default)": f"// Readers.\n{FIRST}"})

    plan = project.plan(allow=frozenset())

    assert [(change.reason, change.hazards) for change in plan.changes] == [("formatting only", frozenset())]
    assert project.apply(plan, allow=frozenset()).is_converged


def test_rules_that_the_spec_does_not_list_are_never_silently_left(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Of a service that it speaks of: pruned, kept with a reason, or the plan refuses."""
    released(firebase, FIRST)
    released(firebase, OPEN, "cloud.firestore/reports")
    project = project_with(firebase, tmp_path, {"(default)": FIRST})

    plan = project.plan()
    assert plan.verdict is Verdict.REFUSED
    assert "firestore_rules/reports" in plan.refusals[0].detail
    with pytest.raises(PlanRefused):
        project.apply(plan)

    kept = project_with(firebase, tmp_path, {"(default)": FIRST}, keep={"firestore_rules": {"reports": "of analysts"}})
    assert kept.plan().is_empty
    adopted = project.adopt()
    assert adopted.files["firestore-reports.rules"].decode() == OPEN


def test_releases_are_matched_by_their_exact_id(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Rules of `(default)` are not mistaken for those of a database, nor any for another service's."""
    released(firebase, SECOND, "cloud.firestore/archive")
    released(firebase, FIRST)
    released(firebase, OPEN, "cloud.firestore.backup")
    project = project_with(firebase, tmp_path, {"(default)": FIRST, "archive": SECOND})

    plan = project.plan()

    assert plan.is_empty
    assert [(each.code, each.severity) for each in plan.warnings] == [("READ250", Severity.NOTE)]


def test_a_ruleset_that_is_not_released_is_removed(firebase: FirebaseProject, tmp_path: Path) -> None:
    """When the release fails, what was uploaded for it goes; the former rules stay live."""
    former = released(firebase, FIRST)
    project = project_with(firebase, tmp_path, {"(default)": SECOND})
    plan = project.plan()
    firebase.sandbox.faults.add(Fault(method="PATCH", path=PATCH_RELEASE, status=403))

    result = project.apply(plan)

    assert [outcome.status for outcome in result.outcomes] == [Status.FAILED]
    assert rulesets(firebase) == [former]
    assert firebase.get(f"{RULES}/releases/cloud.firestore")["rulesetName"] == former


def test_a_lost_answer_does_not_remove_what_was_released(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Google keeps a ruleset that a release points at, whatever is asked of it."""
    released(firebase, FIRST)
    project = project_with(firebase, tmp_path, {"(default)": SECOND})
    plan = project.plan()
    firebase.sandbox.faults.add(Fault(method="PATCH", path=PATCH_RELEASE, drop_after=True))

    project.apply(plan)

    firebase.sandbox.faults.clear()
    assert project.plan().is_empty


def test_old_rulesets_go_before_the_limit_is_reached(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The oldest first, and never one that a release points at; the plan says how many."""
    oldest = released(firebase, FIRST, "cloud.firestore/archive")
    for number in range(8):
        released(firebase, FIRST.replace("/a/", f"/a{number}/"))
    before = rulesets(firebase)
    spec = {"(default)": SECOND, "archive": FIRST}
    project = project_with(firebase, tmp_path, spec, prune={"rulesets": "keep 4"})

    plan = project.plan()
    assert [each.detail for each in plan.warnings if each.code == "READ251"] == [
        "5 that no release points at, oldest first: `prune: {rulesets: keep 4}`"
    ]
    assert project.apply(plan).is_converged

    after = rulesets(firebase)
    assert oldest in after
    assert after[1:-1] == before[:3]
    assert project.plan().is_empty


def test_a_plan_deletes_no_ruleset(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Neither the plan, nor an apply that has nothing to release."""
    for number in range(3):
        released(firebase, FIRST.replace("/a/", f"/a{number}/"))
    before = rulesets(firebase)
    project = project_with(
        firebase, tmp_path, {"(default)": FIRST.replace("/a/", "/a2/")}, prune={"rulesets": "keep 1"}
    )

    assert project.plan().is_empty
    assert rulesets(firebase) == before


def test_no_room_for_a_ruleset_is_said_with_what_helps(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The Firebase CLI goes on without the new rules; here the change has failed."""
    small = firebase.another(most_rulesets=1)
    released(small, FIRST)
    project = project_with(small, tmp_path, {"(default)": SECOND})

    (outcome,) = project.apply().outcomes

    assert outcome.status is Status.FAILED
    assert outcome.diagnostic is not None
    assert (outcome.diagnostic.code, "prune: {rulesets: keep 100}" in outcome.diagnostic.hint) == ("APPLY250", True)


def test_another_release_at_the_same_moment_is_a_conflict(firebase: FirebaseProject, tmp_path: Path) -> None:
    """A plan that somebody else's release has overtaken is stale."""
    released(firebase, FIRST)
    project = project_with(firebase, tmp_path, {"(default)": SECOND})
    plan = project.plan()
    released(firebase, OPEN)

    with pytest.raises(BaasctlError, match="stale"):
        project.apply(plan)


def test_a_syntax_error_is_found_offline_at_its_place(firebase: FirebaseProject, tmp_path: Path) -> None:
    """In the user's file, at line and column, before anything is asked."""
    project = SpecProject(firebase, tmp_path / "spec")
    files = {"rules/firestore.rules": "service cloud.firestore {\n  match /a/{b} { allow read if true; }\n}\n"}
    project.write({"firestore_rules": {"(default)": {"file": "rules/firestore.rules"}}}, files)

    with pytest.raises(SpecError) as caught:
        project.plan()

    (found,) = caught.value.diagnostics
    assert str(found.span).endswith("rules/firestore.rules:2:29")
    assert (found.code, found.detail.splitlines()[0]) == ("SPEC550", "Missing ':' before 'if' condition.")
    assert firebase.calls() == []


def test_what_google_would_say_is_told_offline_at_its_place(firebase: FirebaseProject, tmp_path: Path) -> None:
    """In a file by its own lines, in YAML by those of the block; an error stops, a warning does not."""
    project = SpecProject(firebase, tmp_path / "spec")
    broken = FIRST.replace("read;", "read: if\n  math == requets.auth;")
    project.write({"firestore_rules": {"(default)": {"file": "a.rules"}, "other": broken}}, {"a.rules": broken})
    with pytest.raises(SpecError) as caught:
        project.plan()
    first, second = caught.value.diagnostics
    assert (first.code, str(first.span).rpartition("/")[2]) == ("SPEC831", "a.rules:2:3")
    assert (second.code, second.span is not None) == ("SPEC831", True)
    assert firebase.calls() == []

    typo = FIRST.replace("read;", "read: if requets.auth != null;")
    project.write({"firestore_rules": {"(default)": {"file": "a.rules"}}}, {"a.rules": typo})
    (warning,) = project.plan().warnings
    assert (warning.code, warning.severity) == ("SPEC832", Severity.WARNING)
    assert warning.detail.splitlines()[0] == "Invalid variable name: requets."


def test_what_google_says_is_told_at_its_place(
    firebase: FirebaseProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Errors of its compiler stop the plan, warnings do not; both name the line in the user's file."""
    issues = [
        {
            "severity": "WARNING",
            "description": "Invalid function name: foo.",
            "sourcePosition": {"line": 2, "column": 3},
        },
        {
            "severity": "ERROR",
            "description": "Recursive call\nis not allowed.",
            "sourcePosition": {"line": 3, "column": 1},
        },
    ]
    monkeypatch.setattr("baasctl.sandbox.firebase.firebase_rules.issues_of", lambda _: issues)
    project = SpecProject(firebase, tmp_path / "spec")
    project.write({"firestore_rules": {"(default)": {"file": "a.rules"}}}, {"a.rules": FIRST.replace("{ ", "{\n")})

    with pytest.raises(NormaliseError) as caught:
        project.plan()
    assert [(each.code, str(each.span).rpartition("/")[2]) for each in caught.value.diagnostics] == [
        ("SPEC552", "a.rules:3:1")
    ]
    assert "\\n" in caught.value.diagnostics[0].detail

    monkeypatch.setattr("baasctl.sandbox.firebase.firebase_rules.issues_of", lambda _: issues[:1])
    (warning,) = project.plan().warnings
    assert (warning.code, warning.severity) == ("SPEC555", Severity.WARNING)


def test_a_named_database_is_named_in_its_ruleset(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Google wants to know what a ruleset for another than the default database is meant for."""
    project = project_with(firebase, tmp_path, {"(default)": FIRST, "reports": FIRST})
    assert project.apply().is_converged

    points = {each.get("attachmentPoint") for each in firebase.get(f"{RULES}/rulesets")["rulesets"]}

    number = firebase.project.number
    assert points == {None, f"firestore.googleapis.com/projects/{number}/databases/reports"}


def test_one_ruleset_is_read_once(firebase: FirebaseProject, tmp_path: Path) -> None:
    """However many releases point at it."""
    name = released(firebase, FIRST)
    path = f"projects/{firebase.id}/releases/cloud.firestore/archive"
    firebase.change("POST", f"{RULES}/releases", {"name": path, "rulesetName": name})
    project = project_with(firebase, tmp_path, {"(default)": FIRST, "archive": FIRST})

    assert project.plan().calls == 2


def test_a_list_is_read_to_its_last_page(firebase: FirebaseProject, tmp_path: Path) -> None:
    """A release on the second page is no new one."""
    name = released(firebase, FIRST)
    keys = [f"db-{number:03}" for number in range(120)]
    for key in keys:
        path = f"projects/{firebase.id}/releases/cloud.firestore/{key}"
        firebase.change("POST", f"{RULES}/releases", {"name": path, "rulesetName": name})
    project = project_with(firebase, tmp_path, dict.fromkeys(["(default)", *keys], FIRST))

    assert project.plan().is_empty


def test_a_switched_off_api_is_no_empty_project(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Its kinds cannot be read, and the plan says where the API is switched on."""
    off = firebase.another(disabled=("firebaserules.googleapis.com",))
    plan = project_with(off, tmp_path, {"(default)": FIRST}).plan()

    assert not plan.is_complete
    assert "switch on firebaserules.googleapis.com" in plan.unreadable["firestore_rules"].hint


def test_a_project_without_a_default_bucket_is_said_at_plan(firebase: FirebaseProject, tmp_path: Path) -> None:
    """With what to do about it."""
    project = SpecProject(firebase.another(storage=False), tmp_path / "spec")
    project.write({"storage_rules": {"(default)": FIRST.replace("cloud.firestore", "firebase.storage")}})

    with pytest.raises(NormaliseError) as caught:
        project.plan()

    assert [each.code for each in caught.value.diagnostics] == ["SPEC557"]


def test_rules_of_a_named_bucket_need_no_other_api(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Which bucket is the default one is asked only where the spec says `(default)`."""
    off = firebase.another(disabled=("firebasestorage.googleapis.com",))
    rules = FIRST.replace("cloud.firestore", "firebase.storage")
    project = SpecProject(off, tmp_path / "spec")
    project.write({"storage_rules": {"some-bucket": rules}})
    assert project.apply().is_converged

    project.write({"storage_rules": {"(default)": rules}})
    assert not project.plan().is_complete


def test_what_would_be_sent_is_told(firebase: FirebaseProject, tmp_path: Path) -> None:
    """`explain` names the requests, in their order."""
    path = "firebasedatabase.googleapis.com/v1beta/projects/{project}/locations/us-central1/instances"
    firebase.change("POST", f"{path}?databaseId={{project}}-default-rtdb", {"type": "DEFAULT_DATABASE"})
    project = SpecProject(firebase, tmp_path / "spec")
    project.write({"firestore_rules": {"old": FIRST}, "database_rules": {"(default)": '{"rules": {}}'}})

    def sent(kind: str, name: str) -> str:
        return pipeline.explain(project.run(), Address("prod", kind, (name,)), "/source", Vault()).would_send

    base = f"https://firebaserules.googleapis.com/v1/projects/{firebase.id}"
    release = f"{base}/releases/cloud.firestore/old"
    assert sent("firestore_rules", "old") == f"POST {base}/rulesets\nPATCH {release}?updateMask=rulesetName"
    assert sent("database_rules", "(default)").endswith("-default-rtdb.firebaseio.com/.settings/rules.json")


def test_one_bucket_has_one_name(firebase: FirebaseProject, tmp_path: Path) -> None:
    """`(default)` and the default bucket's own name are the same place."""
    rules = "service firebase.storage { match /b/{b}/o { match /a { allow read; } } }"
    project = SpecProject(firebase, tmp_path / "spec")
    project.write({"storage_rules": {"(default)": rules, f"{firebase.id}.firebasestorage.app": rules}})

    with pytest.raises(NormaliseError) as caught:
        project.plan()

    assert [each.code for each in caught.value.diagnostics] == ["SPEC556"]


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ({"firestore_rules": {"a/b": FIRST}}, "SPEC554"),
        ({"storage_rules": {"gs://b": FIRST.replace("cloud.firestore", "firebase.storage")}}, "SPEC554"),
        ({"firestore_rules": {"(default)": {}}}, "SPEC560"),
        ({"firestore_rules": {"(default)": {"source": FIRST, "renamed_from": "old"}}}, "SPEC561"),
        ({"firestore_rules": {"(default)": FIRST + "/" * 262_144}}, "SPEC551"),
        ({"database_rules": {"(default)": '{"rules": {"a": 1}}'}}, "SPEC550"),
        ({"firestore_rules": {"(default)": FIRST}, "prune": {"rulesets": "keep 2500"}}, "SPEC562"),
        ({"firestore_rules": {"(default)": FIRST}, "prune": {"rulesets": "all"}}, "SPEC073"),
        ({"database_rules": {"(default)": '{"rules": {}}'}, "prune": {"database_rules": "all"}}, "SPEC051"),
        ({"firestore_rules": {"(default)": None}}, "SPEC040"),
        ({"firestore_rules": {"(default)": {"file": "missing.rules"}}}, "SPEC001"),
    ],
)
def test_bad_input_is_found_offline(spec: dict[str, Any], code: str, firebase: FirebaseProject, tmp_path: Path) -> None:
    """Never by a refusal of Google's; nothing is asked."""
    project = SpecProject(firebase, tmp_path / "spec")
    project.write(spec)

    with pytest.raises(SpecError) as caught:
        project.plan()

    assert [each.code for each in caught.value.diagnostics] == [code]
    assert firebase.calls() == []


def test_rules_for_another_service_are_warned_of(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Files that were mixed up deny everything, without a word from Google."""
    project = SpecProject(firebase, tmp_path / "spec")
    project.write({"storage_rules": {"(default)": FIRST}})

    assert "SPEC553" in [each.code for each in project.plan().warnings]
