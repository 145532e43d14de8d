"""Google's APIs as one table of operations: `/<google host>/<path>`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from baasctl.sandbox.exchange import Answer, Refusal, Request
from baasctl.sandbox.firebase import (
    api_tables,
    app_check,
    app_check_policies,
    artifact_registry,
    cloud_run_iam,
    cloud_scheduler,
    eventarc,
    firebase_apps,
    firebase_rules,
    messages,
    oauth_tokens,
    operations,
    project_facts,
    pubsub,
    realtime_database,
    remote_config,
    resource_manager,
    secret_manager,
    service_usage,
)
from baasctl.sandbox.firebase.account import Account
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.cloud_functions import routes as cloud_functions
from baasctl.sandbox.firebase.cloud_storage import routes as cloud_storage
from baasctl.sandbox.firebase.firestore import routes as firestore
from baasctl.sandbox.firebase.identity_toolkit import routes as identity_toolkit
from baasctl.sandbox.firebase.refusals import GoogleRefusal, permission_denied, service_disabled
from baasctl.sandbox.routing import Match, Route, Router

ROUTES: tuple[Route[Operation], ...] = (
    *operations.ROUTES,
    *oauth_tokens.ROUTES,
    *firestore.ROUTES,
    *cloud_storage.ROUTES,
    *identity_toolkit.ROUTES,
    *firebase_rules.ROUTES,
    *realtime_database.ROUTES,
    *cloud_functions.ROUTES,
    *remote_config.ROUTES,
    *app_check.ROUTES,
    *app_check_policies.ROUTES,
    *firebase_apps.ROUTES,
    *cloud_run_iam.ROUTES,
    *cloud_scheduler.ROUTES,
    *pubsub.ROUTES,
    *resource_manager.ROUTES,
    *secret_manager.ROUTES,
    *service_usage.ROUTES,
    *project_facts.ROUTES,
    *artifact_registry.ROUTES,
    *eventarc.ROUTES,
)
"""Patterns begin with the host. `{project}` is an id or a number."""

_AUTHORIZATION = re.compile(r"Bearer (\S+)", re.IGNORECASE)
_HOST = re.compile(r"/(?P<host>[a-z0-9-]+(\.[a-z0-9-]+)+|rtdb)(?P<path>/.*)?")

_DATABASES: Final = ("rtdb", ".firebaseio.com", ".firebasedatabase.app")


def hosts() -> tuple[str, ...]:
    """The hosts of Google that are simulated."""
    named = {route.pattern.split("/", 2)[1] for route in ROUTES}
    return tuple(sorted(host for host in named if "{" not in host))


def is_google(path: str) -> bool:
    """Whether a path begins with a host name."""
    return _HOST.fullmatch(path) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleApis:
    """Answers requests to Google's hosts for one account.

    Attributes:
        base_url: Of the sandbox; asked late, since the port is known late.
    """

    account: Account
    base_url: Callable[[], str]
    router: Router[Operation] = field(default_factory=lambda: Router(ROUTES))
    open: Router[Operation] = field(default_factory=lambda: Router(oauth_tokens.OPEN_ROUTES))
    signed: Router[Operation] = field(default_factory=lambda: Router(cloud_functions.SIGNED_ROUTES))

    def answer(self, request: Request) -> Answer:
        """The answer, whatever it is; refusals are answers too."""
        try:
            match = self._match(request)
            if match is None:
                raise GoogleRefusal(404, "Requested entity was not found.", note="not simulated")
            call = self._call(request, match.parameters)
            if "project" in match.parameters and call.host in call.project.options.disabled:
                raise service_disabled(call.host, call.project.number)
            return match.route.operation(call)
        except GoogleRefusal as refusal:
            return refusal.answer()
        except Refusal as refusal:
            return GoogleRefusal(refusal.status, refusal.message, note=refusal.note).answer()

    def _match(self, request: Request) -> Match[Operation] | None:
        """The operation. No token is needed to ask for one, nor with a signed address, which opens nothing else."""
        if "Signature" in request.query:
            return self.signed.match(request.method, request.path)
        if is_open := self.open.match(request.method, request.path):
            return is_open
        self._authenticate(request)
        return self.router.match(request.method, request.path)

    def _call(self, request: Request, parameters: Mapping[str, str]) -> Call:
        """The request, checked against Google's description where there is one."""
        host, _, path = request.path.removeprefix("/").partition("/")
        method = api_tables.method(request.method, host, f"/{path}")
        body = {} if _is_raw(request, host) else messages.body_of(request)
        if method is not None:
            messages.refuse_query(method, request.query)
            body = messages.canonical(method, body)
        return Call(
            request=request,
            host=host,
            base_url=self.base_url(),
            account=self.account,
            body=body,
            parameters=parameters,
            method=method,
        )

    def _authenticate(self, request: Request) -> None:
        """Refuse who brought no token, and what the token does not cover."""
        found = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
        permissions = self.account.tokens.permissions(found[1]) if found else None
        if permissions is None:
            raise GoogleRefusal(
                401,
                "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other"
                " valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
            )
        host, _, path = request.path.removeprefix("/").partition("/")
        if not permissions.allow(request.method, host, path):
            raise permission_denied()


def _is_raw(request: Request, host: str) -> bool:
    """Bodies that are no JSON of an API: uploads, and rules of the Realtime Database, which may hold comments."""
    if "Signature" in request.query:
        return True
    is_json = request.headers.get("content-type", "application/json").startswith("application/json")
    return not is_json or host.endswith(_DATABASES)
