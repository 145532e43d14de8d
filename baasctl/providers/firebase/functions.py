"""`functions`: Cloud Functions of the second generation, from wire to attributes; pure.

The way back is `cloud_functions/function_body`.

Source: discovery document cloudfunctions v2, `Function`; research/vocabulary.md §8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from baasctl.model.address import Address
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, at, freeze, leaves, put
from baasctl.providers.firebase.cloud_functions import invokers, runtimes
from baasctl.providers.firebase.cloud_functions import server_members as server
from baasctl.providers.firebase.cloud_functions.address import Place
from baasctl.providers.firebase.cloud_functions.event_triggers import (
    BUCKET,
    EVENT,
    decode_event,
    immutable_paths,
)
from baasctl.providers.firebase.cloud_functions.native_fields import WIRE, pointer_of
from baasctl.providers.firebase.cloud_functions.quantities import bytes_of, default_cpu
from baasctl.providers.firebase.cloud_functions.schedules import SCHEDULE, is_of_job
from baasctl.providers.strict import expect, expect_objects, unexpected

KIND: Final = "functions"
CALLERS: Final = "/trigger/http/auth"
INVOKERS: Final = "/native/firebase/invokers"
IGNORE: Final = "/native/firebase/ignore"
DEFAULT_MEMORY: Final = 256 * 2**20
DEFAULT_TIMEOUT_S: Final = 60
CPU: Final = pointer_of("serviceConfig.availableCpu")
ON_DEPLOY: Final = "/native/firebase/onDeployUpdatePolicy"
_ASSIGNED: Final = (
    "/run_as",
    pointer_of("buildConfig.serviceAccount"),
    pointer_of("buildConfig.dockerRepository"),
    pointer_of("eventTrigger.serviceAccountEmail"),
)
LABELS: Final = {"callable": server.CALLABLE_LABEL, "taskQueue": server.TASK_QUEUE_LABEL}


def is_of_policy(path: str) -> bool:
    """Whether a field is written in the IAM policy of the service."""
    return path in (CALLERS, "/trigger/http", INVOKERS)


def is_of_function(path: str) -> bool:
    """Whether a field is written in the function itself."""
    return not (is_of_job(path) or is_of_policy(path) or path in (IGNORE, "/name"))


def leaf_paths(declared: Attributes) -> tuple[str, ...]:
    """Pointers of all that a spec says about a function."""
    return tuple(path for path, _ in leaves(declared))


@dataclass(slots=True)
class _Decoding:
    """One function on the way from the wire."""

    wire: Mapping[str, object]
    document: str
    attributes: Attributes = field(default_factory=dict)
    unset: set[str] = field(default_factory=set)
    assigned: dict[str, str] = field(default_factory=dict)

    def record(self, name: str) -> Mapping[str, object]:
        return expect(self.wire.get(name, {}), dict, self.document, f"/{name}")

    def at(self, dotted: str) -> object:
        value: object = self.wire
        for name in dotted.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    def text(self, dotted: str) -> str:
        value = self.at(dotted)
        return "" if value is None else expect(value, str, self.document, "/" + dotted.replace(".", "/"))

    def texts(self, dotted: str) -> dict[str, str]:
        place = "/" + dotted.replace(".", "/")
        found = self.at(dotted)
        members = {} if found is None else expect(found, dict, self.document, place)
        return {name: expect(value, str, self.document, f"{place}/{name}") for name, value in members.items()}

    def put(self, path: str, value: object, *, default: object = None) -> None:
        """Note a value; one that nobody set, or that is the default, is unset. Empty lists and maps are values too."""
        if value is None or value == default or value in ("", {}, []):
            self.unset.add(path)
        if value is not None and value != "":
            self.attributes = put(self.attributes, path, freeze(value))


def decode(wire: Mapping[str, object], document: str, *, target: str, project: str, region: str) -> Resource:
    """A live function as the list tells it: without callers, schedule and source.

    Args:
        document: The source's name, for messages.
        target: Name of the target.
        project: The project's id.
        region: Of the target.

    Raises:
        UnexpectedAnswer: It is not what the API promises.
    """
    place = Place.of_wire(expect(wire.get("name"), str, document, "/name"), document, "/name")
    found = _Decoding(wire, f"{document}/{place.segment(region)}")
    number = server.project_number(wire)
    _neutral(found, project, number)
    _native(found)
    hidden = _maps(found)
    has_event = isinstance(wire.get("eventTrigger"), Mapping)
    if has_event:
        trigger, event, unset = decode_event(
            found.record("eventTrigger"), found.document, region=place.region, project=project, number=number
        )
        found.put("/trigger", trigger or None)
        found.put(EVENT, event)
        found.unset |= {*unset, "/trigger/http", CALLERS, SCHEDULE} - ({"/trigger"} if trigger else set())
    else:
        found.unset |= {"/trigger/object_created", BUCKET, EVENT}
    _take_away_assigned(found)
    labels = found.texts("labels")
    return Resource(
        address=Address(target, KIND, (place.segment(region),)),
        attributes=found.attributes,
        unset=frozenset(found.unset),
        remote_id=str(wire["name"]),
        version=marker_of(wire),
        marker=f"baasctl={KIND}/{place.segment(region)}" if server.SOURCE_LABEL in labels else None,
        facts=_record(
            {
                "region": place.region,
                "url": found.text("url").rstrip("/"),
                "uri": found.text("serviceConfig.uri").rstrip("/"),
                "service": found.text("serviceConfig.service"),
                "account": found.text("serviceConfig.serviceAccountEmail"),
                "state": found.text("state"),
                "has_event": has_event,
                "hidden": hidden,
                "assigned": found.assigned,
                "pinned": _pinned(found, project, number),
                "codebase": labels.get(server.CODEBASE_LABEL, ""),
                "immutable": immutable_paths(has_event=has_event),
            }
        ),
    )


def decode_first_generation(wire: Mapping[str, object], document: str, *, target: str, region: str) -> Resource:
    """A function of the first generation: it is known and can be deleted, and that is all."""
    place = Place.of_wire(expect(wire.get("name"), str, document, "/name"), document, "/name")
    return Resource(
        address=Address(target, KIND, (place.segment(region),)),
        attributes={},
        remote_id=str(wire["name"]),
        facts={"region": place.region, "generation": 1},
    )


def with_callers(resource: Resource, policy: Mapping[str, object], document: str) -> Resource:
    """A live function with who may call it; its own account, which its schedule calls it with, is nobody's business."""
    members = invokers.members_of(policy, document)
    attributes = put(resource.attributes, CALLERS, "none" if invokers.EVERYONE in members else "iam")
    own = invokers.account(str(resource.facts.get("account", "")))
    others = sorted(members - {invokers.EVERYONE, own})
    unset = resource.unset if others else resource.unset | {INVOKERS}
    attributes = put(attributes, INVOKERS, tuple(others)) if others else attributes
    return replace(resource, attributes=attributes, unset=unset, facts={**resource.facts, "invokers": tuple(members)})


def with_source(resource: Resource, files: Mapping[str, str] | None) -> Resource:
    """A live function with SHA-256 of its files by path; `None`: they are not known."""
    return resource if files is None else resource.with_attributes(put(resource.attributes, "/source", freeze(files)))


def marker_of(wire: Mapping[str, object]) -> str:
    """Which object of Cloud Storage a function was built from; empty when the answer does not pin one."""
    build = wire.get("buildConfig")
    source = build.get("source") if isinstance(build, Mapping) else None
    stored = source.get("storageSource") if isinstance(source, Mapping) else None
    if not isinstance(stored, Mapping) or str(stored.get("generation") or "0") == "0":
        return ""
    return f"{stored.get('bucket')}/{stored.get('object')}#{stored.get('generation')}"


def user_members(members: Mapping[str, str], *, labels: bool = False) -> dict[str, str]:
    """Variables (or labels) without those of the platform and its tools."""
    is_added = server.is_tool_label if labels else server.is_added_variable
    return {name: value for name, value in members.items() if not is_added(name)}


def _neutral(found: _Decoding, project: str, number: str) -> None:
    found.put("/description", found.text("description"))
    found.put("/handler", found.text("buildConfig.entryPoint"), default=str(found.wire["name"]).rpartition("/")[2])
    found.put("/runtime", runtimes.neutral(found.text("buildConfig.runtime")))
    memory = bytes_of(found.text("serviceConfig.availableMemory") or "256Mi")
    if memory is None:
        raise unexpected(found.document, "/serviceConfig/availableMemory", "this is no amount of memory")
    found.put("/memory", memory, default=DEFAULT_MEMORY)
    if found.text("serviceConfig.availableCpu") == default_cpu(memory):
        found.unset.add(CPU)
    found.put("/timeout", found.at("serviceConfig.timeoutSeconds") or DEFAULT_TIMEOUT_S, default=DEFAULT_TIMEOUT_S)
    found.put("/run_as", found.text("serviceConfig.serviceAccountEmail"))
    found.put("/secrets", sorted(_pinned(found, project, number)))


def _maps(found: _Decoding) -> dict[str, dict[str, str]]:
    """Note the maps that the user fills; what was added to them is returned, by pointer."""
    maps = {"/env": "serviceConfig.environmentVariables", "/labels": "labels"}
    hidden = {}
    for path, dotted in maps.items():
        members = found.texts(dotted)
        own = user_members(members, labels=path == "/labels")
        found.put(path, own)
        hidden[path] = {name: value for name, value in members.items() if name not in own}
    path, members = pointer_of("buildConfig.environmentVariables"), found.texts("buildConfig.environmentVariables")
    own = {name: value for name, value in members.items() if name not in server.BUILD_VARIABLES}
    found.attributes = put(found.attributes, path, ABSENT)
    found.put(path, own)
    hidden[path] = {name: value for name, value in members.items() if name not in own}
    return hidden


def _native(found: _Decoding) -> None:
    for path, native in WIRE.items():
        if not path.startswith("eventTrigger."):
            value = found.at(path)
            found.put(pointer_of(path), native.default if value is None else value, default=native.default)
    is_manual = "onDeployUpdatePolicy" in found.record("buildConfig")
    found.put(ON_DEPLOY, is_manual, default=False)
    labels = found.texts("labels")
    for name, label in LABELS.items():
        found.put(pointer_of(name), labels.get(label) == "true", default=False)
    found.put(pointer_of("blocking"), labels.get(server.BLOCKING_LABEL, ""))


def _take_away_assigned(found: _Decoding) -> None:
    """Accounts and the repository that Google assigned, which every project has others of, are nobody's setting."""
    for path in _ASSIGNED:
        value = at(found.attributes, path)
        if isinstance(value, str) and _is_assigned(value):
            found.assigned[path] = value
            found.unset.add(path)
            found.attributes = put(found.attributes, path, ABSENT)


def _is_assigned(value: str) -> bool:
    return server.is_default_account(value.rpartition("/")[2]) or value.endswith("/repositories/gcf-artifacts")


def _pinned(found: _Decoding, project: str, number: str) -> dict[str, str]:
    """Version by name, of secrets of this project that are read under their own name."""
    place = "/serviceConfig/secretEnvironmentVariables"
    entries = found.at("serviceConfig.secretEnvironmentVariables") or []
    return {
        str(entry["key"]): str(entry.get("version") or "latest")
        for entry in expect_objects(entries, found.document, place)
        if is_own_secret(entry, project, number)
    }


def is_own_secret(entry: Mapping[str, object], project: str, number: str) -> bool:
    """Whether an entry of `secretEnvironmentVariables` is one that `secrets` can say."""
    owner = str(entry.get("projectId") or project)
    is_here = owner in (project, number) or (not number and owner.isdecimal())
    return is_here and bool(entry.get("key")) and entry.get("key") == entry.get("secret")


def _record(value: object) -> Attributes:
    frozen = freeze(value)
    return frozen if isinstance(frozen, Mapping) else {}
