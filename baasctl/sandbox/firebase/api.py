"""Google's APIs as one table of operations: `/<google host>/<path>`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from baasctl.sandbox.exchange import Answer, Refusal, Request
from baasctl.sandbox.firebase import operations
from baasctl.sandbox.firebase.account import Account
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.refusals import GoogleRefusal, service_disabled
from baasctl.sandbox.routing import Route, Router

ROUTES: tuple[Route[Operation], ...] = (*operations.ROUTES,)
"""Patterns begin with the host. `{project}` is an id or a number."""

LOCAL_TOKEN: Final = "owner"  # noqa: S105  what the Firebase CLI and firebase-admin send to a local server
_AUTHORIZATION = re.compile(r"Bearer (\S+)", re.IGNORECASE)
_HOST = re.compile(r"/(?P<host>[a-z0-9-]+(\.[a-z0-9-]+)+|rtdb)(?P<path>/.*)?")


def is_google(path: str) -> bool:
    """Whether a path begins with a host name."""
    return _HOST.fullmatch(path) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleApis:
    """Answers requests to Google's hosts for one account.

    Attributes:
        is_token: Whether a bearer token opens the APIs, beside `owner`.
        base_url: Of the sandbox; asked late, since the port is known late.
    """

    account: Account
    is_token: Callable[[str], bool]
    base_url: Callable[[], str]
    router: Router[Operation] = field(default_factory=lambda: Router(ROUTES))

    def answer(self, request: Request) -> Answer:
        """The answer, whatever it is; refusals are answers too."""
        try:
            self._authenticate(request)
            match = self.router.match(request.method, request.path)
            if match is None:
                raise GoogleRefusal(404, "Requested entity was not found.", note="not simulated")
            host = request.path.split("/", 2)[1]
            call = Call(
                request=request,
                host=host,
                base_url=self.base_url(),
                account=self.account,
                body={} if _is_raw(request) else request.json_object(),
                parameters=match.parameters,
            )
            if "project" in match.parameters and host in call.project.options.disabled:
                raise service_disabled(host, call.project.number)
            return match.route.operation(call)
        except GoogleRefusal as refusal:
            return refusal.answer()
        except Refusal as refusal:
            return GoogleRefusal(refusal.status, refusal.message, note=refusal.note).answer()

    def _authenticate(self, request: Request) -> None:
        found = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
        if found is None or not (found[1] == LOCAL_TOKEN or self.is_token(found[1])):
            raise GoogleRefusal(
                401,
                "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other"
                " valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
            )


def _is_raw(request: Request) -> bool:
    """Bodies that are no JSON of an API: uploads."""
    return not request.headers.get("content-type", "application/json").startswith("application/json")
