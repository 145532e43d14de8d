"""Recorded answers of Google's emulator, read into values of the evaluator and back."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

from baasctl.access.rules import java_doubles
from baasctl.access.rules.requests import Query, Request
from baasctl.access.rules.times import SECOND, timestamp_of_text
from baasctl.access.rules.values import Capture, Duration, LatLng, Path, RulesSet, Timestamp, Value, type_of

NOW = timestamp_of_text("2026-11-22T15:05:15.491Z")


def value_of(data: Any) -> Value:
    """A value as the probes write it."""
    if isinstance(data, list):
        return tuple(map(value_of, data))
    if not isinstance(data, dict):
        return data
    match list(data.items()):
        case [("$ts", text)]:
            return timestamp_of_text(text)
        case [("$geo", [latitude, longitude])]:
            return LatLng(float(latitude), float(longitude))
        case [("$bytes", text)]:
            return base64.b64decode(text)
        case [("$ref", path)]:
            return Path(("databases", "(default)", "documents", *path.strip("/").split("/")))
    return {key: value_of(member) for key, member in data.items()}


def text_of(value: Value) -> str:  # noqa: C901, PLR0911  one case a type
    """A value as the probes print it."""
    match value:
        case None:
            return "null null"
        case bool():
            return f"bool {str(value).lower()}"
        case float():
            return f"float {java_doubles.text_of(value)}"
        case str():
            quote = '"' if "'" in value else "'"
            return f"string {quote}{value}{quote}".replace("\n", "\\n")
        case bytes():
            return f"bytes '{base64.b64encode(value).decode()}'"
        case tuple():
            return f"list [{', '.join(map(text_of, value))}]"
        case dict():
            return f"map {{{', '.join(f'{key}: {text_of(member)}' for key, member in value.items())}}}"
        case Timestamp():
            moment = datetime.fromtimestamp(value.nanos // SECOND, UTC).strftime("%Y-%m-%dT%H:%M:%S")
            return f"timestamp '{moment}{_fraction(value.nanos % SECOND)}Z'"
        case Duration():
            sign = "-" if value.nanos < 0 else ""
            return f"duration '{sign}{abs(value.nanos) // SECOND}{_fraction(abs(value.nanos) % SECOND)}s'"
        case LatLng():
            return "latlng " + json.dumps({"latitude": value.latitude, "longitude": value.longitude})
        case Path():
            return "path " + json.dumps({"segments": [_segment(each) for each in value.segments]})
        case RulesSet():
            return "set " + json.dumps({"values": [_member(each) for each in value.members]} if value.members else {})
    return f"{type_of(value)} {value}"


def _fraction(nanos: int) -> str:
    if not nanos:
        return ""
    return f".{nanos // 1_000_000:03d}" if nanos % 1_000_000 == 0 else f".{nanos:09d}"


def _segment(segment: str | Capture) -> dict[str, Any]:
    if isinstance(segment, str):
        return {"simple": segment}
    bound = {"boundValue": segment.bound} if segment.bound is not None else {}
    return {"capture": {"variableName": segment.name, **bound}}


def _member(value: Value) -> dict[str, str]:
    return {"intValue": str(value)} if type(value) is int else {"stringValue": str(value)}


def documents_of(probe: dict[str, Any]) -> dict[str, dict[str, Value]]:
    return {path: value_of(fields) for path, fields in probe["docs"].items()}  # type: ignore[misc]


def request_of(probe: dict[str, Any]) -> Request:
    """The request of a ruleset probe."""
    auth = probe["auth"]
    if auth is not None:
        auth = {"uid": auth["uid"], "token": {**value_of(auth["token"]), "sub": auth["uid"]}}  # type: ignore[dict-item]
    shared: dict[str, Any] = {"path": probe["path"], "auth": auth, "time": NOW}
    if probe["method"] == "write":
        return _write(probe, shared)
    if probe["method"] == "list":
        asked = probe["query"]
        query = Query(
            filters=tuple((field, operator, value_of(operand)) for field, operator, operand in asked["where"]),
            limit=asked["limit"],
            order=tuple((field, direction) for field, direction in asked["orderBy"]),
            collection_group=asked["collectionGroup"],
        )
        return Request(method="list", query=query, **shared)
    return Request(method=probe["method"], **shared)


def _write(probe: dict[str, Any], shared: dict[str, Any]) -> Request:
    before = documents_of(probe).get(probe["path"])
    document: Any = value_of(probe["data"])
    if probe["mask"] is not None:
        document = {**(before or {}), **{name: document[name] for name in probe["mask"]}}
    document |= {each["fieldPath"]: NOW for each in probe["transforms"] or ()}
    # A write that demands that the document exists is judged as an update, whether it does or not.
    method = "update" if before is not None or probe["write"] == "update" else "create"
    return Request(method=method, document=document, written=tuple(probe["mask"] or document), **shared)
