"""Functions of Firebase in projects that others change, that lack something, or where Google fails."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from baasctl import pipeline
from baasctl.model.errors import NormaliseError, PlanStale, Unavailable
from baasctl.model.result import ApplyResult, Status
from baasctl.model.secret import Vault
from baasctl.model.state import DesiredState
from baasctl.providers import registry
from baasctl.providers.contract import Connection, Wanted
from baasctl.sandbox.exchange import Request
from baasctl.sandbox.faults import Fault
from tests.contract.project import SpecProject, line
from tests.sandbox_fixtures import FirebaseProject

HOST = "cloudfunctions.googleapis.com"
FUNCTIONS = f"{HOST}/v2/projects/{{project}}/locations/us-central1/functions"
FILES = {"functions/package.json": '{"main": "index.js"}', "functions/index.js": "exports.a = exports.b = () => 1;\n"}
A = {"source": "functions", "runtime": "nodejs22", "trigger": {"http": {"auth": "iam"}}}


def written(firebase: FirebaseProject, folder: Path, functions: dict[str, Any], **spec: Any) -> SpecProject:
    found = SpecProject(firebase, folder / "spec", {"KEY": "some value"})
    found.write({"functions": functions, **spec}, FILES)
    return found


def applied(firebase: FirebaseProject, folder: Path, functions: dict[str, Any], **spec: Any) -> SpecProject:
    found = written(firebase, folder, functions, **spec)
    result = found.apply()
    assert result.is_converged, [str(each) for each in result.diagnostics]
    return found


def lines(found: SpecProject) -> list[str]:
    return [line(change) for change in found.plan().changes]


def statuses(result: ApplyResult) -> dict[str, Status]:
    return {outcome.change.address.name: outcome.status for outcome in result.outcomes}


def replace_source(firebase: FirebaseProject, name: str, files: dict[str, str], **labels: str) -> None:
    """What anybody else's tool does: upload other code, and keep or forge labels."""
    upload = firebase.change("POST", f"{FUNCTIONS}:generateUploadUrl", {})
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    put = urlsplit(upload["uploadUrl"])
    answer = firebase.sandbox.answer(
        Request(
            method="PUT",
            path=put.path,
            query=dict(parse_qsl(put.query)),
            headers={"content-type": "application/zip"},
            body=content.getvalue(),
        )
    )
    assert answer.status == 200, answer.body
    body: dict[str, Any] = {"buildConfig": {"source": {"storageSource": upload["storageSource"]}}}
    mask = "buildConfig.source"
    if labels:
        body["labels"], mask = labels, f"{mask},labels"
    firebase.change("PATCH", f"{FUNCTIONS}/{name}?updateMask={mask}", body)


def test_code_that_was_replaced_is_seen_whatever_its_labels_say(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The Firebase CLI believes its label; baasctl looks at the object that the function was built from."""
    project = applied(firebase, tmp_path, {"a": A, "b": A})
    label = firebase.get(f"{FUNCTIONS}/a")["labels"]["baasctl-source"]
    replace_source(firebase, "a", {"index.js": "exports.a = () => 'evil';\n"}, **{"baasctl-source": label})

    assert lines(project) == ["~ functions/a /source"]
    assert project.apply().is_converged
    assert lines(project) == []


def test_sources_are_downloaded_once_and_again_without_memory(firebase: FirebaseProject, tmp_path: Path) -> None:
    """What baasctl uploaded or has read is known by the object's generation; where nothing is kept it is read."""
    project = applied(firebase, tmp_path, {"a": A})
    seen = len(firebase.calls())
    assert lines(project) == []
    assert not [call for call in firebase.calls()[seen:] if "generateDownloadUrl" in call]

    shutil.rmtree(project.folder / ".baasctl")
    assert lines(project) == []
    assert len([call for call in firebase.calls()[seen:] if "generateDownloadUrl" in call]) == 1
    assert lines(project) == []
    assert len([call for call in firebase.calls()[seen:] if "generateDownloadUrl" in call]) == 1


def test_a_folder_is_uploaded_once_for_all_its_functions(firebase: FirebaseProject, tmp_path: Path) -> None:
    """And what is uploaded carries no credential: the address is the permission."""
    applied(firebase, tmp_path, {"a": A, "b": {**A, "trigger": {"http": {"auth": "none"}}}})
    assert len([call for call in firebase.calls() if call.startswith("PUT /storage.googleapis.com")]) == 1


def test_a_build_that_fails_is_told_with_its_reason_and_tried_again(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The others are deployed; the broken one is not called unchanged, though it is there."""
    broken = {**A, "source": "broken"}
    project = written(firebase, tmp_path, {"a": A, "broken": broken})
    (project.folder / "broken").mkdir()
    (project.folder / "broken/README.md").write_text("no package.json")

    result = project.apply()
    assert statuses(result) == {"a": Status.APPLIED, "broken": Status.FAILED}
    assert any("Build failed" in each.detail for each in result.diagnostics)
    assert lines(project) == ["~ functions/broken /source /trigger/http/auth"]
    assert [each.code for each in project.plan().warnings] == ["READ273"]

    for name, text in FILES.items():
        (project.folder / name.replace("functions", "broken")).write_text(text)
    assert project.apply().is_converged


def test_after_a_failure_no_other_function_is_begun(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Those on their way are waited for, the rest is dropped and remains in the plan."""
    project = written(firebase, tmp_path, {name: {**A, "handler": "a"} for name in ("a", "b", "c")})
    faults = firebase.sandbox.faults
    faults.add(Fault(method="POST", path=f"{firebase.id}/locations/us-central1/functions$", status=400, skip=1))
    try:
        result = project.apply()
    finally:
        faults.clear()
    assert statuses(result) == {"a": Status.APPLIED, "b": Status.FAILED, "c": Status.DROPPED}
    assert [change.address.name for change in (result.remaining or project.plan()).changes] == ["b", "c"]


def test_another_operation_in_progress_is_waited_for(firebase: FirebaseProject, tmp_path: Path) -> None:
    """409 while somebody else deploys the function; too long is an error."""
    project = applied(firebase, tmp_path, {"a": A})
    project.write({"functions": {"a": {**A, "description": "x"}}}, FILES)
    faults = firebase.sandbox.faults
    faults.add(Fault(method="PATCH", path="functions/a", status=409, count=3))
    try:
        assert project.apply().is_converged
    finally:
        faults.clear()


@pytest.mark.parametrize("kind", ["functions", "function_secrets"])
def test_a_disabled_api_makes_the_kind_unreadable(firebase: FirebaseProject, tmp_path: Path, kind: str) -> None:
    """It is not empty, and the link that switches it on is told."""
    host = {"functions": HOST, "function_secrets": "secretmanager.googleapis.com"}[kind]
    spec: dict[str, Any] = {"function_secrets": {"KEY": "${secret:env:KEY}"}}
    plan = written(firebase.another(disabled=(host,)), tmp_path, {"a": A}, **spec).plan()
    assert kind in plan.unreadable
    assert host in plan.unreadable[kind].hint


def test_without_cloud_scheduler_there_are_no_schedules(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Functions are read; one that declares a schedule is told what to switch on when the job is to be made."""
    remote = firebase.another(disabled=("cloudscheduler.googleapis.com",))
    project = applied(remote, tmp_path, {"a": A})
    project.write({"functions": {"a": {**A, "trigger": {"schedule": {"cron": "0 3 * * *"}}}}}, FILES)
    assert lines(project) == ["~ functions/a /trigger/schedule/cron"]
    result = project.apply()
    assert [each.code for each in result.diagnostics] == ["READ218"]
    assert "functions" in project.adopt().count


def test_a_region_that_does_not_answer_is_not_empty(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The kind is unreadable when a declared function, or one that is to be pruned, may be there."""
    project = written(firebase, tmp_path, {"a": A})
    (rendered,) = pipeline.render(project.run())
    target = rendered.spec.target
    environment = firebase.environment()
    connection = Connection(target=target, root=tmp_path, vault=Vault(), environment=environment)
    provider = registry.package("firebase").connect(connection)
    answers: dict[str, Any] = {
        "functions": {"functions": [], "unreachable": ["us-central1"], "known": {}},
        "functions/first generation": {"functions": [], "unreachable": []},
    }
    kinds = frozenset({"functions"})
    for wanted in (Wanted(kinds=kinds), Wanted(kinds=kinds, desired=rendered.desired)):
        with pytest.raises(Unavailable, match="us-central1"):
            provider.decode("functions", wanted, answers)
    elsewhere = DesiredState(target=target, resources=(), root=tmp_path)
    assert provider.decode("functions", Wanted(kinds=kinds, desired=elsewhere), answers) == ()


def test_a_function_of_the_first_generation_is_in_the_way(firebase: FirebaseProject, tmp_path: Path) -> None:
    """It cannot become one of the second generation in place; the plan says so, and adopt leaves it out with a note."""
    parent = f"{HOST}/v1/projects/{{project}}/locations/us-central1/functions"
    name = parent.removeprefix(f"{HOST}/v1/") + "/a"
    body = {"name": name.replace("{project}", firebase.id), "runtime": "nodejs22", "httpsTrigger": {}}
    firebase.change("POST", parent, body)
    project = written(firebase, tmp_path, {"a": A})
    with pytest.raises(NormaliseError) as refused:
        project.plan()
    assert [each.code for each in refused.value.diagnostics if each.is_error] == ["SPEC612"]

    adopted = project.adopt()
    assert "functions" not in adopted.count
    assert [each.code for each in adopted.warnings] == ["READ272"]


def test_secrets_that_may_not_be_read_are_not_compared(firebase: FirebaseProject, tmp_path: Path) -> None:
    """They are written when they are made, and a note says that a changed value is not seen."""
    secrets = {"function_secrets": {"KEY": {"value": "${secret:env:KEY}"}}}
    faults = firebase.sandbox.faults
    faults.add(Fault(path=":access", status=403))
    try:
        project = applied(firebase, tmp_path, {"a": {**A, "secrets": ["KEY"]}}, **secrets)
        project.environment["KEY"] = "another value"
        plan = project.plan()
    finally:
        faults.clear()
    assert [line(change) for change in plan.changes] == []
    assert [address.local for address, _ in plan.not_compared] == ["function_secrets/KEY"]
    assert [each.code for each in plan.warnings] == ["READ275"]
    assert lines(project) == ["~ function_secrets/KEY /value", "~ functions/a /secrets"]


def test_a_secret_that_was_rotated_elsewhere_is_drift_of_its_functions(
    firebase: FirebaseProject, tmp_path: Path
) -> None:
    """A function that is pinned to a former version of a secret is deployed with the newest."""
    secret = "secretmanager.googleapis.com/v1/projects/{project}/secrets"
    firebase.change("POST", f"{secret}?secretId=KEY", {"replication": {"automatic": {}}})
    firebase.change("POST", f"{secret}/KEY:addVersion", {"payload": {"data": "YQ=="}})
    project = applied(firebase, tmp_path, {"a": {**A, "secrets": ["KEY"]}})
    firebase.change("POST", f"{secret}/KEY:addVersion", {"payload": {"data": "Yg=="}})

    plan = project.plan()
    assert [field.before for change in plan.changes for field in change.fields] == [("KEY (version 1)",)]
    assert project.apply(plan).is_converged
    pinned = firebase.get(f"{FUNCTIONS}/a")["serviceConfig"]["secretEnvironmentVariables"]
    assert [each["version"] for each in pinned] == ["2"]


def test_a_source_file_that_changes_after_the_plan_makes_it_stale(firebase: FirebaseProject, tmp_path: Path) -> None:
    """What was reviewed is what is uploaded."""
    project = written(firebase, tmp_path, {"a": A})
    plan = project.plan()
    (project.folder / "functions/index.js").write_text("exports.a = () => 'other';\n")
    with pytest.raises(PlanStale):
        project.apply(plan)
    assert not firebase.get(f"{HOST}/v2/projects/{{project}}/locations/-/functions").get("functions")


def test_functions_of_one_source_are_adopted_into_one_folder(firebase: FirebaseProject, tmp_path: Path) -> None:
    """As they are in the project of the Firebase CLI."""
    project = applied(firebase, tmp_path, {"a": A, "b": A})
    adopted = project.adopt()
    assert sorted(name for name in adopted.files if name.startswith("functions/")) == [
        "functions/a/index.js",
        "functions/a/package.json",
    ]


def test_a_function_can_be_referred_to_before_it_is_there(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Its address follows from project, region and name, and is the one that Google answers."""
    functions = {
        "a": {**A, "env": {"B": "${ref:functions/b.url}", "C": "${ref:functions/c.url}"}},
        "b": {**A, "handler": "a", "name": "b@europe-west1"},
        "c": {**A, "handler": "a"},
    }
    applied(firebase, tmp_path, functions)
    env = firebase.get(f"{FUNCTIONS}/a")["serviceConfig"]["environmentVariables"]
    assert env["C"] == firebase.get(f"{FUNCTIONS}/c")["url"]
    elsewhere = FUNCTIONS.replace("us-central1", "europe-west1")
    assert env["B"] == firebase.get(f"{elsewhere}/b")["url"]


EVERY_SORT: dict[str, Any] = {
    "a": {**A, "trigger": {"http": {"auth": "none"}, "schedule": {"cron": "0 3 * * *"}}, "labels": {"x": "y"}},
    "b": {
        "source": "functions",
        "runtime": "nodejs22",
        "native": {
            "firebase": {
                "eventTrigger": {
                    "eventType": "google.cloud.pubsub.topic.v1.messagePublished",
                    "pubsubTopic": "orders",
                }
            }
        },
    },
    "c@europe-west1": {
        "source": "functions",
        "handler": "a",
        "runtime": "nodejs22",
        "trigger": {"object_created": {"bucket": "uploads"}},
        "native": {"firebase": {"eventTrigger": {"triggerRegion": "eu"}}},
    },
}


def test_what_google_assigned_is_no_difference_between_two_projects(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Accounts and repositories of every project are others; nobody set them."""
    other = firebase.another()
    applied(firebase, tmp_path / "one", EVERY_SORT)
    applied(other, tmp_path / "two", EVERY_SORT)
    both = SpecProject(firebase, tmp_path / "both")
    targets = {"one": firebase.id, "two": other.id}
    written_targets = "\n".join(f"  {name}: {{provider: firebase, project: {each}}}" for name, each in targets.items())
    both.write(f"baasctl: 1\ntargets:\n{written_targets}\n")
    (plan,) = pipeline.compare_targets(both.run(), "one", "two", Vault()).plans
    assert [line(change) for change in plan.changes if change.address.kind == "functions"] == []


def test_a_spec_that_says_everything_describes_what_is_live(firebase: FirebaseProject, tmp_path: Path) -> None:
    """`adopt --full` writes effective values, and its plan is empty."""
    project = applied(firebase, tmp_path, EVERY_SORT)
    full = project.beside("full")
    full.write_adopted(project.adopt(full=True))
    assert lines(full) == []


def test_the_account_that_google_assigned_may_be_declared(firebase: FirebaseProject, tmp_path: Path) -> None:
    """It is equal then, and another one is a change."""
    account = f"{firebase.project.number}-compute@developer.gserviceaccount.com"
    project = applied(firebase, tmp_path, {"a": {**A, "run_as": account}})
    project.write({"functions": {"a": {**A, "run_as": f"worker@{firebase.id}.iam.gserviceaccount.com"}}}, FILES)
    assert lines(project) == ["~ functions/a /run_as"]
    assert project.apply().is_converged
