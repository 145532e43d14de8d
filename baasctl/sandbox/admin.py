"""`/_sandbox/…`: how the command line and tests talk to a running sandbox. Needs the sandbox's token."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from baasctl.model.errors import BaasctlError
from baasctl.sandbox.amplify.project import ProjectOptions as AmplifyOptions
from baasctl.sandbox.descriptions import describe, describe_amplify, describe_firebase
from baasctl.sandbox.exchange import Answer, Json, JsonObject, Refusal, Request, json_answer
from baasctl.sandbox.faults import Faults, fault_from_json
from baasctl.sandbox.firebase.project import ProjectOptions as FirebaseOptions
from baasctl.sandbox.layout import PROVIDERS
from baasctl.sandbox.supabase.project import Project, ProjectOptions

if TYPE_CHECKING:
    from baasctl.sandbox.server import SandboxServer

PREFIX = "/_sandbox/"


def answer(sandbox: SandboxServer, request: Request) -> Answer:
    """Serve an admin request; refusals are answers too."""
    try:
        if not hmac.compare_digest(
            request.headers.get("authorization", "").encode(), f"Bearer {sandbox.token}".encode()
        ):
            raise Refusal(401, "Unauthorized")
        operation = _OPERATIONS.get((request.method, request.path.removeprefix(PREFIX)))
        if operation is None:
            raise Refusal(404, f"Cannot {request.method} {request.path}")
        return operation(sandbox, request)
    except Refusal as refusal:
        return refusal.answer()
    except BaasctlError as problem:
        first = problem.diagnostics[0]
        said = ": ".join(filter(None, (first.summary, first.detail, first.hint)))
        return Refusal(500, said).answer()


def _status(sandbox: SandboxServer, _request: Request) -> Answer:
    return json_answer(200, sandbox.status())


def _stop(sandbox: SandboxServer, _request: Request) -> Answer:
    threading.Thread(target=sandbox.close, daemon=False).start()
    return json_answer(200, {"message": "ok"})


def _add_project(sandbox: SandboxServer, request: Request) -> Answer:
    body = request.json_object()
    if body.get("provider") not in PROVIDERS:
        raise Refusal(400, f"provider: {body.get('provider')!r} is not simulated; there is {', '.join(PROVIDERS)}")
    ref = body.get("id")
    name = None if ref is None else str(ref)
    given = cast("JsonObject", body.get("options") or {})
    if body["provider"] == "firebase":
        made = sandbox.add_firebase_project(name, FirebaseOptions.from_json(given))
        return json_answer(201, describe_firebase(made))
    if body["provider"] == "amplify":
        app = sandbox.add_amplify_project(name, AmplifyOptions.from_json(given))
        return json_answer(201, describe_amplify(app))
    project: Project = sandbox.add_supabase_project(name, ProjectOptions.from_json(given))
    return json_answer(201, describe(project))


def _add_token(sandbox: SandboxServer, request: Request) -> Answer:
    body = request.json_object()
    permissions = body.get("permissions")
    if not isinstance(permissions, list):
        raise Refusal(400, "permissions: a list of names is needed")
    add = sandbox.add_google_token if body.get("provider") == "firebase" else sandbox.add_token
    return json_answer(201, {"token": add(*map(str, permissions))})


def _add_fault(sandbox: SandboxServer, request: Request) -> Answer:
    fault = fault_from_json(request.json_object())
    sandbox.faults.add(fault)
    return _list_faults(sandbox, request)


def _list_faults(sandbox: SandboxServer, _request: Request) -> Answer:
    faults: Faults = sandbox.faults
    listing: list[Json] = faults.listing()
    return json_answer(200, {"faults": listing})


def _clear_faults(sandbox: SandboxServer, request: Request) -> Answer:
    sandbox.faults.clear()
    return _list_faults(sandbox, request)


_OPERATIONS: dict[tuple[str, str], Callable[[SandboxServer, Request], Answer]] = {
    ("GET", "status"): _status,
    ("POST", "stop"): _stop,
    ("POST", "projects"): _add_project,
    ("POST", "tokens"): _add_token,
    ("GET", "faults"): _list_faults,
    ("POST", "faults"): _add_fault,
    ("DELETE", "faults"): _clear_faults,
}
