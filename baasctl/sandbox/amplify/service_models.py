"""botocore's own service models: which operation a request means, and what it may say.

botocore is imported with the first AWS request, not before.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

_BY_SIGNING_NAME: Final = {
    "tagging": "resourcegroupstaggingapi",
    "cloudcontrolapi": "cloudcontrol",
    "servicequotas": "service-quotas",
}
"""Names in credential scopes that are not those of botocore's models."""
_LABEL: Final = re.compile(r"\{(\w+)(\+?)\}")
_loading: Final = threading.RLock()


@dataclass(frozen=True, slots=True, kw_only=True)
class RestOperation:
    """How a REST operation is told from the others of its service.

    Attributes:
        path: Pattern of the whole encoded path; its groups are labels.
        query: Parameters that its URI has literally, such as `policy` of S3, and those that it needs.
        headers: Names of headers that it needs, in lower case.
    """

    name: str
    method: str
    path: re.Pattern[str]
    query: Mapping[str, str]
    headers: frozenset[str]
    literal_length: int

    def fits(self, path: str) -> re.Match[str] | None:
        """How an encoded path is one of the operation, with or without a slash at its end."""
        return self.path.fullmatch(path) or self.path.fullmatch(path.rstrip("/") or "/")


@cache
def _loader() -> Any:
    return import_module("botocore.loaders").Loader()


@cache
def service_model(service: str) -> Any:
    """The `ServiceModel` of botocore; `None` when it knows no such service.

    Args:
        service: As credential scopes name it: `cognito-idp`.
    """
    with _loading:
        unknown = import_module("botocore.exceptions").UnknownServiceError
        name = _BY_SIGNING_NAME.get(service, service)
        try:
            described = _loader().load_service_model(name, "service-2")
        except unknown:
            return None
        return import_module("botocore.model").ServiceModel(described, name)


@cache
def operation_model(service: str, operation: str) -> Any:
    """The `OperationModel` of botocore; `None` when there is no such operation."""
    model = service_model(service)
    return model.operation_model(operation) if model and operation in model.operation_names else None


@cache
def protocol(service: str) -> str:
    """`json`, `query`, `ec2`, `rest-json` or `rest-xml`; `json` for an unknown service."""
    model = service_model(service)
    return str(model.metadata["protocol"]) if model else "json"


def rest_operation(service: str, method: str, target: str, headers: Collection[str] = ()) -> str:
    """The operation of a REST service that a request means; empty: none.

    Args:
        target: Path and query, encoded.
        headers: Names in lower case.
    """
    parts = urlsplit(target)
    found = dict(parse_qsl(parts.query, keep_blank_values=True))
    for operation in _rest_operations(service):
        if (
            operation.method == method
            and operation.fits(parts.path)
            and _has(found, operation.query)
            and operation.headers <= set(headers)
        ):
            return operation.name
    return ""


def path_labels(service: str, operation: str, target: str) -> Mapping[str, str]:
    """Members of a REST operation's input that its path holds."""
    parts = urlsplit(target)
    found = next((each for each in _rest_operations(service) if each.name == operation), None)
    if found is None:
        return {}
    match = found.fits(parts.path)
    return {name: unquote(text) for name, text in match.groupdict().items() if text is not None} if match else {}


def _has(found: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return all(name in found and (not text or found[name] == text) for name, text in wanted.items())


@cache
def _rest_operations(service: str) -> tuple[RestOperation, ...]:
    """The most particular first: more literal query parameters, then more literal text in the path."""
    model = service_model(service)
    if model is None or not protocol(service).startswith("rest"):
        return ()
    with _loading:
        known = [model.operation_model(name) for name in model.operation_names]
        found = [_rest_operation(each) for each in known if not each.deprecated]
    return tuple(
        sorted(found, key=lambda each: (-len(each.query), -len(each.headers), -each.literal_length, each.name))
    )


def _rest_operation(model: Any) -> RestOperation:
    path, _, query = model.http["requestUri"].partition("?")
    path = path.rstrip("/") or "/"
    names = {
        member.serialization.get("name", name): name
        for name, member in (model.input_shape.members.items() if model.input_shape else ())
        if member.serialization.get("location") == "uri"
    }
    place, pattern = 0, ""
    for label in _LABEL.finditer(path):
        kind = ".+" if label[2] else "[^/]+"
        pattern += re.escape(path[place : label.start()]) + f"(?P<{names.get(label[1], label[1])}>{kind})"
        place = label.end()
    needed = _required(model, "querystring")
    literal = {**dict.fromkeys(needed, ""), **dict(parse_qsl(query, keep_blank_values=True))}
    literal.pop("x-id", None)
    return RestOperation(
        name=model.name,
        method=model.http["method"],
        path=re.compile(pattern + re.escape(path[place:])),
        query=literal,
        headers=frozenset(name.lower() for name in _required(model, "header")),
        literal_length=len(_LABEL.sub("", path)),
    )


def _required(model: Any, location: str) -> list[str]:
    """Wire names of the required members of an operation's input that are at *location*."""
    shape = model.input_shape
    members = {} if shape is None else {name: shape.members[name] for name in shape.required_members}
    return [
        member.serialization.get("name", name)
        for name, member in members.items()
        if member.serialization.get("location") == location
    ]
