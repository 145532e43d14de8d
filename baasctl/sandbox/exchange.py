"""One request and its answer, without sockets: what the simulated services see and return."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, cast

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
JsonObject: TypeAlias = dict[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client sent.

    Attributes:
        method: Upper case.
        path: Decoded path without the query.
        query: Last value of each query parameter.
        headers: Names in lower case.
        body: Raw bytes; empty when there was none.
        target: Path and query as they came, still encoded, for passing the request on.
        called: What the log and faults call the request; empty: its path.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    target: str = ""
    called: str = ""

    @property
    def name(self) -> str:
        """What the log and faults call the request."""
        return self.called or self.path

    def json(self) -> Json:
        """The body as JSON; `None` for an empty one.

        Raises:
            Refusal: 400, the body is no JSON text.
        """
        if not self.body:
            return None
        try:
            return cast("Json", json.loads(self.body))
        except ValueError as problem:
            raise Refusal(400, f"Unexpected token in JSON body: {problem}") from problem

    def json_object(self) -> JsonObject:
        """The body as a JSON object; an empty body is an empty object.

        Raises:
            Refusal: 400, the body is something else.
        """
        value = self.json()
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise Refusal(400, f"Expected object, received {json_type(value)}")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server sends back.

    Attributes:
        status: HTTP status.
        body: Raw bytes; empty means that no body is sent.
        headers: Further headers, `content-type` among them.
        note: Said in the request log, never to the client.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


class Refusal(Exception):
    """An answer that is no success: `{"message": …}` with its status."""

    def __init__(self, status: int, message: str, *, note: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.note = note
        self.headers = dict(headers or {})

    def answer(self) -> Answer:
        answer = json_answer(self.status, {"message": self.message}, note=self.note)
        return Answer(
            status=answer.status, body=answer.body, headers={**answer.headers, **self.headers}, note=self.note
        )


def json_answer(status: int, value: object, *, note: str = "") -> Answer:
    """An answer whose body is *value* as JSON."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return Answer(status=status, body=body, headers={"content-type": "application/json; charset=utf-8"}, note=note)


def json_type(value: object) -> str:
    """The type's name as JavaScript validators print it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
