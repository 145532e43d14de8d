"""Members of a bucket that no neutral field names, by the names of Cloud Storage v1."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.field import Field, Shape
from baasctl.model.value import ABSENT, Attributes, Value, at, freeze, pointer, put


def _record(**members: Field) -> Field:
    return Field(shape=Shape.RECORD, members=members)


FIELDS: Final[Mapping[str, Field]] = {
    "storageClass": Field(doc="Where new objects are kept: STANDARD, NEARLINE, COLDLINE or ARCHIVE."),
    "autoclass": _record(
        enabled=Field(doc="Objects move to colder classes by themselves."),
        terminalStorageClass=Field(doc="The coldest one: NEARLINE or ARCHIVE."),
    ),
    "billing": _record(requesterPays=Field(doc="Whoever asks pays.")),
    "defaultEventBasedHold": Field(doc="New objects are held until an event is over."),
    "iamConfiguration": _record(
        uniformBucketLevelAccess=_record(enabled=Field(doc="Objects have no access lists of their own."))
    ),
    "softDeletePolicy": _record(
        retentionDurationSeconds=Field(doc="How long deleted objects can be restored; 0: not.")
    ),
    "retentionPolicy": _record(retentionPeriod=Field(doc="Seconds for which objects cannot be deleted.")),
    "website": _record(
        mainPageSuffix=Field(doc="File that stands for a folder."), notFoundPage=Field(doc="File that stands for none.")
    ),
    "logging": _record(
        logBucket=Field(doc="Bucket for the logs of this one."), logObjectPrefix=Field(doc="Beginning of their names.")
    ),
    "rpo": Field(doc="ASYNC_TURBO: dual-region buckets are copied within 15 minutes."),
    "hierarchicalNamespace": _record(enabled=Field(doc="Folders are real; set when the bucket is made.")),
    "customPlacementConfig": _record(
        dataLocations=Field(
            shape=Shape.LIST, element=Field(), doc="The two regions of a dual-region bucket; set when it is made."
        )
    ),
    "lifecycle": Field(
        shape=Shape.LIST, element=Field(), doc="Rules that `lifecycle` cannot say, as `lifecycle.rule` has them."
    ),
}
FIXED: Final = ("/hierarchicalNamespace/enabled", "/customPlacementConfig/dataLocations")
CHOICES: Final[Mapping[str, tuple[Value, ...]]] = {
    "storageClass": ("STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"),
    "autoclass.enabled": (True, False),
    "autoclass.terminalStorageClass": ("NEARLINE", "ARCHIVE"),
    "billing.requesterPays": (True, False),
    "defaultEventBasedHold": (True, False),
    "iamConfiguration.uniformBucketLevelAccess.enabled": (True, False),
    "rpo": ("DEFAULT", "ASYNC_TURBO"),
    "hierarchicalNamespace.enabled": (True, False),
}
LONG_NUMBERS: Final = ("softDeletePolicy.retentionDurationSeconds", "retentionPolicy.retentionPeriod")
"""Texts on the wire, numbers in a spec."""
_USUAL: Final[Mapping[str, Value]] = {
    "storageClass": "STANDARD",
    "rpo": "DEFAULT",
    "softDeletePolicy.retentionDurationSeconds": 604800,
}


def leaves(fields: Mapping[str, Field] = FIELDS, above: str = "") -> Iterator[str]:
    """Dotted names of all members; `lifecycle` is not among them."""
    for name, field in fields.items():
        dotted = f"{above}.{name}" if above else name
        if field.shape is Shape.RECORD:
            yield from leaves(field.members, dotted)
        elif dotted != "lifecycle":
            yield dotted


_INT64: Final = re.compile(r"[0-9]{1,19}")


def decode(wire: Mapping[str, object]) -> tuple[Attributes, frozenset[str]]:
    """The members that are set, and pointers of those that are as they are by themselves."""
    known = freeze({name: wire[name] for name in FIELDS if name in wire and name != "lifecycle"})
    found: Attributes = {}
    unset = set()
    for dotted in leaves():
        path = pointer(*dotted.split("."))
        value = at(known, path) if isinstance(known, Mapping) else ABSENT
        if dotted in LONG_NUMBERS and isinstance(value, str) and _INT64.fullmatch(value):
            value = int(value)
        is_switch = CHOICES.get(dotted) == (True, False)
        if value is ABSENT and is_switch:
            value = False
        if value is ABSENT or value is None:
            unset.add(path)
            continue
        found = put(found, path, value)
        if value == _USUAL.get(dotted) or (is_switch and value is False):
            unset.add(path)
    return found, frozenset(unset)


def encode(path: str, value: Value) -> Value:
    """A value as the wire has it."""
    dotted = path.removeprefix("/").replace("/", ".")
    return str(value) if dotted in LONG_NUMBERS and isinstance(value, int) else value
