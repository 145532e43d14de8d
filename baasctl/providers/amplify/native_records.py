"""Shapes of native members, from one field for each leaf to records in records."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from baasctl.model.field import Field, Shape

_NO_DOCS: Final[Mapping[str, str]] = MappingProxyType({})


def native_records(fields: Mapping[str, Field], docs: Mapping[str, str] = _NO_DOCS) -> dict[str, Field]:
    """Fields by dotted wire path as records by wire name.

    Args:
        docs: Descriptions of records, by name.
    """
    root: dict[str, object] = {}
    for path, field in fields.items():
        *above, last = path.split(".")
        record = root
        for name in above:
            record = record.setdefault(name, {})  # type: ignore[assignment]
        record[last] = field
    return {name: _record(name, member, docs) for name, member in root.items()}


def _record(name: str, member: object, docs: Mapping[str, str]) -> Field:
    if isinstance(member, Field):
        return member
    assert isinstance(member, dict)
    members = {below: _record(below, each, docs) for below, each in member.items()}
    return Field(shape=Shape.RECORD, members=members, doc=docs.get(name, ""))
