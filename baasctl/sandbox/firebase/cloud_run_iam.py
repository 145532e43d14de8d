"""run.googleapis.com: the services behind functions, and who may invoke them (`roles/run.invoker`)."""

from __future__ import annotations

import hashlib
from typing import Final, cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.cloud_functions import functions
from baasctl.sandbox.firebase.cloud_functions.effective import policy_name
from baasctl.sandbox.firebase.iam_policies import policy_of, replace_policy
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.routing import Route

_KNATIVE: Final = "serving.knative.dev/v1"
_INGRESS: Final = {
    "ALLOW_ALL": "INGRESS_TRAFFIC_ALL",
    "ALLOW_INTERNAL_ONLY": "INGRESS_TRAFFIC_INTERNAL_ONLY",
    "ALLOW_INTERNAL_AND_GCLB": "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
}


def list_all(call: Call) -> Answer:
    """`GET /v2/…/services`."""
    location = call.parameter("location")
    services = functions.services_of(call.project).items()
    found = [_second(call.project, each) for key, each in services if location in {"-", key.split("/")[0]}]
    return page(call, "services", found)


def read(call: Call) -> Answer:
    """`GET /v2/…/services/{service}`."""
    return call.answer(_second(call.project, _find(call)))


def read_as_knative(call: Call) -> Answer:
    """`GET /v1/…/services/{service}`."""
    function = _find(call)
    service = cast("JsonObject", function["serviceConfig"])
    name = call.parameter("service")
    metadata: JsonObject = {
        "name": name,
        "namespace": str(call.project.number),
        "generation": 1,
        "labels": {"goog-managed-by": "cloudfunctions", "cloud.googleapis.com/location": call.parameter("location")},
        "annotations": {"cloudfunctions.googleapis.com/function-id": str(function["name"]).rpartition("/")[2]},
        "creationTimestamp": function["createTime"],
    }
    ready: Json = [{"type": "Ready", "status": "True"}]
    status: JsonObject = {"url": service["uri"], "observedGeneration": 1, "conditions": ready}
    return call.answer(
        {"apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": metadata, "status": status}
    )


def read_policy(call: Call) -> Answer:
    """`GET …:getIamPolicy`, versions 1 and 2."""
    _find(call)
    return call.answer(policy_of(call.project, _policy(call)))


def write_policy(call: Call) -> Answer:
    """`POST …:setIamPolicy`, versions 1 and 2; with an etag only if nobody was faster."""
    _find(call)
    return call.answer(replace_policy(call, _policy(call)))


_SERVICES: Final = "projects/{project}/locations/{location}/services"
_V1: Final = f"/run.googleapis.com/v1/{_SERVICES}"
_V2: Final = f"/run.googleapis.com/v2/{_SERVICES}"
ROUTES: tuple[Route[Operation], ...] = (
    Route("GET", _V2, list_all),
    Route("GET", _V2 + "/{service}", read),
    Route("GET", _V2 + "/{service}:getIamPolicy", read_policy),
    Route("POST", _V2 + "/{service}:setIamPolicy", write_policy),
    Route("GET", _V1 + "/{service}", read_as_knative),
    Route("GET", _V1 + "/{service}:getIamPolicy", read_policy),
    Route("POST", _V1 + "/{service}:setIamPolicy", write_policy),
)


def _find(call: Call) -> JsonObject:
    location, service = call.parameter("location"), call.parameter("service")
    found = functions.services_of(call.project).get(f"{location}/{service}")
    if found is None:
        raise GoogleRefusal(
            404,
            f"Resource '{service}' of kind 'SERVICE' in region '{location}' in project '{call.project.id}' does not"
            " exist.",
        )
    return found


def _policy(call: Call) -> str:
    return policy_name(call.parameter("location"), call.parameter("service"))


def _second(project: Project, function: JsonObject) -> JsonObject:
    service = cast("JsonObject", function["serviceConfig"])
    name = str(service["service"])
    revision = f"{name}/revisions/{service.get('revision', '')}"
    limits: JsonObject = {"cpu": service["availableCpu"], "memory": service["availableMemory"]}
    environment = cast("JsonObject", service.get("environmentVariables") or {})
    container: JsonObject = {
        "name": "worker",
        "resources": {"limits": limits, "cpuIdle": True, "startupCpuBoost": True},
        "env": [{"name": each, "value": value} for each, value in environment.items()],
    }
    template: JsonObject = {
        "serviceAccount": service["serviceAccountEmail"],
        "timeout": f"{service['timeoutSeconds']}s",
        "maxInstanceRequestConcurrency": service["maxInstanceRequestConcurrency"],
        "scaling": {"maxInstanceCount": service.get("maxInstanceCount", 0)},
        "containers": [container],
    }
    return {
        "name": name,
        "uid": hashlib.sha256(f"{project.number}/{name}".encode()).hexdigest()[:32],
        "generation": revision[-9:-4].lstrip("0"),
        "labels": {"goog-managed-by": "cloudfunctions"},
        "createTime": function["createTime"],
        "updateTime": function["updateTime"],
        "ingress": _INGRESS[str(service["ingressSettings"])],
        "launchStage": "GA",
        "template": template,
        "latestReadyRevision": revision,
        "terminalCondition": {"type": "Ready", "state": "CONDITION_SUCCEEDED"},
        "uri": service["uri"],
        "etag": f'"{hashlib.sha256(revision.encode()).hexdigest()[:20]}"',
    }
