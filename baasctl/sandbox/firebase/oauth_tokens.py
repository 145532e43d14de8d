"""Where clients change what they have for an access token: a signed assertion, a refresh token, an identity of a CI.

Signatures are not verified, nor is anybody's identity; form, audience and time are. Requests are forms with the names
of RFC 6749, 7523 and 8693, errors `{error, error_description}`.
"""

from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl

from baasctl.sandbox import multipart
from baasctl.sandbox.exchange import Answer, Json, JsonObject, Request, json_answer
from baasctl.sandbox.firebase.access_tokens import LIFETIME_S
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.routing import Route

ASSERTION: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
EXCHANGE: Final = "urn:ietf:params:oauth:grant-type:token-exchange"
REVOKED: Final = "revoked"
"""A refresh token, subject token or key id with this word in it is refused, as one that was revoked."""
_ACCESS_TOKEN: Final = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105  a type, no token
_CLOCK_SKEW_S: Final = 300


def issue(call: Call) -> Answer:
    """`POST …/token`: for a service account's assertion, a refresh token, or a token of a workload identity pool."""
    form = _form(call.request)
    grant = form.get("grant_type", "")
    if grant == ASSERTION:
        refused = _wrong_assertion(form.get("assertion", ""))
    elif grant == "refresh_token":
        refused = _wrong_refresh_token(form.get("refresh_token", ""))
    elif grant == EXCHANGE:
        refused = _wrong_subject(form)
    else:
        return _refusal("unsupported_grant_type", f"Invalid grant_type: {grant}")
    if refused:
        return _refusal("invalid_grant", refused)
    token = call.account.tokens.issue()
    answer: JsonObject = {"access_token": token, "expires_in": LIFETIME_S - 1, "token_type": "Bearer"}
    return json_answer(200, {**answer, "issued_token_type": _ACCESS_TOKEN} if grant == EXCHANGE else answer)


def impersonate(call: Call) -> Answer:
    """`POST …/serviceAccounts/{account}:generateAccessToken`; needs a token, as of a workload identity pool."""
    lifetime = str(call.body.get("lifetime") or f"{LIFETIME_S}s")
    seconds = int(float(lifetime.removesuffix("s")))
    ends = datetime.now(UTC) + timedelta(seconds=seconds)
    token = call.account.tokens.issue(lifetime_s=seconds)
    return call.answer({"accessToken": token, "expireTime": ends.isoformat(timespec="seconds").replace("+00:00", "Z")})


OPEN_ROUTES: tuple[Route[Operation], ...] = (
    Route("POST", "/oauth2.googleapis.com/token", issue),
    Route("POST", "/sts.googleapis.com/v1/token", issue),
    Route("POST", "/www.googleapis.com/oauth2/v3/token", issue),
)
"""Asked without a token."""

ROUTES: tuple[Route[Operation], ...] = (
    Route(
        "POST",
        "/iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{account}:generateAccessToken",
        impersonate,
    ),
)


def _form(request: Request) -> dict[str, str]:
    """The members of a form in either spelling; the Firebase CLI sends `multipart/form-data`."""
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("multipart/form-data"):
        parts = multipart.parse(content_type, request.body)
        return {part.name: part.content.decode("utf-8", "replace") for part in parts}
    return dict(parse_qsl(request.body.decode("utf-8", "replace")))


def _wrong_assertion(assertion: str) -> str:
    """Why a signed assertion is none; empty when it is one."""
    written_header, _, rest = assertion.partition(".")
    written_claims, _, signature = rest.partition(".")
    header, claims = _decoded(written_header), _decoded(written_claims)
    if not signature or header.get("alg") != "RS256" or REVOKED in str(header.get("kid")):
        return "Invalid JWT Signature."
    begins, ends = claims.get("iat"), claims.get("exp")
    if not isinstance(begins, int) or not isinstance(ends, int) or not _is_now(begins, ends):
        return "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
    if not str(claims.get("aud", "")).endswith("/token"):
        return f"Invalid JWT: The audience {claims.get('aud')} is not the token endpoint."
    return "" if claims.get("iss") else "Invalid grant: account not found"


def _is_now(begins: int, ends: int) -> bool:
    now = time.time()
    return begins - _CLOCK_SKEW_S <= now < ends + _CLOCK_SKEW_S and ends - begins <= LIFETIME_S


def _wrong_refresh_token(token: str) -> str:
    return "" if token and REVOKED not in token else "Token has been expired or revoked."


def _wrong_subject(form: dict[str, str]) -> str:
    if not form.get("audience", "").startswith("//iam.googleapis.com/"):
        return "Invalid value for audience."
    subject = form.get("subject_token", "")
    return "" if subject and REVOKED not in subject else "The given credential is rejected by the attribute condition."


def _decoded(part: str) -> JsonObject:
    """A part of a JWT; empty when it is no JSON object in base64."""
    try:
        found: Json = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _refusal(error: str, description: str) -> Answer:
    return json_answer(400, {"error": error, "error_description": description})
