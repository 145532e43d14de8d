"""Errors as AWS sends them, in the protocol of the service."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape

from baasctl.sandbox.exchange import Answer


class AwsRefusal(Exception):
    """An error of AWS: code, message and status."""

    def __init__(self, code: str, message: str, *, status: int = 400, note: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.note = note


THROTTLED: Final[Mapping[str, tuple[str, str]]] = {
    "cognito-idp": ("TooManyRequestsException", "Rate exceeded"),
    "cognito-identity": ("TooManyRequestsException", "Rate exceeded"),
    "lambda": ("TooManyRequestsException", "Rate exceeded"),
    "appsync": ("TooManyRequestsException", "Too Many Requests"),
    "amplify": ("LimitExceededException", "Rate exceeded"),
    "amplifybackend": ("TooManyRequestsException", "Too Many Requests"),
    "s3": ("SlowDown", "Please reduce your request rate."),
    "dynamodb": ("ThrottlingException", "Rate of requests exceeds the allowed throughput."),
    "iam": ("Throttling", "Rate exceeded"),
    "sts": ("Throttling", "Rate exceeded"),
    "cloudformation": ("Throttling", "Rate exceeded"),
}
"""Code and message by service; the others say ThrottlingException."""
_THROTTLED_STATUS: Final[Mapping[str, int]] = {
    "s3": 503, "lambda": 429, "appsync": 429, "amplify": 429, "amplifybackend": 429, "scheduler": 429,
}  # fmt: skip
_JSON: Final = "application/x-amz-json-1.1"


def refused(refusal: AwsRefusal, service: str, protocol: str) -> Answer:
    """The answer that carries a refusal."""
    number = str(uuid.uuid4())
    if protocol == "rest-json":
        body = json.dumps({"message": refusal.message, "Message": refusal.message}).encode()
        headers = {"content-type": "application/json", "x-amzn-errortype": refusal.code, "x-amzn-requestid": number}
    elif protocol in {"query", "ec2", "rest-xml"}:
        body = _xml(refusal, number, protocol).encode()
        headers = {"content-type": "text/xml", "x-amzn-requestid": number}
    else:
        body = json.dumps({"__type": refusal.code, "message": refusal.message}).encode()
        headers = {"content-type": _JSON, "x-amzn-requestid": number}
    del service
    return Answer(status=refusal.status, body=body, headers=headers, note=refusal.note)


def unknown_credential(protocol: str, service: str) -> AwsRefusal:
    """What each kind of service says to an access key that it does not know."""
    if service == "s3":
        return AwsRefusal(
            "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", status=403
        )
    code = "InvalidClientTokenId" if protocol == "query" else "UnrecognizedClientException"
    status = 403 if protocol != "json" else 400
    return AwsRefusal(code, "The security token included in the request is invalid.", status=status)


def usual(status: int, service: str, message: str) -> AwsRefusal:
    """The error that a service answers with a status that a fault asks for."""
    if status in {429, 503} or "throttl" in message.lower():
        code, text = THROTTLED.get(service, ("ThrottlingException", "Rate exceeded"))
        answered = _THROTTLED_STATUS.get(service, 400) if status == 429 else status
        return AwsRefusal(code, message or text, status=answered)
    codes = {
        400: "ValidationException",
        401: "UnrecognizedClientException",
        403: "AccessDenied" if service in {"s3", "iam", "sts", "cloudformation"} else "AccessDeniedException",
        404: "ResourceNotFoundException",
        409: "ConflictException",
        412: "PreconditionFailedException",
    }
    code = codes.get(status, "InternalFailure" if status >= 500 else "ValidationException")
    return AwsRefusal(code, message or "An error occurred on the server side.", status=status)


def _xml(refusal: AwsRefusal, number: str, protocol: str) -> str:
    said = f"<Code>{escape(refusal.code)}</Code><Message>{escape(refusal.message)}</Message>"
    if protocol == "rest-xml":
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{said}<RequestId>{number}</RequestId></Error>'
    kind = "Sender" if refusal.status < 500 else "Receiver"
    return f"<ErrorResponse><Error><Type>{kind}</Type>{said}</Error><RequestId>{number}</RequestId></ErrorResponse>"
