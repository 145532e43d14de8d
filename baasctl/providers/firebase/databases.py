"""`databases`: `projects.databases` of Firestore v1 with their backup schedules, and Realtime Database instances.

Sources: Google's discovery documents firestore.v1 and firebasedatabase.v1beta; research/firebase.md §2.2.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from baasctl.model.address import Address
from baasctl.model.change import Change
from baasctl.model.resource import Resource
from baasctl.model.value import ABSENT, Attributes, Value, at
from baasctl.providers.firebase.firestore.durations import whole_seconds
from baasctl.providers.firebase.firestore.wire_names import path_segment
from baasctl.providers.strict import expect, expect_objects, expect_or_none, unexpected

KIND: Final = "databases"
REALTIME_SUFFIX: Final = " (realtime)"
"""Of the key of a Realtime Database instance whose id a Firestore database has too."""
DEFAULT: Final = "(default)"
"""Key of the project's own instance, whose id differs from project to project, and id of Firestore's own database."""
_DEFAULT_ENDING: Final = "-default-rtdb"
TYPES: Final[Mapping[str, str]] = {"firestore": "FIRESTORE_NATIVE", "datastore": "DATASTORE_MODE"}
_FROM_TYPE: Final = {wire: name for name, wire in TYPES.items()}
SWITCHES: Final[Mapping[str, tuple[str, str]]] = {
    "delete_protection": ("deleteProtectionState", "DELETE_PROTECTION"),
    "point_in_time_recovery": ("pointInTimeRecoveryEnablement", "POINT_IN_TIME_RECOVERY"),
}
"""Wire name, and what stands before `_ENABLED` and `_DISABLED`."""
NATIVE: Final[Mapping[str, tuple[str, ...]]] = {
    "appEngineIntegrationMode": ("ENABLED", "DISABLED"),
    "firestoreDataAccessMode": ("DATA_ACCESS_MODE_ENABLED", "DATA_ACCESS_MODE_DISABLED"),
    "mongodbCompatibleDataAccessMode": ("DATA_ACCESS_MODE_ENABLED", "DATA_ACCESS_MODE_DISABLED"),
    "realtimeUpdatesMode": ("REALTIME_UPDATES_MODE_ENABLED", "REALTIME_UPDATES_MODE_DISABLED"),
}
FIXED: Final = (
    "/type",
    "/location",
    "/edition",
    "/encryption_key",
    "/native/firebase/firestoreDataAccessMode",
    "/native/firebase/mongodbCompatibleDataAccessMode",
    "/native/firebase/realtimeUpdatesMode",
)
"""What is set when a database is made, and never again."""


def id_of(resource: Resource) -> str:
    """The database's id at Google: the key."""
    return resource.address.segments[0].removesuffix(REALTIME_SUFFIX)


def instance_of(change: Change, project: str) -> str:
    """The id of the Realtime Database instance that a change is about; the project's own gets Firebase's usual one."""
    known, key = change.facts.get("instance"), change.address.segments[0].removesuffix(REALTIME_SUFFIX)
    if isinstance(known, str):
        return known
    return f"{project}{_DEFAULT_ENDING}" if key == DEFAULT else key


def is_default_key(key: str) -> bool:
    """Whether a key of an instance means the project's own, whatever the project."""
    return key.removesuffix(REALTIME_SUFFIX) == DEFAULT or key.endswith(_DEFAULT_ENDING)


def is_realtime(attributes: Attributes) -> bool:
    """Whether these are of a Realtime Database instance."""
    return attributes.get("type") == "realtime"


def decode(wire: Mapping[str, object], document: str, place: str, target: str) -> Resource:
    """A Firestore database; what a database of its edition has by itself counts as unset.

    Raises:
        UnexpectedAnswer: It is not what the API promises.
    """

    def text(name: str) -> str:
        return expect_or_none(wire.get(name), str, document, f"{place}/{name}") or ""

    path = expect(wire.get("name"), str, document, f"{place}/name")
    name = path_segment(path.rpartition("/")[2], document, f"{place}/name")
    edition = text("databaseEdition").lower() or "standard"
    kms = expect_or_none(wire.get("cmekConfig"), dict, document, f"{place}/cmekConfig") or {}
    values: dict[str, Value] = {
        "type": _FROM_TYPE.get(text("type"), "firestore"),
        "location": text("locationId"),
        "edition": edition,
        **{field: text(member) == f"{prefix}_ENABLED" for field, (member, prefix) in SWITCHES.items()},
        "concurrency_mode": text("concurrencyMode").lower() or "pessimistic",
    }
    key = expect_or_none(kms.get("kmsKeyName"), str, document, f"{place}/cmekConfig/kmsKeyName")
    if key:
        values["encryption_key"] = key
    native = {member: text(member) for member in NATIVE if text(member)}
    if native:
        values["native"] = {"firebase": native}
    return Resource(
        address=Address(target, KIND, (name,)),
        attributes=values,
        unset=_by_itself(values, native) | ({"/encryption_key"} if not key else set()),
        remote_id=name,
        version=text("etag") or None,
        facts={"uid": text("uid")},
    )


def decode_instance(
    wire: Mapping[str, object],
    document: str,
    place: str,
    target: str,
    *,
    taken: Collection[str],
    declared: Collection[str],
) -> Resource:
    """A Realtime Database instance.

    Args:
        taken: Ids of Firestore databases.
        declared: Keys of the spec; one that names the project's own instance by its id is kept.

    Raises:
        UnexpectedAnswer: It is not what the API promises.
    """
    path = expect(wire.get("name"), str, document, f"{place}/name")
    parts = path.split("/")
    if len(parts) < 6:
        raise unexpected(document, f"{place}/name", "expected projects/<number>/locations/<location>/instances/<id>")
    name, location = parts[5], parts[3]
    enabled, is_default = wire.get("state") == "ACTIVE", wire.get("type") == "DEFAULT_DATABASE"
    is_named = name in declared or f"{name}{REALTIME_SUFFIX}" in declared
    key = DEFAULT if is_default and not is_named else name
    return Resource(
        address=Address(target, KIND, (f"{key}{REALTIME_SUFFIX}" if key in taken else key,)),
        attributes={"type": "realtime", "location": location, "enabled": enabled},
        unset=frozenset({"/enabled"} if enabled else ()),
        remote_id=name,
        facts={"is_default": is_default, "location": location, "instance": name},
    )


def with_backups(resource: Resource, answer: object, document: str) -> Resource:
    """The same database with its backup schedules; their ids are in `facts`.

    Raises:
        UnexpectedAnswer: The list is not what the API promises.
    """
    found: dict[str, Value] = {}
    ids: dict[str, Value] = {}
    for index, each in enumerate(expect_objects(answer, document)):
        weekly = expect_or_none(each.get("weeklyRecurrence"), dict, document, f"/{index}/weeklyRecurrence")
        schedule: dict[str, Value] = {
            "retention": whole_seconds(each.get("retention"), document, f"/{index}/retention")
        }
        if weekly is not None:
            schedule = {"day": str(weekly.get("day", "")).lower(), **schedule}
        often = "daily" if weekly is None else "weekly"
        found[often] = schedule
        ids[often] = expect(each.get("name"), str, document, f"/{index}/name").rpartition("/")[2]
    found = {often: found[often] for often in sorted(found)}
    unset = {f"/backups/{often}" for often in ("daily", "weekly") if often not in found}
    if not found:
        unset.add("/backups")
    return Resource(
        address=resource.address,
        attributes={**resource.attributes, **({"backups": found} if found else {})},
        unset=resource.unset | unset,
        remote_id=resource.remote_id,
        version=resource.version,
        facts={**resource.facts, "schedules": ids},
    )


def encode(attributes: Attributes, paths: Sequence[str]) -> dict[str, object]:
    """The body with the fields at these pointers; their names are the update mask."""
    body: dict[str, object] = {}
    for path in paths:
        value = at(attributes, path)
        name = path.rpartition("/")[2]
        if value is ABSENT or value is None:
            continue
        if name in SWITCHES:
            wire, prefix = SWITCHES[name]
            body[wire] = f"{prefix}_{'ENABLED' if value is True else 'DISABLED'}"
        elif path == "/type":
            body["type"] = TYPES[str(value)]
        elif path == "/location":
            body["locationId"] = value
        elif path == "/edition":
            body["databaseEdition"] = str(value).upper()
        elif path == "/concurrency_mode":
            body["concurrencyMode"] = str(value).upper()
        elif path == "/encryption_key":
            body["cmekConfig"] = {"kmsKeyName": value}
        elif path.startswith("/native/firebase/"):
            body[name] = value
    return body


def creation(change: Change) -> dict[str, object]:
    """The body that makes a Firestore database, without its backups."""
    after = change.after or {}
    paths = [field.path for field in change.fields if not field.path.startswith("/backups")]
    return {"type": TYPES["firestore"], **encode(after, paths)}


def schedule_body(often: str, schedule: Mapping[str, Value]) -> dict[str, object]:
    """The body that makes a backup schedule."""
    recurrence = (
        {"weeklyRecurrence": {"day": str(schedule.get("day")).upper()}}
        if often == "weekly"
        else {"dailyRecurrence": {}}
    )
    return {**recurrence, "retention": f"{schedule.get('retention')}s"}


def _by_itself(values: Mapping[str, Value], native: Mapping[str, str]) -> frozenset[str]:
    is_enterprise = values["edition"] == "enterprise"
    is_datastore = values["type"] == "datastore"
    usual = {
        "/type": values["type"] == "firestore",
        "/edition": not is_enterprise,
        "/concurrency_mode": values["concurrency_mode"] == ("optimistic" if is_enterprise else "pessimistic"),
    }
    by_default = {
        "appEngineIntegrationMode": "DISABLED",
        "firestoreDataAccessMode": f"DATA_ACCESS_MODE_{'DISABLED' if is_enterprise else 'ENABLED'}",
        "mongodbCompatibleDataAccessMode": f"DATA_ACCESS_MODE_{'ENABLED' if is_enterprise else 'DISABLED'}",
        "realtimeUpdatesMode": f"REALTIME_UPDATES_MODE_{'DISABLED' if is_enterprise or is_datastore else 'ENABLED'}",
    }
    usual |= {f"/native/firebase/{name}": value == by_default[name] for name, value in native.items()}
    return frozenset(path for path, is_usual in usual.items() if is_usual)
