"""What Google adds to a function of the second generation: defaults, names, addresses (firebase.md §2.3).

Memory gives the share of a processor that is the default: cloud.google.com/functions/docs/configuring/memory.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final, cast

from baasctl.sandbox.exchange import Json, JsonObject
from baasctl.sandbox.firebase.cloud_functions.places import REGIONS
from baasctl.sandbox.firebase.project import Project

PUBLISHED: Final = "google.cloud.pubsub.topic.v1.messagePublished"
MADE_BY_EVENTARC: Final = "eventarc-"
"""Topics that a trigger makes for itself begin so."""
_DEFAULT_CPU: Final = (
    (128, "0.083"),
    (256, "0.1666"),
    (512, "0.3333"),
    (1024, "0.5833"),
    (2048, "1"),
    (8192, "2"),
    (16384, "4"),
)
_UNITS: Final = {"k": 1e3, "M": 1e6, "G": 1e9, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30}
_OUTPUT_ONLY: Final = ("state", "stateMessages", "createTime", "updateTime", "url", "upgradeInfo", "satisfiesPzi")


def memory_mebibytes(text: str) -> float:
    """`256M`, `1Gi` or a number of bytes.

    Raises:
        ValueError: It is no quantity.
    """
    unit = next((unit for unit in ("Ki", "Mi", "Gi", "k", "M", "G") if text.endswith(unit)), "")
    return float(text.removesuffix(unit)) * _UNITS.get(unit, 1) / 2**20


def service_id(function_id: str) -> str:
    """The name of a function's Cloud Run service."""
    return function_id.lower().replace("_", "-")


def policy_name(location: str, service: str) -> str:
    """Under which the IAM policy of a Cloud Run service is kept."""
    return f"run.googleapis.com/{location}/{service}"


def compute_account(project: Project) -> str:
    """The service account that functions have when they name none."""
    return f"{project.number}-compute@developer.gserviceaccount.com"


def configured(project: Project, location: str, function_id: str, function: JsonObject) -> JsonObject:
    """A function as it is stored: what was sent, with every default filled in.

    Args:
        function: As it was sent, or as stored with a change applied; output-only members are dropped.
    """
    name = f"projects/{project.id}/locations/{location}/functions/{function_id}"
    kept = {member: value for member, value in function.items() if member not in _OUTPUT_ONLY}
    stored: JsonObject = {
        **kept,
        "name": name,
        "environment": "GEN_2",
        "buildConfig": _build(project, location, function_id, _message(function, "buildConfig")),
        "serviceConfig": _service(project, location, function_id, _message(function, "serviceConfig")),
        "url": f"https://{location}-{project.id}.cloudfunctions.net/{function_id}",
        "satisfiesPzi": True,
    }
    if "eventTrigger" in function:
        stored["eventTrigger"] = _trigger(project, location, function_id, _message(function, "eventTrigger"))
    return stored


def revised(service: JsonObject) -> JsonObject:
    """The service's settings with the name of its next revision."""
    name = str(service["service"]).rpartition("/")[2]
    before = str(service.get("revision", ""))
    number = 1 + (int(before.split("-")[-2]) if before else 0)
    return {**service, "revision": f"{name}-{number:05}-{secrets.token_hex(2)[:3]}"}


def _message(function: JsonObject, name: str) -> JsonObject:
    return dict(cast("JsonObject", function.get(name) or {}))


def _build(project: Project, location: str, function_id: str, build: JsonObject) -> JsonObject:
    build.setdefault("entryPoint", function_id)
    build.setdefault("dockerRegistry", "ARTIFACT_REGISTRY")
    build.setdefault("dockerRepository", f"projects/{project.id}/locations/{location}/repositories/gcf-artifacts")
    build.setdefault("serviceAccount", f"projects/{project.id}/serviceAccounts/{compute_account(project)}")
    return build if "onDeployUpdatePolicy" in build else {"automaticUpdatePolicy": {}, **build}


def _service(project: Project, location: str, function_id: str, service: JsonObject) -> JsonObject:
    """Defaults of the service; numbers that are 0 are not answered (proto3)."""
    run_name = service_id(function_id)
    service.setdefault("availableMemory", "256M")
    service.setdefault("availableCpu", _cpu(memory_mebibytes(str(service["availableMemory"]))))
    service.setdefault("timeoutSeconds", 60)
    service.setdefault("maxInstanceCount", 20)
    service.setdefault("maxInstanceRequestConcurrency", 1)
    service.setdefault("ingressSettings", "ALLOW_ALL")
    service.setdefault("serviceAccountEmail", compute_account(project))
    service.setdefault("allTrafficOnLatestRevision", True)
    service["environmentVariables"] = {"LOG_EXECUTION_ID": "true", **_message(service, "environmentVariables")}
    for secret in cast("list[JsonObject]", service.get("secretEnvironmentVariables") or []):
        secret.setdefault("projectId", project.id)
        secret.setdefault("version", "latest")
    service["service"] = f"projects/{project.id}/locations/{location}/services/{run_name}"
    service["uri"] = f"https://{run_name}-{_hash(project)}-{REGIONS[location]}.a.run.app"
    empty: tuple[Json, ...] = (0, "", [], {})
    return {name: value for name, value in service.items() if value is True or value not in empty}


def _trigger(project: Project, location: str, function_id: str, trigger: JsonObject) -> JsonObject:
    region = trigger.setdefault("triggerRegion", location)
    digest = int(hashlib.sha256(f"{location}/{function_id}/{region}".encode()).hexdigest(), 16)
    trigger_id = f"{service_id(function_id)}-{digest % 1_000_000:06}"
    trigger["trigger"] = f"projects/{project.id}/locations/{region}/triggers/{trigger_id}"
    trigger.setdefault(
        "pubsubTopic", f"projects/{project.id}/topics/{MADE_BY_EVENTARC}{region}-{trigger_id}-{digest % 997:03}"
    )
    trigger.setdefault("serviceAccountEmail", compute_account(project))
    if trigger.get("retryPolicy") != "RETRY_POLICY_RETRY":
        trigger["retryPolicy"] = "RETRY_POLICY_DO_NOT_RETRY"
    return {name: value for name, value in trigger.items() if value != []}


def _cpu(mebibytes: float) -> str:
    return next((cpu for limit, cpu in _DEFAULT_CPU if mebibytes <= limit), "8")


def _hash(project: Project) -> str:
    return hashlib.sha256(str(project.number).encode()).hexdigest()[:10]
