"""Functions as Cloud Functions keeps them: completed, rebuilt, refused, read back; nothing of them runs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from baasctl.sandbox.firebase.cloud_functions import sources
from baasctl.sandbox.server import SandboxServer
from tests.sandbox_fixtures import FirebaseProject, new_firebase_project
from tests.unit.sandbox.firebase.deploying import FUNCTIONS, NODE, archive, deploy, message, signed, uploaded

GREET = FUNCTIONS + "/greet"
ALL = FUNCTIONS.replace("europe-west1", "-")
FIRST = "cloudfunctions.googleapis.com/v1/projects/{project}/locations/europe-west1/functions"
SECRETS = "secretmanager.googleapis.com/v1/projects/{project}/secrets"


def test_a_function_is_read_back_complete(firebase: FirebaseProject) -> None:
    """Defaults, addresses and the place of its built source are added; what was null is as if it was not sent."""
    deploy(firebase, labels=None, serviceConfig={"timeoutSeconds": None, "environmentVariables": {"MODE": "quiet"}})
    found = firebase.get(GREET)

    assert (found["state"], found["environment"]) == ("ACTIVE", "GEN_2")
    assert found["name"] == f"projects/{firebase.id}/locations/europe-west1/functions/greet"
    service = found["serviceConfig"]
    assert {name: service[name] for name in ("availableCpu", "availableMemory", "timeoutSeconds")} == {
        "availableCpu": "0.1666",
        "availableMemory": "256M",
        "timeoutSeconds": 60,
    }
    assert service["environmentVariables"] == {"LOG_EXECUTION_ID": "true", "MODE": "quiet"}
    assert service["maxInstanceRequestConcurrency"] == 1
    assert "minInstanceCount" not in service
    assert found["buildConfig"]["entryPoint"] == "greet"
    assert found["buildConfig"]["source"]["storageSource"]["object"] == "greet/function-source.zip"


def test_memory_sets_the_share_of_a_processor(firebase: FirebaseProject) -> None:
    """Unless that is set itself."""
    deploy(firebase, "large", serviceConfig={"availableMemory": "2Gi"})
    deploy(firebase, "own", serviceConfig={"availableMemory": "2Gi", "availableCpu": "2"})

    assert firebase.get(FUNCTIONS + "/large")["serviceConfig"]["availableCpu"] == "1"
    assert firebase.get(FUNCTIONS + "/own")["serviceConfig"]["availableCpu"] == "2"


def test_an_update_changes_what_its_mask_names(firebase: FirebaseProject) -> None:
    """A masked member that the body lacks falls back to its default; what is outside the mask stays."""
    deploy(firebase, labels={"team": "a"}, serviceConfig={"timeoutSeconds": 30, "availableMemory": "1Gi"})
    before = firebase.get(GREET)
    mask = "serviceConfig.timeoutSeconds,serviceConfig.environmentVariables"
    firebase.change("PATCH", f"{GREET}?updateMask={mask}", {"serviceConfig": {"environmentVariables": {"A": "b"}}})
    found = firebase.get(GREET)

    assert found["serviceConfig"]["timeoutSeconds"] == 60
    assert found["serviceConfig"]["availableMemory"] == "1Gi"
    assert found["serviceConfig"]["environmentVariables"] == {"A": "b", "LOG_EXECUTION_ID": "true"}
    assert found["labels"] == {"team": "a"}
    assert found["createTime"] == before["createTime"]
    assert "greet-00002-" in found["serviceConfig"]["revision"]


def test_the_source_is_given_back_byte_for_byte(firebase: FirebaseProject) -> None:
    """Through an address of its own, which opens that one archive for reading and nothing else."""
    deploy(firebase)
    url = firebase.change("POST", GREET + ":generateDownloadUrl", {})["downloadUrl"]

    answer = signed(firebase, "GET", url)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/zip")
    assert len(answer.body) == len(archive())
    assert signed(firebase, "PUT", url, b"", **{"content-type": "application/zip"}).status == 403
    assert signed(firebase, "GET", url.replace("greet", "other")).status == 403


def test_a_signed_address_is_good_for_a_while_and_for_what_is_there(
    firebase: FirebaseProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """404 for what was deleted, 400 for what is too late or too large."""
    deploy(firebase)
    url = firebase.change("POST", GREET + ":generateDownloadUrl", {})["downloadUrl"]
    firebase.change("DELETE", GREET, None)
    assert signed(firebase, "GET", url).status == 404

    url = firebase.change("POST", FUNCTIONS + ":generateUploadUrl", {})["uploadUrl"]
    monkeypatch.setattr(sources, "_LARGEST_BYTES", 10)
    assert signed(firebase, "PUT", url, archive(), **{"content-type": "application/zip"}).status == 400
    monkeypatch.setattr(sources, "_VALID_S", -1)
    url = firebase.change("POST", FUNCTIONS + ":generateUploadUrl", {})["uploadUrl"]
    assert signed(firebase, "PUT", url, b"", **{"content-type": "application/zip"}).status == 400


def test_an_upload_needs_its_signature_and_its_content_type(firebase: FirebaseProject) -> None:
    """Both are part of what Google signs."""
    url = firebase.change("POST", FUNCTIONS + ":generateUploadUrl", {})["uploadUrl"]

    assert signed(firebase, "PUT", url, archive(), **{"content-type": "text/plain"}).status == 403
    assert signed(firebase, "GET", url).status == 403
    assert signed(firebase, "PUT", url.replace("gcf-v2", "gcf-v3"), archive()).status == 403
    assert signed(firebase, "PUT", url + "0", archive(), **{"content-type": "application/zip"}).status == 403
    assert signed(firebase, "PUT", url, archive(), **{"content-type": "application/zip"}).headers["x-goog-generation"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"buildConfig": {"runtime": "nodejs16"}}, "Runtime nodejs16 is decommissioned"),
        ({"buildConfig": {"runtime": "cobol85"}}, "The runtime cobol85 is not supported"),
        ({"serviceConfig": {"timeoutSeconds": 3601}}, "Timeout cannot be more than 3600 seconds"),
        ({"serviceConfig": {"environmentVariables": {"K_SERVICE": "x"}}}, "K_SERVICE is reserved"),
        ({"environment": "GEN_1"}, "made by version 1"),
        (
            {
                "serviceConfig": {
                    "environmentVariables": {"K": "x"},
                    "secretEnvironmentVariables": [{"key": "K", "secret": "K"}],
                }
            },
            "overlaps non secret environment variable: K",
        ),
        ({"labels": {"Team": "a"}}, "Invalid label `Team`"),
        ({"eventTrigger": {"triggerRegion": "europe-west1"}}, "event_trigger.event_type"),
        ({"serviceConfig": {"timeout": 3}}, 'Unknown name "timeout"'),
        ({"serviceConfig": {"maxInstanceRequestConcurrency": 80}}, "cpu < 1 is not supported with concurrency > 1"),
        (
            {"serviceConfig": {"availableCpu": "1", "availableMemory": "8Gi"}},
            "For 1 CPU, memory must be at most 4096Mi",
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_cannot_be_deployed_is_refused_at_once(firebase: FirebaseProject, body: dict[str, Any], why: str) -> None:
    """400, and there is no function."""
    whole = {**body, "buildConfig": {"runtime": "nodejs22", **body.get("buildConfig", {})}}
    answer = firebase.request("POST", f"{FUNCTIONS}?functionId=greet", whole)

    assert answer.status == 400
    assert why in message(answer)
    assert firebase.get(ALL) == {}


@pytest.mark.parametrize(
    ("files", "service", "why"),
    [
        ({"main.go": ""}, {}, "Build failed with status: FAILURE"),
        (NODE, {"secretEnvironmentVariables": [{"key": "K", "secret": "NONE"}]}, "was not found"),
    ],
    ids=["no package.json", "no secret"],
)
def test_what_the_build_or_the_service_refuses_fails_the_operation(
    firebase: FirebaseProject, files: dict[str, str], service: dict[str, Any], why: str
) -> None:
    """The function stays as a failed one, without a service; the next deployment can repair it."""
    operation = deploy(firebase, files=files, serviceConfig=service)
    assert why in operation["error"]["message"]
    assert firebase.get(GREET)["state"] == "FAILED"
    assert firebase.get("run.googleapis.com/v2/projects/{project}/locations/-/services") == {}

    build = {"source": {"storageSource": uploaded(firebase)}}
    firebase.change(
        "PATCH", f"{GREET}?updateMask=buildConfig.source,serviceConfig", {"buildConfig": build, "serviceConfig": {}}
    )
    assert firebase.get(GREET)["state"] == "ACTIVE"


def test_a_source_must_be_one_that_can_be_built(firebase: FirebaseProject) -> None:
    """Uploaded at all, a zip, and with the file that its runtime begins with."""
    missing = {"runtime": "nodejs22", "source": {"storageSource": {"bucket": "b", "object": "o"}}}
    begun = firebase.change("POST", f"{FUNCTIONS}?functionId=missing", {"buildConfig": missing})
    assert "gs://b/o does not exist" in begun["error"]["message"]
    assert "missing main.py" in deploy(firebase, "snake", buildConfig={"runtime": "python313"})["error"]["message"]

    made = firebase.change("POST", FUNCTIONS + ":generateUploadUrl", {})
    signed(firebase, "PUT", made["uploadUrl"], b"no zip", **{"content-type": "application/zip"})
    build = {"runtime": "nodejs22", "source": {"storageSource": made["storageSource"]}}
    begun = firebase.change("POST", f"{FUNCTIONS}?functionId=broken", {"buildConfig": build})
    assert "not a valid zip file" in begun["error"]["message"]
    assert len(firebase.get(ALL)["functions"]) == 3


def test_a_function_without_its_place_says_so(firebase: FirebaseProject) -> None:
    """404 from every verb."""
    body = {"serviceConfig": {"timeoutSeconds": 5}}

    assert firebase.request("PATCH", f"{GREET}?updateMask=serviceConfig.timeoutSeconds", body).status == 404
    assert firebase.request("DELETE", GREET).status == 404
    assert firebase.request("POST", GREET + ":generateDownloadUrl", {}).status == 404
    assert firebase.request("GET", FIRST + "/old").status == 404
    assert firebase.request("GET", ALL + "?filter=state=ACTIVE").status == 400


def test_an_update_that_fails_leaves_the_function_as_it_ran(firebase: FirebaseProject) -> None:
    """The old revision goes on serving."""
    deploy(firebase)
    before = firebase.get(GREET)
    source = {"source": {"storageSource": uploaded(firebase, {"main.go": ""})}}
    operation = firebase.change("PATCH", f"{GREET}?updateMask=buildConfig.source", {"buildConfig": source})

    assert "Build failed" in operation["error"]["message"]
    assert firebase.get(GREET) == before


def test_a_function_reads_only_secrets_that_its_account_was_given(firebase: FirebaseProject) -> None:
    """roles/secretmanager.secretAccessor on the secret, or the operation fails with the account's name."""
    firebase.change("POST", SECRETS + "?secretId=KEY", {"replication": {"automatic": {}}})
    firebase.change("POST", SECRETS + "/KEY:addVersion", {"payload": {"data": "d29yZA=="}})
    service = {"secretEnvironmentVariables": [{"key": "KEY", "secret": "KEY", "version": "1"}]}
    account = f"{firebase.project.number}-compute@developer.gserviceaccount.com"
    assert f"for Revision service account {account}" in deploy(firebase, serviceConfig=service)["error"]["message"]

    binding = {"role": "roles/secretmanager.secretAccessor", "members": [f"serviceAccount:{account}"]}
    firebase.change("POST", SECRETS + "/KEY:setIamPolicy", {"policy": {"bindings": [binding]}})
    assert "response" in deploy(firebase, "other", serviceConfig=service)


def test_nothing_else_is_done_to_a_function_that_is_being_deployed(sandbox: SandboxServer) -> None:
    """409 while its operation is pending; it shows DEPLOYING, and afterwards what came of it."""
    firebase = new_firebase_project(sandbox, pending_reads=1)
    operation = deploy(firebase)
    assert "done" not in operation
    assert firebase.get(GREET)["state"] == "DEPLOYING"
    assert firebase.request("DELETE", GREET).status == 409

    name = f"cloudfunctions.googleapis.com/v2/{operation['name']}"
    assert "done" not in firebase.get(name)
    assert firebase.get(name)["response"]["state"] == "ACTIVE"
    assert firebase.get(GREET)["state"] == "ACTIVE"


def test_a_topic_must_be_there_before_its_function(firebase: FirebaseProject) -> None:
    """The Firebase CLI makes it first; other events get a topic of Eventarc's own."""
    topic = f"projects/{firebase.id}/topics/orders"
    trigger = {"eventType": "google.cloud.pubsub.topic.v1.messagePublished", "pubsubTopic": topic}
    assert "orders was not found" in deploy(firebase, eventTrigger=trigger)["error"]["message"]

    firebase.change("PUT", "pubsub.googleapis.com/v1/projects/{project}/topics/orders", {})
    assert "response" in deploy(firebase, "handle", eventTrigger=trigger)
    made = firebase.get(FUNCTIONS + "/handle")["eventTrigger"]
    assert made["retryPolicy"] == "RETRY_POLICY_DO_NOT_RETRY"
    eventarc = firebase.get(f"eventarc.googleapis.com/v1/{made['trigger']}")
    assert eventarc["transport"]["pubsub"]["topic"] == topic


def test_a_trigger_stays_of_its_sort(firebase: FirebaseProject) -> None:
    """HTTP does not become an event."""
    deploy(firebase)
    trigger = {"eventType": "google.cloud.firestore.document.v1.written"}
    answer = firebase.request("PATCH", f"{GREET}?updateMask=eventTrigger", {"eventTrigger": trigger})

    assert answer.status == 400


def test_names_locations_and_billing_are_checked(firebase: FirebaseProject) -> None:
    """409, 403, 400 and 403, each in Google's words."""
    deploy(firebase)
    body = {"buildConfig": {"runtime": "nodejs22"}}
    poor = firebase.another(billing=False)

    assert firebase.request("POST", f"{FUNCTIONS}?functionId=greet", body).status == 409
    assert firebase.request("POST", f"{FUNCTIONS}?functionId=1st", body).status == 400
    elsewhere = FUNCTIONS.replace("europe-west1", "moon-base1")
    assert "may not exist" in message(firebase.request("POST", f"{elsewhere}?functionId=x", body))
    assert "BILLING_DISABLED" in poor.request("POST", f"{FUNCTIONS}?functionId=greet", body).body.decode()


def test_deleting_takes_service_and_policy_along(firebase: FirebaseProject) -> None:
    """A function of the same name begins without an invoker."""
    policy = "run.googleapis.com/v2/projects/{project}/locations/europe-west1/services/greet:setIamPolicy"
    deploy(firebase)
    everyone = {"policy": {"bindings": [{"role": "roles/run.invoker", "members": ["allUsers"]}]}}
    firebase.change("POST", policy, everyone)
    firebase.change("DELETE", GREET, None)
    assert firebase.request("GET", GREET).status == 404
    assert firebase.request("POST", policy, everyone).status == 404

    deploy(firebase)
    assert firebase.get(policy.replace("set", "get")) == {"etag": "ACAB"}


def test_lists_know_locations_environments_and_pages(firebase: FirebaseProject) -> None:
    """`-` is every location; version 2 lists both generations, version 1 its own."""
    for name in ("one", "two"):
        deploy(firebase, name)
    firebase.change("POST", FIRST, {"name": "x/old", "runtime": "nodejs22", "httpsTrigger": {}})

    def names(address: str) -> list[str]:
        return [each["name"].rpartition("/")[2] for each in firebase.get(address).get("functions", [])]

    assert names(ALL) == ["old", "one", "two"]
    assert names(ALL + '?filter=environment="GEN_2"') == ["one", "two"]
    assert names(FUNCTIONS.replace("europe-west1", "us-central1")) == []
    assert names(FIRST) == ["old"]
    first = firebase.get(ALL + "?pageSize=2")
    assert len(first["functions"]) == 2
    assert names(f"{ALL}?pageSize=2&pageToken={first['nextPageToken'].rstrip('=')}==") == ["two"]
    assert firebase.request("GET", ALL + "?pageToken=nobody-gave-it").status == 400
    assert firebase.request("GET", ALL + "?pageSize=-1").status == 400


def test_a_function_of_the_first_generation_can_be_read_changed_and_deleted(firebase: FirebaseProject) -> None:
    """From version 1, which made it, and from version 2."""
    url = firebase.change("POST", FIRST + ":generateUploadUrl", {})["uploadUrl"]
    body = {"name": "x/old", "runtime": "nodejs22", "availableMemoryMb": 512, "eventTrigger": {"eventType": "a.b"}}
    body["sourceUploadUrl"] = url
    assert firebase.request("POST", FIRST, body).status == 400
    signed(firebase, "PUT", url, archive(), **{"content-type": "application/zip"})
    operation = firebase.change("POST", FIRST, body)
    assert operation["response"]["status"] == "ACTIVE"
    assert firebase.request("POST", FIRST, body).status == 409
    assert firebase.another(billing=False).request("POST", FIRST, body).status == 403
    assert firebase.get(f"cloudfunctions.googleapis.com/v1/{operation['name']}")["done"]
    firebase.change("PATCH", FIRST + "/old?updateMask=timeout", {"timeout": "90s"})
    found = firebase.get(FUNCTIONS + "/old")
    assert (found["environment"], found["serviceConfig"]["timeoutSeconds"]) == ("GEN_1", 90)
    assert found["serviceConfig"]["availableMemory"] == "512M"
    invoker = {"policy": {"bindings": [{"role": "roles/cloudfunctions.invoker", "members": ["allUsers"]}]}}
    policy = firebase.change("POST", FIRST + "/old:setIamPolicy", invoker)
    assert firebase.get(FIRST + "/old:getIamPolicy") == policy

    firebase.change("DELETE", FUNCTIONS + "/old", None)
    assert firebase.request("GET", FIRST + "/old").status == 404


def test_runtimes_and_locations_are_listed(firebase: FirebaseProject) -> None:
    """With the stage of each runtime and the environments of each location."""
    place = "cloudfunctions.googleapis.com/v2/projects/{project}/locations"
    stages = {each["name"]: each["stage"] for each in firebase.get(f"{place}/europe-west1/runtimes")["runtimes"]}

    assert (stages["nodejs22"], stages["nodejs16"]) == ("GA", "DECOMMISSIONED")
    assert "europe-west1" in {each["locationId"] for each in firebase.get(place)["locations"]}


def test_functions_outlive_the_sandbox(firebase: FirebaseProject) -> None:
    """Every document is on disk before the answer."""
    deploy(firebase)
    stored = json.loads((firebase.project.documents.folder / "cloud_functions.json").read_text())

    assert list(stored) == [f"projects/{firebase.id}/locations/europe-west1/functions/greet"]
