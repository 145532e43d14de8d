"""Declared and live attributes by pointer: records that are unset, records from leaves, what a change touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from baasctl.model.change import Action, Change, FieldChange
from baasctl.model.value import ABSENT, Attributes, Side, Value, at, freeze, pointer, tokens_of


def declared_at(attributes: Mapping[str, Value] | None, path: str) -> Side:
    """The value at a pointer; `None` also where a record on the way is null, `ABSENT` where nothing is declared."""
    found: Side = attributes or {}
    for token in tokens_of(path):
        if found is None:
            return None
        found = at(found, pointer(token)) if isinstance(found, Mapping) else ABSENT
    return found


def has_value(attributes: Mapping[str, Value] | None, path: str) -> bool:
    """Whether a value other than null is declared there."""
    return declared_at(attributes, path) not in (ABSENT, None)


def record_of(values: Mapping[str, Side]) -> Attributes:
    """Nested records from values by pointer; absent ones are left out."""
    root: dict[str, object] = {}
    for path, value in values.items():
        if value is not ABSENT:
            *inner, last = tokens_of(path)
            record = root
            for token in inner:
                record = cast(dict[str, object], record.setdefault(token, {}))
            record[last] = value
    return cast(Attributes, freeze(root))


def unset_with_records(unset: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """The unset pointers, and every record of whose known members each is unset."""
    members, found = tuple(known), set(unset)
    for member in members:
        tokens = tokens_of(member)
        for length in range(len(tokens) - 1, 0, -1):
            record = pointer(*tokens[:length])
            if all(each in found for each in members if each.startswith(f"{record}/")):
                found.add(record)
    return frozenset(found)


def overlap(one: str, other: str) -> bool:
    """Whether two pointers are the same, or one lies in the record at the other."""
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def touched_by(change: Change, path: str) -> bool:
    """Whether a change writes the value at a pointer; one that makes or moves a resource writes all of it."""
    return change.action is not Action.UPDATE or any(overlap(field.path, path) for field in change.fields)


def span_field(change: Change, path: str) -> FieldChange | None:
    """The changed field that a pointer belongs to."""
    return next((field for field in change.fields if overlap(field.path, path)), None)
