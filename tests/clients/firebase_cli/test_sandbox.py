"""Google's own Firebase CLI uses the sandbox as it uses Google, and reads back what it deployed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.clients.firebase_cli.conftest import FirebaseCli

pytestmark = pytest.mark.npm

SERVICES = "run.googleapis.com/v2/projects/{project}/locations/europe-west1/services"


def test_indexes_read_back_as_they_were_written(deployed: FirebaseCli) -> None:
    """Beside what Google adds to an index."""
    written = json.loads((deployed.folder / "firestore.indexes.json").read_text())
    found = deployed.json("firestore:indexes")

    (index,) = found["indexes"]
    (declared,) = written["indexes"]
    assert index["fields"] == [*declared["fields"], {"fieldPath": "__name__", "order": "DESCENDING"}]
    assert found["fieldOverrides"] == [{"ttl": False, **each} for each in written["fieldOverrides"]]


def test_functions_read_back_as_they_were_written(deployed: FirebaseCli) -> None:
    """Every sort of trigger, with its service, its job and who may call it."""
    found = {each["id"]: each for each in deployed.json("functions:list")}

    assert set(found) == {"greet", "count", "index", "handle", "sweep", "admit"}
    assert {each["state"] for each in found.values()} == {"ACTIVE"}
    assert found["greet"]["availableMemoryMb"] == 512
    assert found["greet"]["secretEnvironmentVariables"][0]["version"] == "1"
    assert found["index"]["eventTrigger"]["eventFilterPathPatterns"] == {"document": "notes/{note}"}
    assert found["handle"]["eventTrigger"]["eventFilters"]["topic"].endswith("/topics/orders")
    (binding,) = deployed.firebase.get(f"{SERVICES}/greet:getIamPolicy")["bindings"]
    assert binding == {"role": "roles/run.invoker", "members": ["allUsers"]}
    assert "bindings" not in deployed.firebase.get(f"{SERVICES}/handle:getIamPolicy")
    jobs = "cloudscheduler.googleapis.com/v1/projects/{project}/locations/europe-west1/jobs"
    (job,) = deployed.firebase.get(jobs)["jobs"]
    assert (job["schedule"], job["timeZone"], job["retryConfig"]["retryCount"]) == (
        "every 24 hours",
        "Europe/Berlin",
        3,
    )
    config = deployed.firebase.get("identitytoolkit.googleapis.com/v2/projects/{project}/config")
    assert config["blockingFunctions"]["triggers"]["beforeCreate"]["functionUri"].startswith("https://")


def test_other_readers_agree(deployed: FirebaseCli) -> None:
    """Remote Config, instances of the Realtime Database, apps."""
    template = deployed.json("remoteconfig:get")
    assert template["parameters"]["greeting"]["conditionalValues"] == {"ios": {"value": "hi"}}
    (instance,) = deployed.json("database:instances:list")
    assert instance["name"] == f"{deployed.firebase.id}-default-rtdb"
    assert deployed.json("apps:list") == []


def test_projects_and_instances_are_made_and_listed(cli: FirebaseCli) -> None:
    """An instance of the Realtime Database beside the default one; the project among all of the sandbox."""
    name = f"{cli.firebase.id}-second"
    cli.run("database:instances:create", name, "--location=us-central1")

    listed = cli.json("database:instances:list")
    assert {each["name"]: each["type"] for each in listed}[name] == "USER_DATABASE"
    assert cli.firebase.id in {each["projectId"] for each in cli.json("projects:list")}


def test_a_second_deployment_changes_nothing(deployed: FirebaseCli) -> None:
    """Functions are skipped and rules are not uploaded; what the CLI always writes, it writes again."""
    requests = deployed.requests("deploy", "--force")
    writes = [each for each in requests if not each.startswith("GET")]

    assert [each for each in writes if "/functions" in each or "/rulesets" in each or "/indexes" in each] == []
    assert any(each.startswith("PATCH /firebaserules") for each in writes)
