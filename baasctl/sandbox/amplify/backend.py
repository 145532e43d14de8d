"""Requests of the sandbox itself to MiniStack, in the name of an account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from baasctl.sandbox.amplify.ministack import MiniStack
from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.amplify.service_models import operation_model, protocol
from baasctl.sandbox.exchange import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """MiniStack as one account in one region sees it."""

    ministack: MiniStack
    account: str
    region: str

    def ask(self, service: str, operation: str, **parameters: object) -> dict[str, Any]:
        """One operation, named and with parameters as AWS writes them.

        Raises:
            AwsRefusal: MiniStack refuses it.
        """
        answer = self.send(service, operation, parameters)
        said = parsed(service, operation, answer)
        if answer.status >= 300:
            error = said.get("Error", {})
            raise AwsRefusal(str(error.get("Code", "")), str(error.get("Message", "")), status=answer.status)
        return said

    def send(self, service: str, operation: str, parameters: Mapping[str, object]) -> Answer:
        """The raw answer to one operation."""
        method, target, headers, body = encoded(service, operation, parameters)
        return self.ministack.ask(method, target, {**headers, "authorization": self._authorization(service)}, body)

    def send_as_json(self, service: str, target: str, parameters: Mapping[str, object]) -> Answer:
        """The raw answer to one operation in JSON, which MiniStack also takes of services that speak query or XML.

        Args:
            target: `IAMService.UpdateRole`.
        """
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
        body = json.dumps(parameters).encode()
        return self.ministack.ask("POST", "/", {**headers, "authorization": self._authorization(service)}, body)

    def _authorization(self, service: str) -> str:
        scope = f"{self.account}/20260101/{self.region}/{service}/aws4_request"
        return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature={'0' * 64}"


def encoded(
    service: str, operation: str, parameters: Mapping[str, object]
) -> tuple[str, str, Mapping[str, str], bytes]:
    """Method, target, headers and body of an operation, by botocore's own serializer.

    Args:
        parameters: A member that is `None` is sent as null by a JSON service, and not at all by others.
    """
    model = operation_model(service, operation)
    serializer = import_module("botocore.serialize").create_serializer(protocol(service), include_validation=False)
    nulls = [name for name, member in parameters.items() if member is None]
    made = serializer.serialize_to_request({name: parameters[name] for name in parameters if name not in nulls}, model)
    query = made["query_string"]
    text = query if isinstance(query, str) else urlencode(query, doseq=True)
    body = made["body"]
    if isinstance(body, dict):
        body = urlencode(body, doseq=True)
    content = body.encode() if isinstance(body, str) else bytes(body or b"")
    if nulls and protocol(service) == "json":
        content = json.dumps({**json.loads(content), **dict.fromkeys(nulls)}).encode()
    headers = {name.lower(): str(value) for name, value in made["headers"].items()}
    path, _, literal = made["url_path"].partition("?")
    joined = "&".join(filter(None, (literal, text)))
    return made["method"], f"{path}?{joined}" if joined else path, headers, content


def parsed(service: str, operation: str, answer: Answer) -> dict[str, Any]:
    """An answer, also a refusal, by botocore's own parser."""
    model = operation_model(service, operation)
    parser = import_module("botocore.parsers").create_parser(protocol(service))
    shape = model.output_shape
    said: dict[str, Any] = parser.parse(
        {"headers": _headers(answer.headers), "body": answer.body, "status_code": answer.status}, shape
    )
    said.pop("ResponseMetadata", None)
    return said


def _headers(headers: Mapping[str, str]) -> Any:
    made = import_module("botocore.compat").HTTPHeaders()
    for name, value in headers.items():
        made[name] = value
    return made
