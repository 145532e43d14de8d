"""IAM policies: one for each resource, replaced whole, guarded by an etag."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox_fixtures import FirebaseProject
from tests.unit.sandbox.firebase.deploying import deploy

SERVICES = "run.googleapis.com/v2/projects/{project}/locations/europe-west1/services"
GREET = SERVICES + "/greet"
PROJECT = "cloudresourcemanager.googleapis.com/v1/projects/{project}"
EVERYONE = {"role": "roles/run.invoker", "members": ["allUsers"]}


@pytest.fixture
def service(firebase: FirebaseProject) -> FirebaseProject:
    """A project with a function and so with the service `greet`."""
    deploy(firebase)
    return firebase


def test_a_policy_is_replaced_under_its_etag(service: FirebaseProject) -> None:
    """409 for an old one; without one, or with an empty one, the last writer wins."""
    first = service.change("POST", GREET + ":setIamPolicy", {"policy": {"bindings": [EVERYONE], "etag": "ACAB"}})
    late = service.request("POST", GREET + ":setIamPolicy", {"policy": {"bindings": [], "etag": "ACAB"}})
    assert (late.status, service.get(GREET + ":getIamPolicy")) == (409, first)

    blind = {"policy": {"bindings": [], "etag": ""}, "updateMask": "bindings,etag,version"}
    service.change("POST", GREET.replace("/v2/", "/v1/") + ":setIamPolicy", blind)
    assert "bindings" not in service.get(GREET + ":getIamPolicy")


def test_bindings_of_one_role_become_one(service: FirebaseProject) -> None:
    """Members once each, and no binding without any."""
    other = "serviceAccount:robot@demo-acme.iam.gserviceaccount.com"
    bindings = [EVERYONE, {**EVERYONE, "members": ["allUsers", other]}, {"role": "roles/viewer", "members": []}]
    policy = service.change("POST", GREET + ":setIamPolicy", {"policy": {"bindings": bindings}})

    assert policy["bindings"] == [{**EVERYONE, "members": ["allUsers", other]}]


@pytest.mark.parametrize(
    "binding",
    [{"role": "invoker", "members": ["allUsers"]}, {**EVERYONE, "members": ["everybody"]}, {"members": ["allUsers"]}],
    ids=["role", "member", "no role"],
)
def test_a_binding_that_means_nothing_is_refused(service: FirebaseProject, binding: dict[str, Any]) -> None:
    """400, and the policy stays."""
    assert service.request("POST", GREET + ":setIamPolicy", {"policy": {"bindings": [binding]}}).status == 400
    assert service.get(GREET + ":getIamPolicy") == {"etag": "ACAB"}


def test_a_service_shows_its_function(service: FirebaseProject) -> None:
    """In both versions of the API; there is none without a function."""
    found = service.get(GREET)
    assert found["template"]["containers"][0]["resources"]["limits"] == {"cpu": "0.1666", "memory": "256M"}
    assert found["ingress"] == "INGRESS_TRAFFIC_ALL"
    knative = service.get(GREET.replace("/v2/", "/v1/"))
    assert knative["status"]["url"] == found["uri"]
    assert [each["name"] for each in service.get(SERVICES)["services"]] == [found["name"]]
    assert service.request("GET", SERVICES + "/other").status == 404
    assert service.request("GET", SERVICES + "/other:getIamPolicy").status == 404


def test_the_policy_of_a_project_begins_with_googles_own_accounts(firebase: FirebaseProject) -> None:
    """Read with POST, and written like any other."""
    policy = firebase.change("POST", PROJECT + ":getIamPolicy", {})
    roles = [each["role"] for each in policy["bindings"]]
    assert "roles/editor" in roles

    member = f"serviceAccount:service-{firebase.project.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
    policy["bindings"].append({"role": "roles/iam.serviceAccountTokenCreator", "members": [member]})
    firebase.change("POST", PROJECT + ":setIamPolicy", {"policy": policy})
    after = firebase.change("POST", PROJECT + ":getIamPolicy", {})
    assert [each["role"] for each in after["bindings"]] == [*roles, "roles/iam.serviceAccountTokenCreator"]


def test_topics_have_policies_and_can_be_changed(firebase: FirebaseProject) -> None:
    """Made, read, labelled, shared, deleted; names are checked."""
    topics = "pubsub.googleapis.com/v1/projects/{project}/topics"
    firebase.change("PUT", topics + "/orders", {})
    assert firebase.request("PUT", topics + "/orders", {}).status == 409
    assert firebase.request("PUT", topics + "/1", {}).status == 400
    firebase.change("PATCH", topics + "/orders", {"topic": {"labels": {"a": "b"}}, "updateMask": "labels"})
    assert [each["labels"] for each in firebase.get(topics)["topics"]] == [{"a": "b"}]
    publisher = {"role": "roles/pubsub.publisher", "members": ["allAuthenticatedUsers"]}
    firebase.change("POST", topics + "/orders:setIamPolicy", {"policy": {"bindings": [publisher]}})
    assert firebase.get(topics + "/orders:getIamPolicy")["bindings"] == [publisher]
    firebase.change("DELETE", topics + "/orders", None)
    assert firebase.request("GET", topics + "/orders").status == 404
