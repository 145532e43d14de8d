"""Requests to Google's emulator, and values of expressions from its report of coverage."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from baasctl.access.rules.times import SECOND, timestamp_of_text
from baasctl.access.rules.values import Capture, Duration, LatLng, Path, RulesSet, Timestamp, Value

Json: TypeAlias = Any
_HEADER: Final = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
OWNER: Final = "owner"


def token(uid: str, claims: Mapping[str, Json]) -> str:
    """What a signed-in user sends; the emulator checks no signature."""
    payload = {"sub": uid, "user_id": uid, "iat": 1, "exp": 9_999_999_999, **claims}
    text = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")
    return f"{_HEADER}.{text}."


class Emulated:
    """One project of a running emulator."""

    def __init__(self, address: str, project: str) -> None:
        self._connection = http.client.HTTPConnection(address, timeout=60)
        self.project = project
        self.documents = f"/v1/projects/{project}/databases/(default)/documents"

    def call(self, method: str, path: str, body: Json = None, bearer: str = OWNER) -> tuple[int, Json]:
        """Status and answer; an empty *bearer* is nobody."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
        content = None if body is None else json.dumps(body)
        self._connection.request(method, path, body=content, headers=headers)
        response = self._connection.getresponse()
        text = response.read()
        return response.status, json.loads(text) if text else None

    def release(self, rules: str) -> str:
        """Make rules those of the project; why that is refused, or nothing."""
        files = [{"name": "security.rules", "content": rules}]
        status, answer = self.call(
            "PUT", f"/emulator/v1/projects/{self.project}:securityRules", {"rules": {"files": files}}
        )
        return "" if status == 200 else str(answer)

    def write(self, path: str, fields: Mapping[str, Value]) -> None:
        """A document as the owner."""
        self.call(
            "PATCH", self.documents + path, {"fields": {name: wire(value, self) for name, value in fields.items()}}
        )

    def values(self) -> dict[int, Value | Failed]:
        """Values of expressions by the offset of their first character, since the rules were released.

        Of several that begin at one place the outermost one counts; where one ends, the report does not say well.
        """
        _, answer = self.call("GET", f"/emulator/v1/projects/{self.project}:ruleCoverage")
        found: dict[int, Value | Failed] = {}
        for each in answer.get("report", ()):
            for place, value in _walked(each):
                found.setdefault(place, value)
        return found

    def close(self) -> None:
        """Give back the connection."""
        self._connection.close()


class Failed(str):
    """Why an expression has no value."""

    __slots__ = ()


def _walked(node: Json) -> Iterator[tuple[int, Value | Failed]]:
    values = [read(each["value"]) for each in node.get("values", ())]
    # What needs a document is undefined, without a cause, until that one is there.
    known = [each for each in values if not isinstance(each, Failed) or each] or values
    if known:
        yield node["sourcePosition"].get("currentOffset", 0), known[-1]
    for child in node.get("children", ()):
        yield from _walked(child)


def read(value: Json) -> Value | Failed:  # noqa: C901, PLR0911, PLR0912  one case a type
    """A value of the report."""
    if not value:
        return Failed("?")
    ((kind, content),) = value.items()
    match kind:
        case "nullValue":
            return None
        case "boolValue" | "stringValue":
            return content  # type: ignore[no-any-return]
        case "intValue":
            return int(content)
        case "floatValue":
            return float(content)
        case "bytesValue":
            return base64.b64decode(content)
        case "timestampValue":
            return timestamp_of_text(content)
        case "durationValue":
            return _duration(content)
        case "latlngValue":
            return LatLng(content.get("latitude", 0.0), content.get("longitude", 0.0))
        case "pathValue":
            return Path(tuple(_segment(each) for each in content.get("segments", ())))
        case "listValue":
            return tuple(read(each) for each in content.get("values", ()))
        case "setValue":
            return RulesSet(tuple(read(each) for each in content.get("values", ())))
        case "mapValue":
            return {name: read(each) for name, each in content.get("fields", {}).items()}
        case "undefined":
            return Failed(content.get("causeMessage", ""))
    return Failed(f"?{kind} {content}")


def _duration(text: str) -> Duration:
    sign = -1 if text.startswith("-") else 1
    whole, _, fraction = text.strip("-s").partition(".")
    return Duration(sign * (int(whole) * SECOND + int(f"{fraction:0<9}")))


def _segment(segment: Json) -> str | Capture:
    if "capture" not in segment:
        return str(segment.get("simple", ""))
    capture = segment["capture"]
    return Capture(capture.get("variableName", ""), capture.get("boundValue"))


def wire(value: Value, emulated: Emulated) -> Json:  # noqa: C901, PLR0911  one case a type
    """A value as the API of Firestore has it."""
    match value:
        case None:
            return {"nullValue": None}
        case bool():
            return {"booleanValue": value}
        case int():
            return {"integerValue": str(value)}
        case float():
            return {"doubleValue": value}
        case str():
            return {"stringValue": value}
        case bytes():
            return {"bytesValue": base64.b64encode(value).decode()}
        case Timestamp():
            whole, nanos = divmod(value.nanos, SECOND)
            return {"timestampValue": _moment(whole, nanos)}
        case LatLng():
            return {"geoPointValue": {"latitude": value.latitude, "longitude": value.longitude}}
        case Path():
            return {"referenceValue": f"projects/{emulated.project}{value}"}
        case tuple():
            return {"arrayValue": {"values": [wire(each, emulated) for each in value]}}
        case dict():
            return {"mapValue": {"fields": {name: wire(each, emulated) for name, each in value.items()}}}
    raise TypeError(f"Firestore has no {type(value).__name__}")


def _moment(whole: int, nanos: int) -> str:
    from datetime import UTC, datetime

    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{nanos:09d}Z"
