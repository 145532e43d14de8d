"""Which rows a query asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from baasctl.model.probe import Comparing, Data, Datum, Filter, Probe, Query, Reference, Row

KEY_IN_QUERIES: Final = "__name__"
"""What a query calls the key of a row."""
_ORDERED: Final[dict[Comparing, Callable[[int], bool]]] = {
    Comparing.LESS: lambda sign: sign < 0,
    Comparing.AT_MOST: lambda sign: sign <= 0,
    Comparing.MORE: lambda sign: sign > 0,
    Comparing.AT_LEAST: lambda sign: sign >= 0,
}


def asked_for(probe: Probe) -> Iterator[Row]:
    """Rows of the world that the query of a `list` means, in their order; its limit is not looked at."""
    for row in probe.world:
        is_there = (row.family, row.container, row.resource) == (probe.family, probe.container, probe.resource)
        if is_there and meets(probe.query, row):
            yield row


def meets(query: Query, row: Row) -> bool:
    """Whether a row meets all conditions; one without the field meets none."""
    return all(_meets(_about_key(each), {**row.values, KEY_IN_QUERIES: row.row}) for each in query.filters)


def key_of(value: Datum) -> Datum:
    """The key in a path `posts/p1`, or in each path of a list."""
    if isinstance(value, tuple):
        return tuple(key_of(each) for each in value)
    path = value.path if isinstance(value, Reference) else value
    return path.rpartition("/")[2] if isinstance(path, str) else path


def _about_key(asked: Filter) -> Filter:
    return replace(asked, value=key_of(asked.value)) if asked.field == KEY_IN_QUERIES else asked


def _meets(wanted: Filter, values: Data) -> bool:
    found: Datum = values
    for part in wanted.field.split("."):
        if not hasattr(found, "keys") or part not in found:  # type: ignore[operator]
            return False
        found = found[part]  # type: ignore[call-overload, index]
    if found is None:
        return wanted.comparing is Comparing.EQUAL and wanted.value is None
    members = wanted.value if isinstance(wanted.value, tuple) else (wanted.value,)
    match wanted.comparing:
        case Comparing.EQUAL:
            return _same(found, wanted.value)
        case Comparing.DIFFERENT:
            return not _same(found, wanted.value)
        case Comparing.IN:
            return any(_same(found, each) for each in members)
        case Comparing.NOT_IN:
            return not any(_same(found, each) for each in members)
        case Comparing.CONTAINS | Comparing.CONTAINS_ANY:
            return isinstance(found, tuple) and any(_same(one, each) for one in found for each in members)
        case other:
            sign = _sign(found, wanted.value)
            return sign is not None and _ORDERED[other](sign)


def _same(one: Datum, other: Datum) -> bool:
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _sign(one: Datum, other: Datum) -> int | None:
    """-1, 0 or 1; `None` for values that have no order."""
    if isinstance(one, bool) or isinstance(other, bool):
        return None
    if isinstance(one, int | float) and isinstance(other, int | float):
        return (one > other) - (one < other)
    if isinstance(one, str) and isinstance(other, str):
        return (one > other) - (one < other)
    if isinstance(one, datetime) and isinstance(other, datetime):
        return (one > other) - (one < other)
    return None
