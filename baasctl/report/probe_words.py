"""A request in the words of `access_tests`, so that it can be put into a spec."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from baasctl.model.probe import Comparing, Data, Datum, Family, Operation, Probe, Reference, Row, Special, Who, WhoKind

_SPECIAL: Final = {Special.NOW: "$now", Special.REMOVED: "$removed"}
_COMPARING: Final = {
    Comparing.DIFFERENT: "ne",
    Comparing.LESS: "lt",
    Comparing.AT_MOST: "lte",
    Comparing.MORE: "gt",
    Comparing.AT_LEAST: "gte",
    Comparing.IN: "in",
    Comparing.NOT_IN: "not_in",
    Comparing.CONTAINS: "contains",
    Comparing.CONTAINS_ANY: "contains_any",
}


def as_test(probe: Probe, *, expected: bool) -> Iterator[str]:
    """Lines of YAML: `given`, where anything is, and one case."""
    rows = [*probe.world]
    if probe.existing is not None and probe.operation is not Operation.LIST:
        row = Row(resource=probe.resource, family=probe.family, row=probe.row, values=probe.existing,
                  container=probe.container)  # fmt: skip
        rows.append(row)
    given = {path_of_row(each): plain(each.values) for each in rows}
    if given:
        yield f"given: {json.dumps(given, ensure_ascii=False)}"
    asks: object = f"{probe.operation} {path_of(probe)}"
    carried = _query(probe) if probe.operation is Operation.LIST else plain(probe.new) if probe.new is not None else {}
    if carried:
        asks = {str(asks): carried}
    case = {"as": _who(probe.who), "can" if expected else "cannot": [asks]}
    yield f"case: {json.dumps(case, ensure_ascii=False)}"


def path_of(probe: Probe) -> str:
    """What a request is about: `posts/p1`, `gs://photos/a.png`; of a list the collection."""
    return _path(probe.family, probe.container, probe.resource, probe.row)


def path_of_row(row: Row) -> str:
    """Where a row is, in the same words."""
    return _path(row.family, row.container, row.resource, row.row)


def _path(family: Family, container: str, resource: str, row: str) -> str:
    if family is Family.OBJECTS:
        return f"gs://{container}/{row}" if container else f"storage:{row}"
    below = f"{resource}/{row}" if row else resource
    return f"databases/{container}/documents/{below}" if container else below


def _who(who: Who) -> object:
    if who.kind is not WhoKind.USER:
        return who.kind.value
    found: dict[str, object] = {"user": who.uid}
    if who.claims:
        found["claims"] = plain(who.claims)
    if who.groups:
        found["groups"] = list(who.groups)
    return found


def _query(probe: Probe) -> dict[str, object]:
    asked = probe.query
    where: dict[str, object] = {}
    for each in asked.filters:
        value = plain_value(each.value)
        if each.comparing is Comparing.EQUAL:
            where[each.field] = value
        else:
            known = where.get(each.field)
            where[each.field] = {**(known if isinstance(known, dict) else {}), _COMPARING[each.comparing]: value}
    order = [f"-{name}" if descends else name for name, descends in asked.order]
    found = {
        "where": where,
        "order": order,
        "limit": asked.limit,
        "offset": asked.offset,
        "everywhere": asked.everywhere,
    }
    return {name: value for name, value in found.items() if value or (value == 0 and value is not False)}


def plain(data: Data) -> dict[str, object]:
    """Fields as a spec writes them."""
    return {name: plain_value(value) for name, value in data.items()}


def plain_value(value: Datum) -> object:
    """One value of a field as a spec writes it."""
    if isinstance(value, Special):
        return _SPECIAL[value]
    if isinstance(value, str):
        return f"${value}" if value.startswith("$") else value
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"$timestamp": value.isoformat()}
    if isinstance(value, Reference):
        return {"$path": value.path}
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, tuple):
        return [plain_value(member) for member in value]
    return value
