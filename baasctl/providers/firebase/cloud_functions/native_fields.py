"""Settings of a function that only Firebase has, by their path in the API's `Function`.

Source: discovery document cloudfunctions v2, revision of google-api-python-client 2.202.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from baasctl.model.field import Field, Shape
from baasctl.model.value import Value
from baasctl.providers.contract import Bounds

_GOOGLE: Final = "Cloud Functions"
_ANYTHING: Final = Bounds()
_SECONDS: Final = Bounds(pattern=r"\d+(\.\d+)?s", whose="Cloud Scheduler")


@dataclass(frozen=True, slots=True)
class NativeField:
    """One setting.

    Attributes:
        field: Shape and meaning.
        bounds: What Google accepts.
        default: The value that it has when nobody set it; `None`: none.
    """

    field: Field
    bounds: Bounds = _ANYTHING
    default: Value = None


def _text(doc: str) -> Field:
    return Field(doc=doc)


def _choice(doc: str, *choices: str, default: str | None = None) -> NativeField:
    return NativeField(Field(doc=doc), Bounds(choices=choices, whose=_GOOGLE), default)


def _switch(doc: str, *, default: bool = False) -> NativeField:
    return NativeField(Field(doc=doc), Bounds(choices=(True, False), whose=_GOOGLE), default)


def _records(doc: str, members: Mapping[str, str]) -> Field:
    element = Field(shape=Shape.RECORD, members={name: Field(doc=text) for name, text in members.items()})
    return Field(shape=Shape.LIST, element=element, doc=doc)


WIRE: Final[Mapping[str, NativeField]] = {
    "kmsKeyName": NativeField(_text("Key that encrypts sources and images, as its full name.")),
    "serviceConfig.availableCpu": NativeField(
        _text('Processors of one instance, such as "1" or "0.5"; left out, by memory.'),
        Bounds(pattern=r"\d+(\.\d+)?", whose=_GOOGLE),
    ),
    "serviceConfig.maxInstanceRequestConcurrency": NativeField(
        _text("Requests that one instance serves at a time; more than 1 needs a whole processor."),
        Bounds(minimum=1, maximum=1000, whose=_GOOGLE),
        1,
    ),
    "serviceConfig.minInstanceCount": NativeField(
        _text("Instances that are kept running."), Bounds(minimum=0, maximum=1000, whose=_GOOGLE), 0
    ),
    "serviceConfig.maxInstanceCount": NativeField(
        _text("Most instances; left out, by quota."), Bounds(minimum=1, maximum=3000, whose=_GOOGLE), 20
    ),
    "serviceConfig.ingressSettings": _choice(
        "Networks that requests may come from.",
        *("ALLOW_ALL", "ALLOW_INTERNAL_ONLY", "ALLOW_INTERNAL_AND_GCLB"),
        default="ALLOW_ALL",
    ),
    "serviceConfig.vpcConnector": NativeField(_text("Serverless VPC connector, as its full name.")),
    "serviceConfig.vpcConnectorEgressSettings": _choice(
        "What goes through the connector.", "PRIVATE_RANGES_ONLY", "ALL_TRAFFIC"
    ),
    "serviceConfig.directVpcNetworkInterface": NativeField(
        Field(
            shape=Shape.LIST,
            element=Field(
                shape=Shape.RECORD,
                members={
                    "network": Field(doc="Network."),
                    "subnetwork": Field(doc="Subnetwork."),
                    "tags": Field(shape=Shape.LIST, element=Field(), doc="Network tags."),
                },
            ),
            doc="Network that instances are in; at most one.",
        ),
        Bounds(longest=1, whose=_GOOGLE),
    ),
    "serviceConfig.directVpcEgress": _choice(
        "What goes through that network.", "VPC_EGRESS_PRIVATE_RANGES_ONLY", "VPC_EGRESS_ALL_TRAFFIC"
    ),
    "serviceConfig.secretVolumes": NativeField(
        _records(
            "Secrets that the code reads as files.",
            {
                "mountPath": "Folder.",
                "projectId": "Project of the secret; left out, this one.",
                "secret": "Name in Secret Manager.",
                "versions": "Versions and their file names.",
            },
        )
    ),
    "serviceConfig.allTrafficOnLatestRevision": _switch("Every request goes to the newest revision.", default=True),
    "serviceConfig.binaryAuthorizationPolicy": NativeField(_text("Policy that images are checked against.")),
    "buildConfig.environmentVariables": NativeField(
        Field(shape=Shape.MAP, element=Field(), doc="Settings of the build, such as GOOGLE_NODE_RUN_SCRIPTS.")
    ),
    "buildConfig.serviceAccount": NativeField(_text("Identity of the build, as its full name.")),
    "buildConfig.workerPool": NativeField(_text("Private pool that builds, as its full name.")),
    "buildConfig.dockerRepository": NativeField(_text("Repository for images, as its full name.")),
    "eventTrigger.eventType": NativeField(
        _text("Event that calls the function, such as `google.cloud.firestore.document.v1.written`."),
        Bounds(pattern=r"[A-Za-z0-9]+(\.[A-Za-z0-9]+)+", whose="Eventarc"),
    ),
    "eventTrigger.eventFilters": NativeField(
        _records(
            "Which of these events.",
            {
                "attribute": "Of the event, such as `document`.",
                "value": "Its value.",
                "operator": "`match-path-pattern` where the value is a pattern.",
            },
        )
    ),
    "eventTrigger.pubsubTopic": NativeField(
        _text("Topic whose messages call the function; in this project its name is enough."),
        Bounds(pattern=r"(projects/[^/]+/topics/)?(?!goog)[A-Za-z][A-Za-z0-9._~%+-]{2,254}", whose="Pub/Sub"),
    ),
    "eventTrigger.triggerRegion": NativeField(_text("Where the events are; left out, where bucket or database are.")),
    "eventTrigger.channel": NativeField(
        _text("Eventarc channel of custom events, as its full name; it is made with the function."),
        Bounds(pattern=r"projects/[^/]+/locations/[^/]+/channels/[^/]+", whose="Eventarc"),
    ),
    "eventTrigger.retryPolicy": _choice(
        "Whether an event is delivered again when the function fails.",
        *("RETRY_POLICY_DO_NOT_RETRY", "RETRY_POLICY_RETRY"),
        default="RETRY_POLICY_DO_NOT_RETRY",
    ),
    "eventTrigger.serviceAccountEmail": NativeField(_text("Identity that events are delivered with.")),
}
"""Members of `Function` by dotted path. What is not here has a neutral name, is output only, or is in `REFUSED`."""

ASIDE: Final[Mapping[str, NativeField]] = {
    "callable": _switch("Apps call it through the Firebase SDK; the label `deployment-callable`."),
    "taskQueue": _switch("A Cloud Tasks queue, which is made elsewhere, calls it; the label `deployment-taskqueue`."),
    "blocking": _choice(
        "Moment of sign-in that it is for, beside its entry in `auth_hooks`; the label `deployment-blocking`.",
        *("before-create", "before-sign-in", "before-send-email", "before-send-sms"),
    ),
    "onDeployUpdatePolicy": _switch("The runtime's security updates come with deployments only; false: by themselves."),
    "invokers": NativeField(
        Field(
            shape=Shape.SET,
            element=Field(),
            doc="Who may call it with a credential of Google Cloud (`serviceAccount:…`), beside its own account.",
        ),
        Bounds(pattern=r"(user|group|serviceAccount|domain|principal|principalSet):.+|allAuthenticatedUsers"),
    ),
    "ignore": NativeField(
        Field(
            shape=Shape.SET,
            element=Field(),
            doc="Files of the folder that are not uploaded, as in firebase.json; left out, node_modules, .git, venv,"
            " __pycache__ and *.local.",
        )
    ),
    "job.attemptDeadline": NativeField(
        _text("How long Cloud Scheduler waits for the function, in seconds: `180s`."),
        _SECONDS,
        "180s",
    ),
    "job.retryConfig.retryCount": NativeField(
        _text("How often a failed call is tried again."), Bounds(minimum=0, maximum=5, whose="Cloud Scheduler"), 0
    ),
    "job.retryConfig.maxRetryDuration": NativeField(
        _text("For how long it is tried, in seconds: `600s`."), _SECONDS, "0s"
    ),
    "job.retryConfig.minBackoffDuration": NativeField(_text("Shortest pause."), _SECONDS, "5s"),
    "job.retryConfig.maxBackoffDuration": NativeField(_text("Longest pause."), _SECONDS, "3600s"),
    "job.retryConfig.maxDoublings": NativeField(
        _text("How often the pause doubles."), Bounds(minimum=0, maximum=16, whose="Cloud Scheduler"), 5
    ),
}
"""Settings that are no member of `Function`: labels, its job, its IAM policy, its folder."""

REFUSED: Final[Mapping[str, str]] = {
    "environment": "functions are of the second generation",
    "serviceConfig.securityLevel": "it is a setting of the first generation",
    "buildConfig.dockerRegistry": "it is a setting of the first generation",
    "buildConfig.sourceToken": "it is a hint between deployments and not read back",
    "buildConfig.source": "the code comes from `source`",
    "buildConfig.automaticUpdatePolicy": "it is the opposite of `onDeployUpdatePolicy`",
    "buildConfig.onDeployUpdatePolicy": "it is written as `onDeployUpdatePolicy`",
    "eventTrigger.service": "it is a setting of the first generation",
    "region": "the name says it",
}
"""Paths that a spec cannot use, and why."""


def pointer_of(path: str) -> str:
    """The JSON Pointer of a native path: `/native/firebase/serviceConfig/availableCpu`."""
    return "/native/firebase/" + path.replace(".", "/")


def tree() -> dict[str, Field]:
    """All native fields as records in records."""
    root: dict[str, object] = {}
    for path, native in {**WIRE, **ASIDE}.items():
        *above, last = path.split(".")
        record = root
        for name in above:
            record = record.setdefault(name, {})  # type: ignore[assignment]
        record[last] = native.field
    return {name: _record(name, member) for name, member in root.items()}


def _record(name: str, member: object) -> Field:
    if isinstance(member, Field):
        return member
    assert isinstance(member, dict)
    members = {below: _record(below, each) for below, each in member.items()}
    return Field(shape=Shape.RECORD, members=members, doc=_GROUPS.get(name, ""))


_GROUPS: Final = {
    "serviceConfig": "How instances run.",
    "buildConfig": "How the code is built.",
    "eventTrigger": "Event that calls the function, where it is no upload to a bucket.",
    "job": "The Cloud Scheduler job behind `trigger.schedule`.",
    "retryConfig": "What happens when a call fails.",
}
