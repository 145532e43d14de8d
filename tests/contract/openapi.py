"""Holds requests and answers against the OpenAPI contract of the Management API.

contract = Contract.load(shared)
with contract.watching(sandbox):          # every request that the sandbox serves meanwhile
    …
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from baasctl.sandbox.exchange import Answer, Request
from baasctl.sandbox.server import SandboxServer

FILE = "contracts/supabase-management-openapi.json"
METHODS = ("get", "put", "post", "patch", "delete")
REFUSED = range(400, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of the contract: its OpenAPI object, with references resolved and nullable translated."""

    name: str
    request: Mapping[str, Any]
    answers: Mapping[int, Any]


@dataclass(frozen=True, slots=True)
class Contract:
    """The contract, and how to ask it."""

    document: Mapping[str, Any]
    _operations: list[tuple[str, re.Pattern[str], Operation]] = field(default_factory=list)

    @classmethod
    def load(cls, shared: Path) -> Contract:
        return _loaded(shared)

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation for a concrete path; literal segments win over parameters."""
        return next(
            (found for verb, pattern, found in self._operations if verb == method and pattern.fullmatch(path)), None
        )

    def violations(self, request: Request, answer: Answer) -> list[str]:
        """What the contract forbids about an exchange; a refused request may have been anything."""
        operation = self.operation(request.method, request.path)
        if operation is None:
            return [] if answer.status in {401, 404} else [f"{request.method} {request.path}: not in the contract"]
        problems = _answer_problems(operation, answer)
        if answer.status not in REFUSED:
            problems += _request_problems(operation, request)
        return [f"{operation.name}: {problem}" for problem in problems]

    @contextmanager
    def watching(self, sandbox: SandboxServer) -> Iterator[list[str]]:
        """Collect violations while the block runs; at its end there must be none."""
        found: list[str] = []
        watching = True

        def listener(request: Request, answer: Answer) -> None:
            if watching:
                found.extend(self.violations(request, answer))

        sandbox.listen(listener)
        yield found
        watching = False
        assert not found, "\n".join(found)


@cache
def _loaded(shared: Path) -> Contract:
    document = json.loads((shared / FILE).read_text(encoding="utf-8"))
    operations = [
        (method.upper(), _pattern(path), _operation(document, method, path, item[method]))
        for path, item in sorted(document["paths"].items(), key=lambda entry: entry[0].count("{"))
        for method in METHODS
        if method in item
    ]
    return Contract(document, operations)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))


def _operation(document: Mapping[str, Any], method: str, path: str, item: Mapping[str, Any]) -> Operation:
    media = item.get("requestBody", {}).get("content", {})
    answers = {
        int(status): _schema(document, _json_schema(answer), is_answer=True)
        for status, answer in item["responses"].items()
    }
    request = {name: _schema(document, each.get("schema", {}), is_answer=False) for name, each in media.items()}
    return Operation(name=f"{method.upper()} {path}", request=request, answers=answers)


def _json_schema(answer: Mapping[str, Any]) -> Any:
    return answer.get("content", {}).get("application/json", {}).get("schema")


def _schema(document: Mapping[str, Any], schema: Any, *, is_answer: bool) -> Any:
    """JSON Schema for an OpenAPI 3.0 schema. Answers may hold values that an open enum does not name yet."""
    if isinstance(schema, list):
        return [_schema(document, item, is_answer=is_answer) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name == "JsonValue":
            return {}
        return _schema(document, document["components"]["schemas"][name], is_answer=is_answer)
    dropped = {"nullable", "description"} | ({"enum"} if is_answer and schema.get("x-open-enum") else set())
    translated = {
        name: _schema(document, member, is_answer=is_answer) for name, member in schema.items() if name not in dropped
    }
    return {"anyOf": [translated, {"type": "null"}]} if schema.get("nullable") else translated


def _answer_problems(operation: Operation, answer: Answer) -> list[str]:
    if answer.status in REFUSED:
        message = _json(answer.body)
        said = isinstance(message, dict) and isinstance(message.get("message"), str)
        return [] if said else [f"{answer.status} without a message: {answer.body[:80]!r}"]
    if answer.status not in operation.answers:
        return [f"answers {answer.status}, the contract has {sorted(operation.answers)}"]
    schema = operation.answers[answer.status]
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    if schema is None or not is_json:
        return []
    return _problems("answer", schema, _json(answer.body))


def _request_problems(operation: Operation, request: Request) -> list[str]:
    schema = operation.request.get("application/json")
    if schema is None or not request.body:
        return []
    value = _json(request.body)
    problems = _problems("request", schema, value)
    known = schema.get("properties")
    if known and isinstance(value, dict):
        problems += [f"request: `{name}` is no property of the contract" for name in sorted(set(value) - set(known))]
    return problems


def _problems(what: str, schema: Any, value: Any) -> list[str]:
    errors = Draft202012Validator(schema).iter_errors(value)
    return [f"{what}{error.json_path[1:]}: {error.message[:200]}" for error in errors]


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
