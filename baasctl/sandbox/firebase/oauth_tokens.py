"""Where clients change what they have (a refresh token, a signed assertion, an identity of a CI) for an access token.

Whatever is brought, the answer is the sandbox's local token: nobody's identity is checked.
"""

from __future__ import annotations

from baasctl.sandbox.exchange import Answer, JsonObject
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.routing import Route

LOCAL_TOKEN = "owner"  # noqa: S105  what the Firebase CLI and firebase-admin send to a local server


_ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105  a type, no token


def issue(call: Call) -> Answer:
    """`POST …/token`."""
    token: JsonObject = {"access_token": LOCAL_TOKEN, "expires_in": 3599, "token_type": "Bearer"}
    if call.host.startswith("sts."):
        token["issued_token_type"] = _ACCESS_TOKEN
    return call.answer(token)


OPEN_ROUTES: tuple[Route[Operation], ...] = (
    Route("POST", "/oauth2.googleapis.com/token", issue),
    Route("POST", "/sts.googleapis.com/v1/token", issue),
    Route("POST", "/www.googleapis.com/oauth2/v3/token", issue),
)
"""Asked without a token."""
