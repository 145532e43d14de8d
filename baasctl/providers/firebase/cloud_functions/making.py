"""The body of a function that is made: what the spec says, over what the function in whose place it comes had. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from baasctl.model.value import Attributes, Side
from baasctl.providers.firebase.cloud_functions import server_members as server
from baasctl.providers.firebase.cloud_functions.address import Place
from baasctl.providers.firebase.cloud_functions.event_triggers import BUCKET, EVENT, encode_event, wants_event
from baasctl.providers.firebase.cloud_functions.function_body import Encoding, encode, leaves_of
from baasctl.providers.firebase.cloud_functions.native_fields import WIRE
from baasctl.providers.firebase.functions import is_of_function

_KEPT: Final = {
    "serviceConfig": (
        *("availableMemory", "timeoutSeconds", "serviceAccountEmail", "environmentVariables"),
        "secretEnvironmentVariables",
    ),
    "buildConfig": ("runtime", "entryPoint", "automaticUpdatePolicy", "onDeployUpdatePolicy"),
}
"""Members with neutral names that a function keeps when it is made again; native ones are in `WIRE`."""


def made(
    declared: Attributes, place: Place, encoding: Encoding, firebase_config: Mapping[str, object]
) -> dict[str, object]:
    """What `functions.create` is sent, apart from the region of an event that the spec does not name.

    Args:
        declared: All that the spec says.
        encoding: Its `live` is the function in whose place this one comes; empty: there was none.
        firebase_config: What the Firebase SDK reads in FIREBASE_CONFIG.
    """
    values: dict[str, Side] = {
        path: value
        for path, value in leaves_of(declared).items()
        if is_of_function(path) and value is not None and path != BUCKET and not path.startswith(EVENT)
    }
    sent, _ = encode(values, declared, encoding)
    body = _merged(kept(encoding.live), sent)
    former = encoding.live.get("eventTrigger")
    trigger = encode_event(declared, former if isinstance(former, Mapping) else {}, encoding.project)
    if "labels" not in sent and encoding.live.get("labels"):
        body["labels"] = encoding.live["labels"]
    has_event = wants_event(declared) or (isinstance(former, Mapping) and "trigger" not in declared)
    if has_event:
        body["eventTrigger"] = trigger
    _complete(body, place, encoding.project, firebase_config, has_event=has_event)
    return body


def kept(live: Mapping[str, object]) -> dict[str, object]:
    """What of a function can be sent again: nothing that Google made, and not the sources."""
    found: dict[str, object] = {name: live[name] for name in ("description", "kmsKeyName") if live.get(name)}
    for message, names in _KEPT.items():
        record = live.get(message)
        native = [path.partition(".")[2] for path in WIRE if path.startswith(f"{message}.")]
        if isinstance(record, Mapping):
            found[message] = {name: record[name] for name in (*names, *native) if name in record}
    return found


def _complete(
    body: dict[str, object], place: Place, project: str, firebase_config: Mapping[str, object], *, has_event: bool
) -> None:
    """Fill in what the Firebase CLI sets for every function, and what the SDK relies on."""
    build, service = (dict(_record(body, name)) for name in ("buildConfig", "serviceConfig"))
    entry = str(build.setdefault("entryPoint", place.name))
    if str(build.get("runtime", "")).startswith("nodejs"):
        build["environmentVariables"] = {"GOOGLE_NODE_RUN_SCRIPTS": "", **_record(build, "environmentVariables")}
    variables = {
        "FIREBASE_CONFIG": json.dumps(dict(firebase_config), separators=(",", ":")),
        "GCLOUD_PROJECT": project,
        "EVENTARC_CLOUD_EVENT_SOURCE": f"projects/{project}/locations/{place.region}/services/{place.name}",
        "FUNCTION_TARGET": entry.replace("-", "."),
        "FUNCTION_REGION": place.region,
        "LOG_EXECUTION_ID": "true",
        **({"FUNCTION_SIGNATURE_TYPE": "cloudevent"} if has_event else {}),
    }
    own = {
        name: value
        for name, value in _record(service, "environmentVariables").items()
        if not server.is_reserved_variable(name)
    }
    service["environmentVariables"] = {**variables, **own}
    body |= {"buildConfig": build, "serviceConfig": service, "environment": "GEN_2"}


def _merged(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    """One record over another; only the two messages of a function are merged member by member."""
    merged = {**below, **above}
    for name in _KEPT:
        merged[name] = {**_record(below, name), **_record(above, name)}
    return merged


def _record(body: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = body.get(name)
    return found if isinstance(found, Mapping) else {}
