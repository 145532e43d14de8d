"""Which requests are AWS's, of which account, and which operation they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qs

from baasctl.sandbox.exchange import Request

PREFIX: Final = "/aws/"
"""Begins the name of an AWS request in the log and for faults: `/aws/<service>/<operation>`."""
UNKNOWN: Final = "Unknown"
_CREDENTIAL: Final = re.compile(r"Credential=([^/,\s]+)/\d{8}/([a-z0-9-]+)/([a-z0-9.-]+)/aws4_request")
_SCOPE: Final = re.compile(r"([^/]+)/\d{8}/([a-z0-9-]+)/([a-z0-9.-]+)/aws4_request")
_ALGORITHM: Final = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a signature of AWS says about its request; it is not verified."""

    access_key: str
    region: str
    service: str


def signature(request: Request) -> Signature | None:
    """The signature in the header or, of an address signed beforehand, in the query; `None`: it is no AWS request."""
    header = request.headers.get("authorization", "")
    found = _CREDENTIAL.search(header) if header.startswith(_ALGORITHM) else None
    if found is None and request.query.get("X-Amz-Algorithm") == _ALGORITHM:
        found = _SCOPE.fullmatch(request.query.get("X-Amz-Credential", ""))
    return Signature(access_key=found[1], region=found[2], service=found[3]) if found else None


def named(request: Request) -> Request:
    """The request with the name of its operation in `called`, when it is one to AWS."""
    found = signature(request)
    if found is None or request.called:
        return request
    return replace(request, called=f"{PREFIX}{found.service}/{operation_of(found.service, request)}")


def account_of(request: Request) -> str:
    """The access key of an AWS request, which is the account's number; empty for every other request."""
    found = signature(request)
    return found.access_key if found else ""


def operation_of(service: str, request: Request) -> str:
    """The operation's name as AWS writes it, `Unknown` when no model has it."""
    from baasctl.sandbox.amplify.service_models import protocol, rest_operation

    if target := request.headers.get("x-amz-target"):
        return target.rpartition(".")[2]
    if protocol(service) in {"query", "ec2"}:
        form = parse_qs(request.body.decode("utf-8", errors="replace"), keep_blank_values=True)
        return form.get("Action", [request.query.get("Action", "")])[-1] or UNKNOWN
    return rest_operation(service, request.method, request.target, request.headers) or UNKNOWN
