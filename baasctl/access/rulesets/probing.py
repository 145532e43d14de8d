"""Requests to Firestore's rules in the neutral words that every engine is asked in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from baasctl.access.rules.requests import Query as RulesQuery
from baasctl.access.rules.requests import Request
from baasctl.access.rules.values import Path, Timestamp, Value
from baasctl.model.probe import (
    Comparing,
    Data,
    Datum,
    Filter,
    Operation,
    Probe,
    Query,
    Reference,
    Row,
    Special,
    Who,
    WhoKind,
)

_BEFORE_DOCUMENTS: Final = 3
_MICROSECOND: Final = 1_000


def probe_of(request: Request, documents: Mapping[str, Mapping[str, Value]]) -> Probe | None:
    """The same request; `None` where a value of it has no neutral words."""
    is_list = request.method == "list"
    collection, _, row = (request.path, "", "") if is_list else request.path.rpartition("/")
    existing = documents.get(request.path)
    new = request.document
    if request.method == "update" and new is not None and existing is not None:
        new = {name: value for name, value in new.items() if name not in existing or existing[name] != value} or new
    try:
        return Probe(
            who=_who(request),
            operation=Operation(request.method),
            resource=collection.strip("/"),
            row=row,
            existing=None if existing is None or is_list else _data(existing, request.time),
            new=None if new is None else _data(new, request.time),
            query=_query(request.query, request.time),
            world=tuple(_row(path, fields, request.time) for path, fields in documents.items() if path != request.path),
            at=_moment(request.time),
        )
    except _NoWords:
        return None


class _NoWords(Exception):
    """A value that only this language has."""


def _who(request: Request) -> Who:
    if request.auth is None:
        return Who(kind=WhoKind.ANONYMOUS)
    token = request.auth.get("token")
    claims = {name: value for name, value in token.items() if name != "sub"} if isinstance(token, Mapping) else {}
    return Who(kind=WhoKind.USER, uid=str(request.auth.get("uid")), claims=_data(claims, request.time))


def _row(path: str, fields: Mapping[str, Value], now: Timestamp) -> Row:
    collection, _, row = path.rpartition("/")
    return Row(resource=collection.strip("/"), row=row, values=_data(fields, now))


def _query(query: RulesQuery, now: Timestamp) -> Query:
    filters = tuple(Filter(name, Comparing.EQUAL, _datum(value, now)) for name, _, value in query.filters)
    return Query(filters=filters, limit=query.limit)


def _data(fields: Mapping[str, Value], now: Timestamp) -> Data:
    return {name: _datum(value, now) for name, value in fields.items()}


def _datum(value: Value, now: Timestamp) -> Datum:
    if value is None or isinstance(value, bool | int | float | str | bytes):
        return value
    if isinstance(value, tuple):
        return tuple(_datum(each, now) for each in value)
    if isinstance(value, Timestamp):
        return Special.NOW if value == now else _moment(value)
    if isinstance(value, Path):
        return Reference("/".join(str(each) for each in value.segments[_BEFORE_DOCUMENTS:]))
    if isinstance(value, Mapping):
        return _data(value, now)
    raise _NoWords


def _moment(time: Timestamp) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time.nanos // _MICROSECOND)
