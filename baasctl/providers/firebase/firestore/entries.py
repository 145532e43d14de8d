"""What Firestore and the Realtime Database can do with databases, indexes and fields."""

from __future__ import annotations

from datetime import date
from typing import Final

from baasctl.kinds.types import read_duration
from baasctl.model.field import Field, Shape
from baasctl.providers.contract import Answered, Bounds, No, Yes
from baasctl.providers.entries import Entries
from baasctl.providers.firebase.databases import KIND as DATABASES
from baasctl.providers.firebase.databases import NATIVE as DATABASE_NATIVE
from baasctl.providers.firebase.fields import KIND as FIELDS
from baasctl.providers.firebase.firestore.checks import check_databases, check_fields, check_indexes
from baasctl.providers.firebase.indexes import KIND as INDEXES

_SOURCE: Final = "Google's discovery document firestore.v1; recordings of a project, 2026-09"
_INSTANCES: Final = "Google's discovery document firebasedatabase.v1beta"
_WHOSE: Final = "Cloud Firestore"
_RETENTION: Final = Bounds(minimum=read_duration("1d"), maximum=read_duration("98d"), whose=_WHOSE)
_SWITCH: Final = Bounds(choices=(True, False))
_REALTIME: Final = "type=realtime"


def _no(reason: str, hint: str = "") -> No:
    return No(reason=reason, hint=hint, verified=date(2026, 11, 22), source=_INSTANCES)


def _recorded(wire: str, bounds: Bounds = Bounds(), *, unset: bool = False, note: str = "") -> Yes:  # noqa: B008
    return Yes(wire=wire, bounds=bounds, unset=unset, source=_SOURCE, note=note, graded="recorded")


_DATABASE_FIELDS: Final[dict[str, Answered]] = {
    "type": _recorded("type", note="set when the database is made"),
    "location": _recorded("locationId", Bounds(pattern=r"[a-z0-9-]+", whose=_WHOSE), note="set when it is made"),
    "edition": _recorded("databaseEdition", note="set when the database is made"),
    "delete_protection": _recorded("deleteProtectionState", _SWITCH),
    "point_in_time_recovery": _recorded("pointInTimeRecoveryEnablement", _SWITCH),
    "concurrency_mode": _recorded("concurrencyMode"),
    "encryption_key": _recorded(
        "cmekConfig.kmsKeyName",
        Bounds(pattern=r"projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+", whose=_WHOSE),
        note="set when the database is made",
    ),
    "backups.daily.retention": Yes(wire="backupSchedules.retention", bounds=_RETENTION, source=_SOURCE),
    "backups.weekly.day": Yes(wire="backupSchedules.weeklyRecurrence.day", source=_SOURCE),
    "backups.weekly.retention": Yes(wire="backupSchedules.retention", bounds=_RETENTION, source=_SOURCE),
    "enabled": _no("only Realtime Database instances have a switch", "say `type: realtime`, if it is one"),
    **{
        f"native.{name}": _recorded(name, Bounds(choices=choices, whose=_WHOSE))
        for name, choices in DATABASE_NATIVE.items()
    },
}
_OF_FIRESTORE: Final = (
    *("edition", "delete_protection", "point_in_time_recovery", "concurrency_mode", "encryption_key"),
    *("backups.daily.retention", "backups.weekly.day", "backups.weekly.retention", "backups"),
    *("backups.daily", "backups.weekly"),
    *(f"native.{name}" for name in DATABASE_NATIVE),
)

ENTRIES = Entries(
    kinds={
        DATABASES: Yes(source=_SOURCE, graded="recorded"),
        INDEXES: Yes(source=_SOURCE, graded="recorded"),
        FIELDS: Yes(source=_SOURCE, graded="recorded"),
    },
    fields={
        DATABASES: _DATABASE_FIELDS,
        INDEXES: {
            "collection": _recorded("name", Bounds(longest=1500, whose=_WHOSE)),
            "scope": _recorded("queryScope"),
            "api": _recorded("apiScope"),
            "density": _recorded("density"),
            "fields": _recorded("fields", Bounds(longest=100, whose=_WHOSE)),
            "native.multikey": _recorded("multikey"),
            "native.unique": _recorded("unique"),
            "native.shardCount": _recorded("shardCount", Bounds(minimum=1, whose=_WHOSE)),
            "native.searchIndexOptions": _recorded("searchIndexOptions"),
        },
        FIELDS: {
            "ttl": _recorded("ttlConfig", _SWITCH, unset=True),
            "ttl_offset": Yes(
                wire="ttlConfig.expirationOffset", bounds=Bounds(minimum=0, maximum=2_147_483_647), source=_SOURCE
            ),
            "indexes": _recorded("indexConfig.indexes", unset=True),
        },
    },
    variants={DATABASES: "type"},
    exceptions={
        **{
            (DATABASES, _REALTIME, name): _no("a Realtime Database instance does not have it") for name in _OF_FIRESTORE
        },
        (DATABASES, _REALTIME, "enabled"): Yes(wire="state", bounds=_SWITCH, unset=False, source=_INSTANCES),
        (DATABASES, _REALTIME, "location"): Yes(
            wire="name",
            bounds=Bounds(choices=("us-central1", "europe-west1", "asia-southeast1"), whose="Realtime Database"),
            unset=False,
            source="Firebase documentation, Realtime Database locations",
        ),
    },
    native={
        DATABASES: {name: Field() for name in DATABASE_NATIVE},
        INDEXES: {
            "multikey": Field(doc="Paths of the index may go through arrays."),
            "unique": Field(doc="No two documents have the same values."),
            "shardCount": Field(doc="Physical shards of the index."),
            "searchIndexOptions": Field(shape=Shape.MAP, element=Field(), doc="Options of a search index."),
        },
    },
    checks=(check_databases, check_indexes, check_fields),
)
