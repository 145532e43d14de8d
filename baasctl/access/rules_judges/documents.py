"""Documents and queries in the words of Firestore's REST API.

https://firebase.google.com/docs/firestore/reference/rest/v1/Value and …/StructuredQuery
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from baasctl.access.rules_judges.unanswerable import Unanswerable
from baasctl.model.probe import Comparing, Data, Datum, Filter, Probe, Reference, Special

OPERATORS: Final[Mapping[Comparing, str]] = {
    Comparing.EQUAL: "EQUAL",
    Comparing.DIFFERENT: "NOT_EQUAL",
    Comparing.LESS: "LESS_THAN",
    Comparing.AT_MOST: "LESS_THAN_OR_EQUAL",
    Comparing.MORE: "GREATER_THAN",
    Comparing.AT_LEAST: "GREATER_THAN_OR_EQUAL",
    Comparing.IN: "IN",
    Comparing.NOT_IN: "NOT_IN",
    Comparing.CONTAINS: "ARRAY_CONTAINS",
    Comparing.CONTAINS_ANY: "ARRAY_CONTAINS_ANY",
}
NULL_TESTS: Final = {"EQUAL": "IS_NULL", "NOT_EQUAL": "IS_NOT_NULL"}
"""Firestore's clients send these where the value is null."""
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INTEGERS: Final = range(-(2**63), 2**63)


def stored(data: Data, now: datetime) -> dict[str, Datum]:
    """Fields as they lie there: `NOW` is a time, and what is removed is absent."""
    return {name: _stored(value, now) for name, value in data.items() if value is not Special.REMOVED}


def _stored(value: Datum, now: datetime) -> Datum:
    if value is Special.NOW:
        return now
    if isinstance(value, Mapping):
        return stored(value, now)
    if isinstance(value, tuple):
        return tuple(_stored(member, now) for member in value if member is not Special.REMOVED)
    return value


def fields_of(data: Data, documents: str) -> dict[str, object]:
    """Fields without `NOW` and `REMOVED`, as `fields` of a document.

    Args:
        documents: What the paths of references begin with.

    Raises:
        Unanswerable: Firestore has no such value.
    """
    return {name: value_of(value, documents) for name, value in data.items()}


def value_of(value: Datum, documents: str) -> dict[str, object]:  # noqa: C901, PLR0911 - one case a type
    """One value.

    Raises:
        Unanswerable: Firestore has no such value.
    """
    if value is None:
        return {"nullValue": None}
    if isinstance(value, bool):
        return {"booleanValue": value}
    if isinstance(value, int):
        if value not in _INTEGERS:
            raise Unanswerable(f"{value} is no integer of 64 bits")
        return {"integerValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": _double(value)}
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, bytes):
        return {"bytesValue": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"timestampValue": value.astimezone(UTC).isoformat().replace("+00:00", "Z")}
    if isinstance(value, Reference):
        return {"referenceValue": f"{documents}/{value.path}"}
    if isinstance(value, tuple):
        return {"arrayValue": {"values": [value_of(each, documents) for each in value]}}
    if isinstance(value, Mapping):
        return {"mapValue": {"fields": fields_of(value, documents)}}
    raise Unanswerable("the time of the request cannot be a member of a list")


def _double(value: float) -> float | str:
    if math.isnan(value):
        return "NaN"
    return value if math.isfinite(value) else ("Infinity" if value > 0 else "-Infinity")


def field_path(*names: str) -> str:
    """Names of fields, each within the one before it, as masks and queries have them."""
    return ".".join(name if _PLAIN.fullmatch(name) else _quoted(name) for name in names)


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"


def times_in(data: Data, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Paths of the fields that are the time of the request."""
    for name, value in data.items():
        if value is Special.NOW:
            yield (*path, name)
        elif isinstance(value, Mapping):
            yield from times_in(value, (*path, name))


def without_special(data: Data) -> dict[str, Datum]:
    """Fields but those that are the time of the request or removed; their siblings stay."""
    return {
        name: without_special(value) if isinstance(value, Mapping) else value
        for name, value in data.items()
        if not isinstance(value, Special)
    }


def structured_query(probe: Probe, documents: str) -> tuple[str, dict[str, object]]:
    """Below which document a `list` asks, as a path from `documents` on, and what it asks.

    Raises:
        Unanswerable: A value is none of Firestore's.
    """
    parent, _, collection = probe.resource.rpartition("/")
    asked, everywhere = probe.query, probe.query.everywhere
    query: dict[str, object] = {"from": [{"collectionId": collection, "allDescendants": everywhere}]}
    filters = [_filter(each, documents) for each in asked.filters]
    if len(filters) == 1:
        query["where"] = filters[0]
    elif filters:
        query["where"] = {"compositeFilter": {"op": "AND", "filters": filters}}
    if asked.order:
        query["orderBy"] = [
            {"field": {"fieldPath": name}, "direction": "DESCENDING" if descends else "ASCENDING"}
            for name, descends in asked.order
        ]
    if asked.limit is not None:
        query["limit"] = asked.limit
    if asked.offset is not None:
        query["offset"] = asked.offset
    return ("" if everywhere else parent), query


def _filter(asked: Filter, documents: str) -> dict[str, object]:
    field = {"fieldPath": asked.field}
    operator = OPERATORS[asked.comparing]
    if asked.value is None and operator in NULL_TESTS:
        return {"unaryFilter": {"field": field, "op": NULL_TESTS[operator]}}
    value = Reference(asked.value) if asked.field == "__name__" and isinstance(asked.value, str) else asked.value
    return {"fieldFilter": {"field": field, "op": operator, "value": value_of(value, documents)}}
