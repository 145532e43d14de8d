"""Changes of Firebase functions and secrets: what is sent, what stays, and what is told beforehand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from baasctl.model.change import Hazard
from baasctl.model.errors import NormaliseError, SpecError
from baasctl.model.plan_document import plan_from_document, plan_to_document
from baasctl.model.secret import Vault
from baasctl.providers import registry
from baasctl.providers.contract import Connection
from baasctl.sandbox.faults import Fault
from tests.contract.firebase.test_functions import FILES, FUNCTIONS, A, applied, lines, written
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import FirebaseProject

POLICY = "run.googleapis.com/v1/projects/{project}/locations/us-central1/services/a:getIamPolicy"
SECRETS = "secretmanager.googleapis.com/v1/projects/{project}/secrets"
KEY = {"function_secrets": {"KEY": {"value": "${secret:env:KEY}"}}}


def changed(project: SpecProject, functions: dict[str, Any], **spec: Any) -> None:
    project.write({"functions": functions, **spec}, FILES)
    result = project.apply()
    assert result.is_converged, [str(each) for each in result.diagnostics]


def described(project: SpecProject) -> str:
    plan = project.plan()
    environment = project.remote.environment()
    connection = Connection(target=plan.target, root=project.folder, vault=Vault(), environment=environment)
    provider = registry.package("firebase").connect(connection)
    return "\n".join(provider.describe(change) for change in plan.changes)


def test_another_symbol_is_told_to_the_platform_too(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The variable that names it follows."""
    project = applied(firebase, tmp_path, {"a": A})
    changed(project, {"a": {**A, "handler": "b"}})
    found = firebase.get(f"{FUNCTIONS}/a")
    assert found["buildConfig"]["entryPoint"] == "b"
    assert found["serviceConfig"]["environmentVariables"]["FUNCTION_TARGET"] == "b"


def test_who_may_call_is_one_list_beside_everyone(firebase: FirebaseProject, tmp_path: Path) -> None:
    """More callers widen, fewer lock out; the list is owned whole, other roles are left alone."""
    native = {"native": {"firebase": {"invokers": ["user:a@example.com", "user:b@example.com"]}}}
    project = applied(firebase, tmp_path, {"a": {**A, **native}})
    project.write({"functions": {"a": {**A, "native": {"firebase": {"invokers": ["user:c@example.com"]}}}}}, FILES)
    (change,) = project.plan().changes
    assert change.hazards == {Hazard.MAY_WIDEN_ACCESS, Hazard.LOCKS_OUT_USERS}
    assert project.apply().is_converged
    assert firebase.get(POLICY)["bindings"] == [{"role": "roles/run.invoker", "members": ["user:c@example.com"]}]

    own = f"serviceAccount:{firebase.project.number}-compute@developer.gserviceaccount.com"
    changed(project, {"a": {**A, "native": {"firebase": {"invokers": [own]}}}})
    assert firebase.get(POLICY)["bindings"] == [{"role": "roles/run.invoker", "members": [own]}]
    project.write({"functions": {"a": {**A, "native": {"firebase": {"invokers": None}}}}}, FILES)
    assert lines(project) == []


def test_open_networks_are_a_hazard(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Closed ones are not."""

    def with_ingress(setting: str) -> dict[str, Any]:
        return {"a": {**A, "native": {"firebase": {"serviceConfig": {"ingressSettings": setting}}}}}

    project = applied(firebase, tmp_path, with_ingress("ALLOW_INTERNAL_ONLY"))
    project.write({"functions": with_ingress("ALLOW_ALL")}, FILES)
    (change,) = project.plan().changes
    assert change.hazards == {Hazard.MAY_WIDEN_ACCESS}


def test_a_policy_that_another_one_writes_at_the_same_time_is_read_again(
    firebase: FirebaseProject, tmp_path: Path
) -> None:
    """Its etag tells; after some tries the error is told."""
    project = applied(firebase, tmp_path, {"a": A})
    faults = firebase.sandbox.faults
    faults.add(Fault(path=":setIamPolicy", status=409, count=2))
    changed(project, {"a": {**A, "trigger": {"http": {"auth": "none"}}}})
    faults.add(Fault(path=":setIamPolicy", status=409))
    try:
        project.write({"functions": {"a": A}}, FILES)
        assert [each.code for each in project.apply().diagnostics] == ["APPLY215"]
    finally:
        faults.clear()


def test_functions_listen_where_bucket_and_database_are(firebase: FirebaseProject, tmp_path: Path) -> None:
    """As the Firebase CLI finds it out."""
    firebase = firebase.another(firestore=True)
    firebase.change(
        "POST",
        "storage.googleapis.com/storage/v1/b?project={project}",
        {"name": f"{firebase.id}-media", "location": "EU"},
    )
    document = {
        "eventType": "google.cloud.firestore.document.v1.created",
        "eventFilters": [{"attribute": "database", "value": "(default)"}, {"attribute": "document", "value": "a/b"}],
    }
    functions = {
        "a@europe-west1": {
            "source": "functions",
            "runtime": "nodejs22",
            "handler": "a",
            "trigger": {"object_created": {"bucket": f"{firebase.id}-media"}},
        },
        "b": {"source": "functions", "runtime": "nodejs22", "native": {"firebase": {"eventTrigger": document}}},
    }
    applied(firebase, tmp_path, functions)
    elsewhere = FUNCTIONS.replace("us-central1", "europe-west1")
    assert firebase.get(f"{elsewhere}/a")["eventTrigger"]["triggerRegion"] == "eu"
    database = firebase.get("firestore.googleapis.com/v1/projects/{project}/databases/(default)")
    assert firebase.get(f"{FUNCTIONS}/b")["eventTrigger"]["triggerRegion"] == database["locationId"]


def test_google_accounts_may_bring_the_events_of_new_functions(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The roles that the Firebase CLI gives, once; other members of the policy stay."""
    number = firebase.project.number
    event = {"native": {"firebase": {"eventTrigger": {"triggerRegion": "us-central1"}}}}
    uploads = {"trigger": {"object_created": {"bucket": "uploads"}}, **event}
    applied(firebase, tmp_path, {"a": {**A, **uploads}, "b": {**A, **uploads}})

    policy = firebase.change("POST", "cloudresourcemanager.googleapis.com/v1/projects/{project}:getIamPolicy", {})
    members = {each["role"]: each["members"] for each in policy["bindings"]}
    compute = f"serviceAccount:{number}-compute@developer.gserviceaccount.com"
    assert members["roles/pubsub.publisher"] == [
        f"serviceAccount:service-{number}@gs-project-accounts.iam.gserviceaccount.com"
    ]
    assert members["roles/eventarc.eventReceiver"] == members["roles/run.invoker"] == [compute]
    assert members["roles/iam.serviceAccountTokenCreator"] == [
        f"serviceAccount:service-{number}@gcp-sa-pubsub.iam.gserviceaccount.com"
    ]
    assert members["roles/owner"] == ["user:owner@example.com"]
    written = [call for call in firebase.calls() if call.endswith(":setIamPolicy") and "resourcemanager" in call]
    assert len(written) == 1


def test_who_may_not_change_the_projects_policy_deploys_all_the_same(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Whether the rights were needed is what the deployment tells."""
    firebase = firebase.another(disabled=("cloudresourcemanager.googleapis.com",))
    topic = {"eventType": "google.cloud.pubsub.topic.v1.messagePublished", "pubsubTopic": "orders"}
    function = {"source": "functions", "runtime": "nodejs22", "native": {"firebase": {"eventTrigger": topic}}}
    applied(firebase, tmp_path, {"a": function})


def test_a_function_that_becomes_an_event_function_loses_its_schedule(
    firebase: FirebaseProject, tmp_path: Path
) -> None:
    """No job is left that calls nobody."""
    project = applied(firebase, tmp_path, {"a": {**A, "trigger": {"schedule": {"cron": "0 3 * * *"}}}})
    event = {"native": {"firebase": {"eventTrigger": {"triggerRegion": "us-central1"}}}}
    changed(project, {"a": {**A, "trigger": {"object_created": {"bucket": "uploads"}}, **event}})
    jobs = firebase.get("cloudscheduler.googleapis.com/v1/projects/{project}/locations/us-central1/jobs")
    assert jobs.get("jobs", []) == []


def test_a_renamed_function_takes_its_code_along(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Where the spec has no source, the deployed one is uploaded again."""
    project = applied(firebase, tmp_path, {"a": {**A, "handler": "a"}})
    changed(project, {"b": {"renamed_from": "a"}})
    changed(project, {"b": {"source": "functions"}})
    assert firebase.request("GET", f"{FUNCTIONS}/a").status == 404


def test_a_function_that_is_gone_already_is_deleted(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Somebody else was faster."""
    project = applied(firebase, tmp_path, {"a": A, "b": A})
    project.write({"prune": {"functions": "all"}, "functions": {"a": A}}, FILES)
    plan = project.plan()
    faults = firebase.sandbox.faults
    faults.add(Fault(method="DELETE", path="functions/b", status=404))
    try:
        (outcome,) = project.apply(plan).outcomes
    finally:
        faults.clear()
    assert outcome.diagnostic is None


def test_prune_of_ones_own_deletes_what_baasctl_uploaded(firebase: FirebaseProject, tmp_path: Path) -> None:
    """The label tells; functions of others stay."""
    project = applied(firebase, tmp_path, {"a": A, "b": A, "c": {**A, "handler": "a"}})
    firebase.change("PATCH", f"{FUNCTIONS}/c?updateMask=labels", {"labels": {}})
    project.write({"prune": {"functions": "owned"}, "functions": {"a": A}}, FILES)
    assert lines(project) == ["- functions/b"]


def test_what_would_be_sent_can_be_looked_at(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Methods, paths and bodies, with digests in place of sources and no text of a secret."""
    project = written(firebase, tmp_path, {"a": {**A, "secrets": ["KEY"]}}, **KEY)
    told = described(project)
    assert f"POST /v2/projects/{firebase.id}/locations/us-central1/functions?functionId=a" in told
    assert "file index.js sha256:" in told
    assert f"POST /v1/projects/{firebase.id}/secrets?secretId=KEY" in told
    assert "some value" not in told

    assert project.apply().is_converged
    project.environment["KEY"] = "another value"
    scheduled = {"http": {"auth": "none"}, "schedule": {"cron": "0 3 * * *"}}
    project.write({"functions": {"a": {**A, "memory": "512MiB", "trigger": scheduled}}}, FILES)
    told = described(project)
    assert "PATCH" in told
    assert "updateMask=serviceConfig.availableMemory" in told
    assert "jobs/firebase-schedule-a-us-central1" in told
    assert "roles/run.invoker" in told

    event = {"trigger": {"object_created": {"bucket": "uploads"}}}
    project.write({"functions": {"a": {**A, **event}, "z": {**A, "renamed_from": "y"}}}, FILES)
    told = described(project)
    assert told.index("DELETE") < told.index("POST")
    assert "eventTrigger" in told

    project.write({"prune": {"functions": "all", "function_secrets": "all"}}, FILES)
    assert "DELETE" in described(project)


@pytest.mark.parametrize("state", ["disable", "destroy"])
def test_a_version_that_cannot_be_used_is_replaced(firebase: FirebaseProject, tmp_path: Path, state: str) -> None:
    """The secret gets a new one, whatever the value was."""
    project = applied(firebase, tmp_path, {}, **KEY)
    firebase.change("POST", f"{SECRETS}/KEY/versions/1:{state}", {})
    assert lines(project) == ["~ function_secrets/KEY /value"]
    assert project.apply().is_converged
    assert firebase.get(f"{SECRETS}/KEY/versions/latest")["name"].endswith("/2")


def test_a_value_that_secret_manager_does_not_take_is_refused(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Bytes count, not characters; the value is not shown."""
    project = written(firebase, tmp_path, {}, **KEY)
    project.environment["KEY"] = "ä" * (32 * 1024 + 1)
    with pytest.raises(NormaliseError) as refused:
        project.plan()
    assert [each.code for each in refused.value.diagnostics] == ["SPEC615"]


@pytest.mark.parametrize(
    ("secrets", "code"),
    [
        ({"KEY": {}}, "SPEC623"),
        ({"my-key": "${secret:env:KEY}"}, "SPEC624"),
        ({"EXT_KEY": "${secret:env:KEY}"}, "SPEC624"),
    ],
)
def test_secrets_have_values_and_names_of_variables(
    firebase: FirebaseProject, tmp_path: Path, secrets: dict[str, Any], code: str
) -> None:
    """Before anything is sent."""
    with pytest.raises(SpecError) as refused:
        written(firebase, tmp_path, {}, function_secrets=secrets).plan()
    assert [each.code for each in refused.value.diagnostics] == [code]


def test_after_a_secret_that_fails_no_other_is_written(firebase: FirebaseProject, tmp_path: Path) -> None:
    """And the functions that read them are not deployed."""
    secrets = {"A_KEY": "${secret:env:KEY}", "B_KEY": "${secret:env:KEY}"}
    project = written(firebase, tmp_path, {"a": {**A, "secrets": ["A_KEY"]}}, function_secrets=secrets)
    faults = firebase.sandbox.faults
    faults.add(Fault(path="A_KEY:addVersion", status=403))
    try:
        result = project.apply()
    finally:
        faults.clear()
    assert [outcome.status.value for outcome in result.outcomes] == ["failed", "dropped", "dropped"]
    assert project.apply().is_converged


def test_a_rotated_secret_takes_nothing_from_the_functions_that_read_it(
    firebase: FirebaseProject, tmp_path: Path
) -> None:
    """A name that goes does; a setting that goes too."""
    project = applied(firebase, tmp_path, {"a": {**A, "secrets": ["KEY"], "env": {"SIZE": "1"}}}, **KEY)
    project.environment["KEY"] = "another value"
    found = {change.address.kind: change.hazards for change in project.plan().changes}
    assert found == {"function_secrets": {Hazard.ROTATES_SECRET}, "functions": set()}
    for poorer in ({"secrets": []}, {"env": {}}):
        project.write({"functions": {"a": {**A, **poorer}}}, FILES)
        assert [change.hazards for change in project.plan().changes] == [{Hazard.DOWNTIME}]


def test_a_plan_of_functions_can_be_saved_and_applied(firebase: FirebaseProject, tmp_path: Path) -> None:
    """It says where the sources are, what they are, and nothing of a secret's text."""
    project = written(firebase, tmp_path, {"a": {**A, "secrets": ["KEY"]}, "b": A}, **KEY)
    saved = json.dumps(plan_to_document(project.plan()))
    assert "some value" not in saved
    assert project.apply(plan_from_document(json.loads(saved))).is_converged

    project.write({"functions": {"a": {**A, "handler": "b"}, "c": {**A, "handler": "a", "renamed_from": "b"}}}, FILES)
    saved = json.dumps(plan_to_document(project.plan()))
    result = project.apply(plan_from_document(json.loads(saved)))
    assert result.is_converged, [str(each) for each in result.diagnostics]
