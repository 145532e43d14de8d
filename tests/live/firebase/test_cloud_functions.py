"""Assumed behaviours of functions, jobs, secrets and policies, asked of a real project on the Blaze plan.

One function and one secret named `baasctl-live-test` are made in europe-west1 and deleted.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.live.firebase.conftest import LiveProject

NAME = "baasctl-live-test"
PLACE = "projects/{project}/locations/europe-west1"
FUNCTIONS = f"cloudfunctions.googleapis.com/v2/{PLACE}/functions"
FUNCTION = f"{FUNCTIONS}/{NAME}"
JOBS = f"cloudscheduler.googleapis.com/v1/{PLACE}/jobs"
SECRETS = "secretmanager.googleapis.com/v1/projects/{project}/secrets"
SOURCE = "require('@google-cloud/functions-framework').http('greet', (request, response) => response.send('hello'))\n"
LONGEST_WAIT_S = 600


def archive(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        for name, text in files.items():
            folder.writestr(name.replace("_", "."), text)
    return packed.getvalue()


GOOD = archive(
    index_js=SOURCE, package_json='{"main": "index.js", "dependencies": {"@google-cloud/functions-framework": "^5"}}'
)
BAD = archive(nothing_txt="no source")


def upload(live: LiveProject, content: bytes) -> dict[str, Any]:
    """Where a function finds *content*."""
    made = live.change("POST", FUNCTIONS + ":generateUploadUrl", {})
    sent = {"Content-Type": "application/zip"}
    response = live.pool.request("PUT", made["uploadUrl"], body=content, headers=sent, timeout=60.0)
    assert response.status == 200, response.data
    return {"source": {"storageSource": made["storageSource"]}}


def outcome(live: LiveProject, operation: dict[str, Any]) -> dict[str, Any]:
    """The operation once it is done."""
    ends = time.monotonic() + LONGEST_WAIT_S
    while not operation.get("done"):
        assert time.monotonic() < ends, operation
        time.sleep(2)
        operation = live.get(f"cloudfunctions.googleapis.com/v2/{operation['name']}")
    return operation


@pytest.fixture(scope="module")
def function(live: LiveProject) -> Iterator[dict[str, Any]]:
    """A function that sets nothing but its source, as it reads back."""
    build = {"runtime": "nodejs22", "entryPoint": "greet", **upload(live, GOOD)}
    begun = live.change("POST", f"{FUNCTIONS}?functionId={NAME}", {"buildConfig": build})
    assert "error" not in outcome(live, begun)
    yield live.get(FUNCTION)
    outcome(live, live.change("DELETE", FUNCTION))


def test_function_requests(live: LiveProject) -> None:
    """400, and no operation."""
    good = {"buildConfig": {"runtime": "nodejs22"}}
    reserved = {"serviceConfig": {"environmentVariables": {"K_SERVICE": "x"}}}
    asked = {
        f"{FUNCTIONS}?functionId=1st": good,
        f"{FUNCTIONS}?functionId={NAME}a": {"buildConfig": {"runtime": "nodejs10"}},
        f"{FUNCTIONS}?functionId={NAME}b": {**good, "labels": {"Team": "a"}},
        f"{FUNCTIONS}?functionId={NAME}c": {**good, **reserved},
    }

    assert [live.ask("POST", address, body).status for address, body in asked.items()] == [400] * 4


def test_function_defaults(function: dict[str, Any]) -> None:
    """As the console shows them; what is 0 or empty is not there."""
    service = function["serviceConfig"]
    found = {name: service.get(name) for name in ("availableCpu", "availableMemory", "timeoutSeconds")}

    assert found == {"availableCpu": "0.1666", "availableMemory": "256M", "timeoutSeconds": 60}
    assert service["maxInstanceRequestConcurrency"] == 1
    assert service["environmentVariables"] == {"LOG_EXECUTION_ID": "true"}
    assert "minInstanceCount" not in service
    assert function["buildConfig"]["source"]["storageSource"]["object"] == f"{NAME}/function-source.zip"


@pytest.mark.usefixtures("function")
def test_function_masks(live: LiveProject) -> None:
    """Another time limit, then none."""
    address = f"{FUNCTION}?updateMask=serviceConfig.timeoutSeconds"
    outcome(live, live.change("PATCH", address, {"serviceConfig": {"timeoutSeconds": 30}}))
    assert live.get(FUNCTION)["serviceConfig"]["timeoutSeconds"] == 30
    outcome(live, live.change("PATCH", address, {"serviceConfig": {}}))

    assert live.get(FUNCTION)["serviceConfig"]["timeoutSeconds"] == 60


@pytest.mark.usefixtures("function")
def test_function_sources_come_back(live: LiveProject) -> None:
    """Byte for byte."""
    url = live.change("POST", FUNCTION + ":generateDownloadUrl", {})["downloadUrl"]

    assert live.pool.request("GET", url, timeout=60.0).data == GOOD


@pytest.mark.usefixtures("function")
def test_failed_updates_change_nothing(live: LiveProject) -> None:
    """The function goes on with what it had."""
    before = live.get(FUNCTION)
    begun = live.change("PATCH", f"{FUNCTION}?updateMask=buildConfig.source", {"buildConfig": upload(live, BAD)})

    assert "error" in outcome(live, begun)
    assert live.get(FUNCTION)["serviceConfig"]["revision"] == before["serviceConfig"]["revision"]
    assert live.get(FUNCTION)["state"] == "ACTIVE"


@pytest.mark.usefixtures("function")
def test_triggers_keep_their_sort(live: LiveProject) -> None:
    """400 for an event on a function of HTTP."""
    trigger = {"eventType": "google.cloud.pubsub.topic.v1.messagePublished"}

    assert live.ask("PATCH", f"{FUNCTION}?updateMask=eventTrigger", {"eventTrigger": trigger}).status == 400


def test_topics_come_first(live: LiveProject) -> None:
    """The operation is begun, and fails."""
    trigger = {
        "eventType": "google.cloud.pubsub.topic.v1.messagePublished",
        "pubsubTopic": f"projects/{live.id}/topics/baasctl-live-test-missing",
    }
    body = {
        "buildConfig": {"runtime": "nodejs22", "entryPoint": "greet", **upload(live, GOOD)},
        "eventTrigger": trigger,
    }
    begun = live.change("POST", f"{FUNCTIONS}?functionId={NAME}-topic", body)
    try:
        assert "error" in outcome(live, begun)
    finally:
        outcome(live, live.change("DELETE", f"{FUNCTION}-topic"))


def test_signed_uploads(live: LiveProject) -> None:
    """403 for another content type, and for reading."""
    url = live.change("POST", FUNCTIONS + ":generateUploadUrl", {})["uploadUrl"]
    sent = {"Content-Type": "text/plain"}

    assert live.pool.request("PUT", url, body=GOOD, headers=sent, timeout=60.0).status == 403
    assert live.pool.request("GET", url, timeout=60.0).status == 403


def test_job_defaults(live: LiveProject) -> None:
    """Of a job that calls an address with a token, yearly."""
    account = f"{live.id}@appspot.gserviceaccount.com"
    job = {
        "name": PLACE.replace("{project}", live.id) + f"/jobs/{NAME}",
        "schedule": "0 0 1 1 *",
        "httpTarget": {"uri": "https://example.com/", "oidcToken": {"serviceAccountEmail": account}},
    }
    live.change("POST", JOBS, job)
    try:
        found = live.get(f"{JOBS}/{NAME}")
    finally:
        live.change("DELETE", f"{JOBS}/{NAME}")

    assert (found["timeZone"], found["attemptDeadline"], found["state"]) == ("UTC", "180s", "ENABLED")
    assert found["retryConfig"] == {
        "maxRetryDuration": "0s",
        "minBackoffDuration": "5s",
        "maxBackoffDuration": "3600s",
        "maxDoublings": 5,
    }
    assert found["httpTarget"]["headers"] == {"User-Agent": "Google-Cloud-Scheduler"}
    assert found["httpTarget"]["oidcToken"]["audience"] == "https://example.com/"


def test_secrets_need_a_replication(live: LiveProject) -> None:
    """400, and there is no secret."""
    assert live.ask("POST", f"{SECRETS}?secretId={NAME}-none", {}).status == 400
    assert live.ask("GET", f"{SECRETS}/{NAME}-none").status == 404


def test_policy_bindings(live: LiveProject) -> None:
    """Of a secret, which is deleted with its policy."""
    role = "roles/secretmanager.viewer"
    live.change("POST", f"{SECRETS}?secretId={NAME}", {"replication": {"automatic": {}}})
    try:
        everybody = {"role": role, "members": ["allAuthenticatedUsers"]}
        bindings = [everybody, everybody, {"role": "roles/secretmanager.admin", "members": []}]
        policy = live.change("POST", f"{SECRETS}/{NAME}:setIamPolicy", {"policy": {"bindings": bindings}})
        assert policy["bindings"] == [everybody]
        for wrong in ({"role": "viewer", "members": ["allUsers"]}, {"role": role, "members": ["everybody"]}):
            refused = live.ask("POST", f"{SECRETS}/{NAME}:setIamPolicy", {"policy": {"bindings": [wrong]}})
            assert refused.status == 400
    finally:
        live.change("DELETE", f"{SECRETS}/{NAME}")
