"""Holds requests and answers of the simulated Google APIs against Google's discovery documents.

The documents are read from PyPI google-api-python-client, and checked with jsonschema: independent of the tables
and the parser in `baasctl/sandbox/firebase`. What documents cannot say: research/firebase.md §7.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from jsonschema import Draft202012Validator

from baasctl.sandbox.exchange import Answer, Request
from tests.contract.firebase.write_api_tables import SERVED, document, pattern, walk

LATER: Final = {"GoogleFirestoreAdminV1Database": {"enhancedTextSearchQueryMode"}}
"""Members that production answers and the document does not have yet."""

UNDOCUMENTED: Final = (
    r"/firebasestorage\.googleapis\.com/v1alpha/",
    r"/firebase\.googleapis\.com/v1alpha/",
    r"/firebase\.googleapis\.com/v1/operations/",  # where firebase-admin polls what v1beta1 began
    r"/(oauth2|www)\.googleapis\.com/",
    r"/storage\.googleapis\.com/(?!storage/|upload/)",  # its XML API, which signed addresses are of
)
"""Addresses that clients use although no document has them; hosts without any document are not checked either."""

OAUTH: Final = "sts.googleapis.com"
"""Its refusals are RFC 6749's, not in Google's envelope."""

_SYSTEM: Final = {"$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint"} | {
    "quotaUser",
    "uploadType",
    "upload_protocol",
    "userIp",
}
_FORMATS: Final[Mapping[str, Any]] = {
    "int32": {"type": "integer"},
    "uint32": {"type": "integer", "minimum": 0},
    "int64": {"type": "string", "pattern": r"^-?\d+$"},
    "uint64": {"type": "string", "pattern": r"^\d+$"},
    "float": {"type": "number"},
    "double": {"type": "number"},
    "byte": {"type": "string", "pattern": r"^[A-Za-z0-9+/_-]*={0,2}$"},
    "google-duration": {"type": "string", "pattern": r"^-?\d+(\.\d{1,9})?s$"},
    "google-datetime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$"},
}
_LOOSE: Final[Mapping[str, Any]] = {"int64": {"type": ["string", "integer"]}, "uint64": {"type": ["string", "integer"]}}


@dataclass(slots=True)
class Discovery:
    """Notes what the documents forbid about each exchange: `sandbox.listen(discovery.listen)`."""

    found: list[str] = field(default_factory=list)

    def listen(self, request: Request, answer: Answer) -> None:
        self.found.extend(violations(request, answer))

    def take(self) -> list[str]:
        """What was found since the last call."""
        found, self.found = self.found, []
        return found


def violations(request: Request, answer: Answer) -> list[str]:
    """What the documents forbid about an exchange; a refused request may have been anything."""
    host, _, path = request.path.removeprefix("/").partition("/")
    documents = _documents(host)
    if not documents or any(re.match(each, request.path) for each in UNDOCUMENTED):
        return []
    name = f"{request.method} {request.path}"
    if answer.status >= 400 and host == OAUTH:
        return [] if b'"error_description"' in answer.body else [f"{name}: {answer.status} without OAuth's error"]
    if answer.status >= 400:
        return [f"{name}: {each}" for each in _envelope_problems(answer)]
    path = re.sub("^admin/", "", path)
    method = next(
        (each for each in _methods(host) if each[0] == request.method and each[1].fullmatch(f"/{path}")), None
    )
    if method is None:
        return [f"{name}: no document of {host} has this"]
    _, _, api, described = method
    problems = [*_query_problems(request, described), *_request_problems(request, api, described)]
    return [f"{name}: {each}" for each in (*problems, *_answer_problems(answer, api, described))]


def _query_problems(request: Request, described: Mapping[str, Any]) -> Iterator[str]:
    known = {name for name, each in described.get("parameters", {}).items() if each.get("location") == "query"}
    snake = {re.sub("(?<!^)(?=[A-Z])", "_", name).lower() for name in known}
    for name in sorted(set(request.query) - known - snake - _SYSTEM):
        yield f"`{name}` is no query parameter"


def _request_problems(request: Request, api: str, described: Mapping[str, Any]) -> Iterator[str]:
    is_json = request.headers.get("content-type", "application/json").startswith("application/json")
    if request.body and is_json and "request" in described:
        yield from request_problems(api, described["request"]["$ref"], json.loads(request.body))


def request_problems(api: str, message: str, body: object) -> list[str]:
    """What a document forbids about the body of a request."""
    return _problems("request", _validator(api, message, False), body)


def _answer_problems(answer: Answer, api: str, described: Mapping[str, Any]) -> Iterator[str]:
    if not answer.headers.get("content-type", "").startswith("application/json"):
        return
    if "response" in described:
        yield from _problems("answer", _validator(api, described["response"]["$ref"], True), json.loads(answer.body))


def _envelope_problems(answer: Answer) -> Iterator[str]:
    try:
        error = json.loads(answer.body).get("error")
    except (ValueError, AttributeError):
        error = None
    if not isinstance(error, dict) or error.get("code") != answer.status or not isinstance(error.get("message"), str):
        yield f"{answer.status} without Google's envelope: {answer.body[:80]!r}"


def _problems(what: str, validator: Draft202012Validator, value: object) -> list[str]:
    return [f"{what}{error.json_path[1:]}: {error.message[:200]}" for error in validator.iter_errors(value)]


@cache
def _documents(host: str) -> tuple[str, ...]:
    name, _, domain = host.partition(".")
    return tuple(api for api in SERVED if domain == "googleapis.com" and api.partition(".")[0] == name)


@cache
def _methods(host: str) -> list[tuple[str, re.Pattern[str], str, Mapping[str, Any]]]:
    """Longer paths first: those with a verb at their end."""
    found = [
        (method["httpMethod"], re.compile(prefix + pattern(described, method)), api, method)
        for api in _documents(host)
        for described in (document(api),)
        for method in walk(described)
        for prefix in ("", *(("/upload",) if "mediaUpload" in method else ()))
    ]
    return sorted(found, key=lambda each: -len(each[1].pattern))


@cache
def _validator(api: str, message: str, is_answer: bool) -> Draft202012Validator:
    definitions = {
        name: _schema(schema, is_answer, LATER.get(name, set())) for name, schema in document(api)["schemas"].items()
    }
    return Draft202012Validator({"$ref": f"#/$defs/{message}", "$defs": definitions})


def _schema(schema: Mapping[str, Any], is_answer: bool, later: set[str]) -> dict[str, Any]:
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    type_ = schema.get("type")
    if type_ == "any":
        return {}
    if type_ == "array":
        return {"type": "array", "items": _schema(schema["items"], is_answer, set())}
    if type_ == "object" or "properties" in schema:
        return _object(schema, is_answer, later)
    if "enum" in schema:
        # Names in lower case are taken: the Firebase CLI sends `user_database`.
        return {"enum": [*schema["enum"], *([] if is_answer else map(str.lower, schema["enum"]))]}
    loose = {} if is_answer else _LOOSE
    return dict(loose.get(schema.get("format", "")) or _FORMATS.get(schema.get("format", ""), {"type": type_}))


def _object(schema: Mapping[str, Any], is_answer: bool, later: set[str]) -> dict[str, Any]:
    members = {}
    for name, member in schema.get("properties", {}).items():
        described = _schema(member, is_answer, set())
        members[name] = described if is_answer else {"anyOf": [described, {"type": "null"}]}
        if not is_answer:
            members[re.sub("(?<!^)(?=[A-Z])", "_", name).lower()] = members[name]
    others = schema.get("additionalProperties")
    other = _schema(others, is_answer, set()) if others is not None else False
    if other and not is_answer:
        other = {"anyOf": [other, {"type": "null"}]}  # a merge patch of Cloud Storage removes a label so
    return {
        "type": "object",
        "properties": {**members, **{name: {} for name in later}},
        "additionalProperties": other,
    }
