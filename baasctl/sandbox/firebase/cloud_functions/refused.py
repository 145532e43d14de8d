"""What Cloud Functions refuses: at once, or by an operation that fails.

Texts of Cloud Run as issues quote them: firebase/firebase-tools 5692, sourcegraph/sourcegraph-public-snapshot 59045,
nearform/slack-knowledgebase-chatgpt-responder 980.
"""

from __future__ import annotations

import re
from typing import Final, cast

from baasctl.sandbox.exchange import JsonObject
from baasctl.sandbox.firebase import pubsub, secret_manager
from baasctl.sandbox.firebase.cloud_functions.effective import MADE_BY_EVENTARC, PUBLISHED, memory_mebibytes, service_id
from baasctl.sandbox.firebase.cloud_functions.places import refuse_unusable_runtime
from baasctl.sandbox.firebase.cloud_functions.sources import build_failure
from baasctl.sandbox.firebase.cloud_storage.policies import agent_of
from baasctl.sandbox.firebase.iam_policies import has_role
from baasctl.sandbox.firebase.project import Project
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.firebase.resource_manager import project_policy

STORAGE: Final = "google.cloud.storage."
PUBLISHERS: Final = (
    "roles/pubsub.publisher",
    "roles/pubsub.editor",
    "roles/pubsub.admin",
    "roles/editor",
    "roles/owner",
)
_ID: Final = re.compile(r"[A-Za-z](?:[-_A-Za-z0-9]{0,61}[A-Za-z0-9])?")
_RESERVED: Final = ("X_GOOGLE_", "K_")
_RESERVED_NAMES: Final = {"PORT", "FUNCTION_NAME", "FUNCTION_MEMORY_MB", "FUNCTION_TIMEOUT_SEC"}
_LABEL: Final = re.compile(r"[a-z0-9_-]{0,63}")
_LONGEST_S: Final = {"http": 3600, "event": 540}
_MOST_MEMORY: Final = ((0.5, 512), (1, 1024), (2, 8192), (4, 16384), (6, 24576), (8, 32768))
"""Below so many processors, so much memory in MiB; one processor is 4 GiB."""


def refuse_request(function_id: str, function: JsonObject) -> None:
    """What is answered before anything is begun.

    Raises:
        GoogleRefusal: 400.
    """
    if not _ID.fullmatch(function_id):
        raise GoogleRefusal(
            400,
            "Invalid value at 'function_id': function ids begin with a letter, followed by up to 62 letters, numbers,"
            " hyphens, or underscores, and cannot end with a hyphen or underscore.",
        )
    build = cast("JsonObject", function.get("buildConfig") or {})
    refuse_unusable_runtime(str(build.get("runtime") or ""))
    service = cast("JsonObject", function.get("serviceConfig") or {})
    _refuse_variables(service)
    _refuse_labels(function)
    kind = "event" if function.get("eventTrigger") else "http"
    if int(str(service.get("timeoutSeconds") or 60)) > _LONGEST_S[kind]:
        raise GoogleRefusal(400, f"Timeout cannot be more than {_LONGEST_S[kind]} seconds for {kind} functions.")
    trigger = cast("JsonObject", function.get("eventTrigger") or {})
    if trigger and not trigger.get("eventType"):
        raise GoogleRefusal(400, "Invalid value at 'function.event_trigger.event_type': must be specified.")


def refuse_resources(verb: str, function: JsonObject) -> None:
    """What Cloud Run cannot give the service of a complete function.

    Args:
        verb: `create` or `update`.

    Raises:
        GoogleRefusal: 400.
    """
    service = cast("JsonObject", function["serviceConfig"])
    cpu = float(str(service["availableCpu"]))
    concurrency = int(str(service.get("maxInstanceRequestConcurrency", 1)))
    most = 4096 if cpu == 1 else next((limit for below, limit in _MOST_MEMORY if cpu <= below), 32768)
    name = service_id(str(function["name"]).rpartition("/")[2])
    place = f"Could not {verb} Cloud Run service {name}. spec.template.spec.containers.resources.limits."
    if cpu < 1 and concurrency > 1:
        why = "Invalid value specified for cpu. Total cpu < 1 is not supported with concurrency > 1."
        raise GoogleRefusal(400, f"{place}cpu: {why}")
    if memory_mebibytes(str(service["availableMemory"])) > most:
        why = f"Invalid value specified for memory. For {cpu:g} CPU, memory must be at most {most}Mi."
        raise GoogleRefusal(400, f"{place}memory: {why}")


def failure(project: Project, function: JsonObject, content: bytes | None) -> GoogleRefusal | None:
    """Why the deployment of a complete function fails; `None`: it does not."""
    build = cast("JsonObject", function["buildConfig"])
    service = cast("JsonObject", function["serviceConfig"])
    if content is None:
        source = cast("JsonObject", cast("JsonObject", build.get("source") or {}).get("storageSource") or {})
        path = f"{source.get('bucket')}/{source.get('object')}"
        return GoogleRefusal(400, f"Failed to retrieve function source: gs://{path} does not exist.")
    if reason := build_failure(content, str(build["runtime"])):
        link = f"https://console.cloud.google.com/cloud-build/builds?project={project.number}"
        return GoogleRefusal(
            400,
            f"Build failed with status: FAILURE and message: {reason}. For more details see the logs at {link}.",
        )
    return _secrets(project, service) or _topic(project, function) or _uploads(project, function)


def _refuse_variables(service: JsonObject) -> None:
    variables = cast("JsonObject", service.get("environmentVariables") or {})
    for name in variables:
        if name in _RESERVED_NAMES or name.startswith(_RESERVED):
            raise GoogleRefusal(400, f"Invalid environment variables: {name} is reserved by the system.")
    for secret in cast("list[JsonObject]", service.get("secretEnvironmentVariables") or []):
        if secret.get("key") in variables:
            raise GoogleRefusal(
                400, f"Secret environment variable overlaps non secret environment variable: {secret['key']}"
            )


def _refuse_labels(function: JsonObject) -> None:
    for name, value in cast("JsonObject", function.get("labels") or {}).items():
        if not name or not _LABEL.fullmatch(name) or not _LABEL.fullmatch(str(value)):
            raise GoogleRefusal(
                400, f"Invalid label `{name}`: `{value}`: labels are a-z, 0-9, _ and -, at most 63 long."
            )


def _secrets(project: Project, service: JsonObject) -> GoogleRefusal | None:
    account = str(service["serviceAccountEmail"])
    for number, used in enumerate(cast("list[JsonObject]", service.get("secretEnvironmentVariables") or [])):
        name, version = str(used["secret"]), str(used["version"])
        shown = f"projects/{project.number}/secrets/{name}/versions/{version}"
        place = f"spec.template.spec.containers[0].env[{number}].value_from.secret_key_ref.name: "
        if not secret_manager.is_enabled(project, name, version):
            return GoogleRefusal(400, f"{place}Secret {shown} was not found")
        if not secret_manager.may_access(project, name, f"serviceAccount:{account}"):
            return GoogleRefusal(
                400,
                f"{place}Permission denied on secret: {shown} for Revision service account {account}. The service"
                " account used must be granted the 'Secret Manager Secret Accessor' role"
                " (roles/secretmanager.secretAccessor) at the secret, project or higher level.",
            )
    return None


def _topic(project: Project, function: JsonObject) -> GoogleRefusal | None:
    trigger = cast("JsonObject", function.get("eventTrigger") or {})
    if trigger.get("eventType") != PUBLISHED:
        return None
    topic = str(trigger["pubsubTopic"])
    name = topic.rpartition("/")[2]
    if name.startswith(MADE_BY_EVENTARC) or pubsub.exists(project, name):
        return None
    return GoogleRefusal(400, f"Creating trigger failed: The topic {topic} was not found.", code="NOT_FOUND")


def _uploads(project: Project, function: JsonObject) -> GoogleRefusal | None:
    """Cloud Storage publishes uploads with its own account (cloud.google.com/eventarc/docs/run/quickstart-storage)."""
    trigger = cast("JsonObject", function.get("eventTrigger") or {})
    agent = f"serviceAccount:{agent_of(project)}"
    if not str(trigger.get("eventType")).startswith(STORAGE) or has_role(project_policy(project), PUBLISHERS, agent):
        return None
    return GoogleRefusal(
        400,
        "Creating trigger failed: The Cloud Storage service account for your bucket is unable to publish to Cloud"
        " Pub/Sub topics in the specified project. To use GCS CloudEvent triggers, the GCS service account requires the"
        " Pub/Sub Publisher (roles/pubsub.publisher) IAM role in the specified project.",
    )
