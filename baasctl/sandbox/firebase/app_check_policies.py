"""App Check's policies of single resources: today iOS OAuth clients of `oauth2.googleapis.com`."""

from __future__ import annotations

import secrets
from typing import Final

from baasctl.sandbox.exchange import Answer, JsonObject
from baasctl.sandbox.firebase.app_check import now, same_etag, settings, store, with_etag, within
from baasctl.sandbox.firebase.call import Call, Operation
from baasctl.sandbox.firebase.paging import page
from baasctl.sandbox.firebase.refusals import GoogleRefusal
from baasctl.sandbox.routing import Route

_NAME: Final = "policies"
_SERVICE: Final = "oauth2.googleapis.com"


def list_policies(call: Call) -> Answer:
    """The policies of a service."""
    parent = _parent(call)
    found = settings(call.project, _NAME)
    return page(call, "resourcePolicies", [found[name] for name in sorted(found) if name.startswith(parent)])


def create_policy(call: Call) -> Answer:
    """One for a resource that has none."""
    project, parent = call.project, _parent(call)
    target = str(call.body.get("targetResource", ""))
    if not target.startswith(f"//{_SERVICE}/projects/{project.number}/oauthClients/"):
        raise GoogleRefusal(400, "target_resource is not a resource of the service in this project.")
    with project.lock:
        policies = settings(project, _NAME)
        if any(each["targetResource"] == target for each in policies.values()):
            raise GoogleRefusal(409, "Requested entity already exists")
        name = f"{parent}{secrets.token_hex(8)}"
        mode = call.body.get("enforcementMode", "OFF")
        policies[name] = with_etag(
            {"name": name, "targetResource": target, "enforcementMode": mode, "updateTime": now()}
        )
        store(project, _NAME, policies)
        return call.answer(policies[name])


def read_policy(call: Call) -> Answer:
    """One policy."""
    return call.answer(_policy(call))


def update_policy(call: Call) -> Answer:
    """Another mode for the same resource."""
    project, policy = call.project, _policy(call)
    with project.lock:
        same_etag(call.body.get("etag"), policy)
        changed = within(policy, call, ("enforcementMode",)) | {"updateTime": now()}
        changed = with_etag({name: member for name, member in changed.items() if name != "etag"})
        store(project, _NAME, {**settings(project, _NAME), str(policy["name"]): changed})
    return call.answer(changed)


def delete_policy(call: Call) -> Answer:
    """The resource follows its service again."""
    project, policy = call.project, _policy(call)
    with project.lock:
        same_etag(call.query("etag"), policy)
        policies = settings(project, _NAME)
        del policies[str(policy["name"])]
        store(project, _NAME, policies)
    return call.answer({})


_BASE: Final = "/firebaseappcheck.googleapis.com/v1/projects/{project}/services/{service}/resourcePolicies"
ROUTES: Final[tuple[Route[Operation], ...]] = (
    Route("GET", _BASE, list_policies),
    Route("POST", _BASE, create_policy),
    Route("GET", f"{_BASE}/{{policy}}", read_policy),
    Route("PATCH", f"{_BASE}/{{policy}}", update_policy),
    Route("DELETE", f"{_BASE}/{{policy}}", delete_policy),
)


def _parent(call: Call) -> str:
    service = call.parameter("service")
    if service != _SERVICE:
        raise GoogleRefusal(400, f"Service {service} does not support resource policies.")
    return f"projects/{call.project.number}/services/{service}/resourcePolicies/"


def _policy(call: Call) -> JsonObject:
    found = settings(call.project, _NAME).get(_parent(call) + call.parameter("policy"))
    if found is None:
        raise GoogleRefusal(404, "Requested entity was not found.")
    return found
