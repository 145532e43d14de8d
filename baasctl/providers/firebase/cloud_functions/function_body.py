"""`functions`: what is sent for a function, from attributes to wire. Pure.

Source: discovery document cloudfunctions v2, `Function`; masks as in firebase-tools 15.34.2, `gcp/cloudfunctionsv2`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from baasctl.model.value import ABSENT, Attributes, Side, Value, at, pointer, thaw
from baasctl.providers.firebase.cloud_functions import runtimes
from baasctl.providers.firebase.cloud_functions import server_members as server
from baasctl.providers.firebase.cloud_functions.event_triggers import full_topic
from baasctl.providers.firebase.cloud_functions.native_fields import WIRE, pointer_of
from baasctl.providers.firebase.cloud_functions.quantities import bytes_of, default_cpu, quantity_of
from baasctl.providers.firebase.cloud_functions.schedules import SCHEDULE
from baasctl.providers.firebase.functions import CPU, LABELS, ON_DEPLOY, is_own_secret

_PLAIN: Final = {
    "/description": "description",
    "/handler": "buildConfig.entryPoint",
    "/run_as": "serviceConfig.serviceAccountEmail",
    "/timeout": "serviceConfig.timeoutSeconds",
    **{pointer_of(path): path for path in WIRE if path != "eventTrigger.pubsubTopic"},
}
"""Fields that are on the wire as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """What writing a function needs beside the spec.

    Attributes:
        project: The project's id.
        live: The function as it is; empty: it is made.
        versions: Newest version by name of each secret that the spec names.
        storage: Where the sources were uploaded to; `None`: they stay as they are.
        source_label: `archive.source_digest` of the sources.
        scheduled: Whether a schedule calls it; `None`: as it is.
    """

    project: str
    live: Mapping[str, object] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    storage: Mapping[str, object] | None = None
    source_label: str = ""
    scheduled: bool | None = None


def encode(
    values: Mapping[str, Side], declared: Attributes, encoding: Encoding
) -> tuple[dict[str, object], tuple[str, ...]]:
    """Body and mask of a write: one path per changed field; nothing else is sent.

    Args:
        values: Changed fields by pointer (`is_of_function`); `None` unsets.
        declared: All that the spec says about the function.
    """
    body: dict[str, object] = {}
    mask: list[str] = []
    for path, side in sorted(values.items()):
        dotted, value = _wire(path, None if side is ABSENT else side, encoding)  # type: ignore[arg-type]
        if dotted:
            mask.append(dotted)
            _set(body, dotted, value)
    if "/memory" in values and at(declared, CPU) is ABSENT and _has_default_cpu(encoding.live):
        mask.append("serviceConfig.availableCpu")
    if encoding.storage is not None:
        mask.append("buildConfig.source")
        _set(body, "buildConfig.source", {"storageSource": dict(encoding.storage)})
    if mask or any(path in _LABEL_FIELDS for path in values):
        labels = _labels(values, declared, encoding)
        if labels != (encoding.live.get("labels") or {}):
            mask.append("labels")
            body["labels"] = labels
    return body, tuple(dict.fromkeys(mask))


def _has_default_cpu(live: Mapping[str, object]) -> bool:
    """Whether the processors came with the memory, so that they change with it; left as they are they may not fit."""
    memory = bytes_of(str(_inside(live, "serviceConfig.availableMemory") or "256Mi"))
    return memory is not None and _inside(live, "serviceConfig.availableCpu") == default_cpu(memory)


_LABEL_FIELDS: Final = ("/labels", *(pointer_of(name) for name in (*LABELS, "blocking")))
_VARIABLES: Final = {
    "/env": "serviceConfig.environmentVariables",
    pointer_of("buildConfig.environmentVariables"): "buildConfig.environmentVariables",
}


def _wire(path: str, value: Value, encoding: Encoding) -> tuple[str, object]:
    """One field's path and value; an empty path: it is written elsewhere."""
    if path in _VARIABLES:
        return _VARIABLES[path], _variables(path, value, encoding)
    if path == "/secrets":
        return "serviceConfig.secretEnvironmentVariables", _secrets(value, encoding)
    if path == "/runtime":
        return "buildConfig.runtime", runtimes.wire_of(str(value))
    if path == "/memory":
        return "serviceConfig.availableMemory", quantity_of(value) if isinstance(value, int) else None
    if path == pointer_of("eventTrigger.pubsubTopic"):
        return "eventTrigger.pubsubTopic", None if value is None else full_topic(str(value), encoding.project)
    if path == ON_DEPLOY:
        return ("buildConfig.onDeployUpdatePolicy" if value else "buildConfig.automaticUpdatePolicy"), {}
    return _PLAIN.get(path, ""), thaw(value)


def _variables(path: str, value: Value, encoding: Encoding) -> dict[str, object]:
    """Declared variables, and those of the platform that are there."""
    live = _inside(encoding.live, _VARIABLES[path])
    kept = live if isinstance(live, Mapping) else {}
    is_added = server.is_added_variable if path == "/env" else server.BUILD_VARIABLES.__contains__
    declared = value if isinstance(value, Mapping) else {}
    return {**{name: text for name, text in kept.items() if is_added(str(name))}, **declared}


def _secrets(value: Value, encoding: Encoding) -> list[dict[str, object]]:
    """Declared secrets, pinned to their newest version; entries that `secrets` cannot say stay."""
    number = server.project_number(encoding.live)
    live = _inside(encoding.live, "serviceConfig.secretEnvironmentVariables")
    entries = [dict(each) for each in live if isinstance(each, Mapping)] if isinstance(live, list) else []
    kept = [each for each in entries if not is_own_secret(each, encoding.project, number)]
    names = value if isinstance(value, tuple) else ()
    return [*kept, *(secret_entry(str(name), encoding) for name in sorted(names, key=str))]


def secret_entry(name: str, encoding: Encoding) -> dict[str, object]:
    """One secret of this project under its own name."""
    version = encoding.versions.get(name, "latest")
    return {"key": name, "projectId": encoding.project, "secret": name, "version": version}


def _labels(values: Mapping[str, Side], declared: Attributes, encoding: Encoding) -> dict[str, object]:
    live = encoding.live.get("labels")
    labels: dict[str, object] = dict(live) if isinstance(live, Mapping) else {}
    labels.pop(server.CLI_HASH_LABEL, None)
    if "/labels" in values:
        own = values["/labels"]
        labels = {name: value for name, value in labels.items() if server.is_tool_label(name)}
        labels |= own if isinstance(own, Mapping) else {}
    if encoding.storage is not None:
        labels[server.SOURCE_LABEL] = encoding.source_label
    switches: dict[str, Side] = {label: at(declared, pointer_of(name)) for name, label in LABELS.items()}
    switches[server.SCHEDULED_LABEL] = ABSENT if encoding.scheduled is None else encoding.scheduled
    switches[server.BLOCKING_LABEL] = at(declared, pointer_of("blocking"))
    for label, value in switches.items():
        if value is True or isinstance(value, str):
            labels[label] = "true" if value is True else value
        elif value is not ABSENT:
            labels.pop(label, None)
    return labels


def _inside(record: Mapping[str, object], dotted: str) -> object:
    value: object = record
    for name in dotted.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _set(body: dict[str, object], dotted: str, value: object) -> None:
    """Put a value where its path says; an unset one leaves only the records above it."""
    *above, last = dotted.split(".")
    record = body
    for name in above:
        record = record.setdefault(name, {})  # type: ignore[assignment]
    if value is not None:
        record[last] = value


def leaves_of(declared: Attributes) -> dict[str, Side]:
    """Values of a spec by the pointers that are compared: maps, lists and sets as a whole."""
    found: dict[str, Side] = {}
    _gather(declared, "", found)
    return found


def _gather(record: Attributes, path: str, found: dict[str, Side]) -> None:
    for name, value in record.items():
        here = path + pointer(name)
        if isinstance(value, Mapping) and here not in _WHOLE:
            _gather(value, here, found)
        else:
            found[here] = value


_WHOLE: Final = ("/env", "/labels", "/source", f"{SCHEDULE}/payload", pointer_of("buildConfig.environmentVariables"))
