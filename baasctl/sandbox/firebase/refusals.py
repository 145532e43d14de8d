"""Google's error envelope: `{error: {code, message, status, details}}` (google.rpc.Status; firebase.md §2.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from baasctl.sandbox.exchange import Answer, Json, JsonObject, Refusal, json_answer

STATUS: Final[Mapping[int, str]] = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}
USUAL: Final[Mapping[int, str]] = {
    429: "Quota exceeded for quota metric 'Requests' and limit 'Requests per minute' of the service.",
    500: "Internal error encountered.",
    503: "The service is currently unavailable.",
}
"""Messages of failures that nobody asked for."""

CODE: Final[Mapping[str, int]] = {
    "INVALID_ARGUMENT": 3,
    "NOT_FOUND": 5,
    "ALREADY_EXISTS": 6,
    "PERMISSION_DENIED": 7,
    "RESOURCE_EXHAUSTED": 8,
    "FAILED_PRECONDITION": 9,
    "ABORTED": 10,
    "INTERNAL": 13,
    "UNAVAILABLE": 14,
    "UNAUTHENTICATED": 16,
}
"""google.rpc.Code, as operations name it."""


class GoogleRefusal(Refusal):
    """An answer that is no success, in Google's envelope."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str = "",
        details: Sequence[JsonObject] = (),
        errors: Sequence[JsonObject] = (),
        note: str = "",
    ) -> None:
        """Refuse.

        Args:
            status: HTTP status.
            message: Google's words; Identity Toolkit uses a token such as `TENANT_NOT_FOUND`.
            code: `FAILED_PRECONDITION` and so on; empty: the usual one of the status.
            details: `google.rpc.ErrorInfo`, `BadRequest` and so on.
            errors: What APIs of the v1 era add: `{domain, reason, message}`.
            note: For the request log.
        """
        super().__init__(status, message, note=note)
        self.code = code or STATUS.get(status, "UNKNOWN")
        self.details = tuple(details)
        self.errors = tuple(errors)

    def envelope(self) -> JsonObject:
        error: JsonObject = {"code": self.status, "message": self.message, "status": self.code}
        if self.errors:
            error["errors"] = list[Json](self.errors)
        if self.details:
            error["details"] = list[Json](self.details)
        return {"error": error}

    def answer(self) -> Answer:
        return json_answer(self.status, self.envelope(), note=self.note)


def service_disabled(service: str, number: int) -> GoogleRefusal:
    """The API is switched off in the project."""
    link = f"https://console.developers.google.com/apis/api/{service}/overview?project={number}"
    message = (
        f"{service} has not been used in project {number} before or it is disabled. Enable it by visiting {link} then"
        " retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and"
        " retry."
    )
    info: JsonObject = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "SERVICE_DISABLED",
        "domain": "googleapis.com",
        "metadata": {"service": service, "consumer": f"projects/{number}"},
    }
    links: Json = [{"description": "Google developers console API activation", "url": link}]
    return GoogleRefusal(403, message, details=[info, {"@type": "type.googleapis.com/google.rpc.Help", "links": links}])


def permission_denied() -> GoogleRefusal:
    """What Google answers for a project that does not exist, and for one that is somebody else's."""
    return GoogleRefusal(403, "The caller does not have permission")


def billing_disabled(service: str, number: int) -> GoogleRefusal:
    """What needs a billing account is asked of a project that has none."""
    link = f"https://console.developers.google.com/billing/enable?project={number}"
    info: JsonObject = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "BILLING_DISABLED",
        "domain": "googleapis.com",
        "metadata": {"service": service, "consumer": f"projects/{number}"},
    }
    message = (
        f"This API method requires billing to be enabled. Please enable billing on project #{number} by visiting {link}"
        " then retry. If you enabled billing for this project recently, wait a few minutes for the action to propagate"
        " to our systems and retry."
    )
    return GoogleRefusal(403, message, details=[info])
