"""What the Firebase CLI and SDKs ask about a project before they do anything with it."""

from __future__ import annotations

from tests.sandbox_fixtures import FirebaseProject
from tests.unit.sandbox.firebase.deploying import deploy

SERVICES = "serviceusage.googleapis.com/v1/projects/{project}/services"
FIREBASE = "firebase.googleapis.com/v1beta1/projects/{project}"
MANAGER = "cloudresourcemanager.googleapis.com/v1/projects/{project}"


def test_any_name_is_an_api_that_is_on(firebase: FirebaseProject) -> None:
    """Also the host of a local server, which the Firebase CLI takes for one."""
    for name in ("firestore.googleapis.com", "127.0.0.1"):
        assert firebase.get(f"{SERVICES}/{name}")["state"] == "ENABLED"


def test_an_api_is_switched_on_and_off(firebase: FirebaseProject) -> None:
    """What is off answers SERVICE_DISABLED until it is on again."""
    service, asked = "pubsub.googleapis.com", "pubsub.googleapis.com/v1/projects/{project}/topics"
    firebase.change("POST", f"{SERVICES}/{service}:disable", {})
    assert firebase.get(f"{SERVICES}/{service}")["state"] == "DISABLED"
    assert firebase.request("GET", asked).status == 403

    operation = firebase.change("POST", f"{SERVICES}/{service}:enable", {})
    assert operation["response"]["service"]["state"] == "ENABLED"
    assert firebase.get(asked) == {}
    firebase.change("POST", f"{SERVICES}/{service}:disable", {})
    firebase.change("POST", f"{SERVICES}:batchEnable", {"serviceIds": [service]})
    assert firebase.get(f"{SERVICES}:batchGet?names=x/{service}")["services"][0]["state"] == "ENABLED"


def test_google_acts_in_the_name_of_service_agents(firebase: FirebaseProject) -> None:
    """They are made on demand."""
    address = SERVICES.replace("/v1/", "/v1beta1/") + "/eventarc.googleapis.com:generateServiceIdentity"
    operation = firebase.change("POST", address, {})

    email = f"service-{firebase.project.number}@gcp-sa-eventarc.iam.gserviceaccount.com"
    assert operation["response"]["email"] == email


def test_a_project_tells_its_number_and_its_bucket(firebase: FirebaseProject) -> None:
    """Newer projects have another domain for buckets than older ones."""
    number = str(firebase.project.number)
    old = firebase.another(fresh=False)

    assert firebase.get(MANAGER)["projectNumber"] == firebase.get(FIREBASE)["projectNumber"] == number
    assert firebase.get(FIREBASE + "/adminSdkConfig")["storageBucket"] == f"{firebase.id}.firebasestorage.app"
    assert old.get(FIREBASE)["resources"]["storageBucket"] == f"{old.id}.appspot.com"


def test_projects_are_listed(firebase: FirebaseProject) -> None:
    """All that the caller may see, over pages."""
    another = firebase.another()
    listed = firebase.get("firebase.googleapis.com/v1beta1/projects?pageSize=1000")["results"]

    assert {firebase.id, another.id} <= {each["projectId"] for each in listed}


def test_a_project_tells_its_default_database(firebase: FirebaseProject) -> None:
    """Once there is one; others are not mentioned."""
    place = "firebasedatabase.googleapis.com/v1beta/projects/{project}/locations/us-central1/instances"
    firebase.change("POST", f"{place}?databaseId={firebase.id}-other", {"type": "USER_DATABASE"})
    assert "realtimeDatabaseInstance" not in firebase.get(FIREBASE)["resources"]
    name = f"{firebase.id}-default-rtdb"
    firebase.change("POST", f"{place}?databaseId={name}", {"type": "DEFAULT_DATABASE"})

    assert firebase.get(FIREBASE)["resources"]["realtimeDatabaseInstance"] == name
    assert firebase.get(FIREBASE + "/adminSdkConfig")["databaseURL"] == f"https://{name}.firebaseio.com"


def test_billing_is_an_option(firebase: FirebaseProject) -> None:
    """Without it the members are not there."""
    address = "cloudbilling.googleapis.com/v1/projects/{project}/billingInfo"

    assert firebase.get(address)["billingEnabled"]
    assert "billingEnabled" not in firebase.another(billing=False).get(address)


def test_the_caller_may_do_everything(firebase: FirebaseProject) -> None:
    """All permissions that were asked for are there."""
    asked = {"permissions": ["firebase.projects.get", "iam.serviceAccounts.actAs"]}
    account = "iam.googleapis.com/v1/projects/{project}/serviceAccounts/robot@example.com:testIamPermissions"

    assert firebase.change("POST", MANAGER + ":testIamPermissions", asked) == asked
    assert firebase.change("POST", account, asked) == asked


def test_nothing_is_installed_or_configured(firebase: FirebaseProject) -> None:
    """Extensions and runtime configuration are empty; compute knows the account of functions."""
    assert firebase.get("firebaseextensions.googleapis.com/v1beta/projects/{project}/instances") == {}
    assert firebase.get("runtimeconfig.googleapis.com/v1beta1/projects/{project}/configs") == {}
    account = firebase.get("compute.googleapis.com/compute/v1/projects/{project}")["defaultServiceAccount"]
    assert account == f"{firebase.project.number}-compute@developer.gserviceaccount.com"


def test_images_of_functions_have_a_repository_once_there_is_one(firebase: FirebaseProject) -> None:
    """How long they are kept can be said."""
    address = "artifactregistry.googleapis.com/v1/projects/{project}/locations/europe-west1/repositories/gcf-artifacts"
    assert firebase.request("GET", address).status == 404
    deploy(firebase)
    policies = {"old": {"id": "old", "condition": {"tagState": "ANY", "olderThan": "86400s"}, "action": "DELETE"}}
    firebase.change("PATCH", address + "?updateMask=cleanupPolicies", {"cleanupPolicies": policies})

    assert firebase.get(address)["cleanupPolicies"]["old"]["action"] == "DELETE"


def test_channels_carry_events_of_ones_own(firebase: FirebaseProject) -> None:
    """Made and deleted by an operation."""
    channels = "eventarc.googleapis.com/v1/projects/{project}/locations/europe-west1/channels"
    made = firebase.change("POST", channels + "?channelId=firebase", {})
    assert made["response"]["state"] == firebase.get(channels + "/firebase")["state"] == "ACTIVE"
    assert firebase.request("POST", channels + "?channelId=firebase", {}).status == 409
    assert len(firebase.get(channels)["channels"]) == 1
    firebase.change("DELETE", channels + "/firebase", None)
    assert firebase.request("GET", channels + "/firebase").status == 404
    assert firebase.request("GET", channels.replace("channels", "triggers/none")).status == 404
    assert firebase.get(channels.replace("channels", "triggers")) == {}
