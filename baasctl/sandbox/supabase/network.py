"""`/v1/projects/{ref}/network-restrictions` and `/ssl-enforcement`: who may reach the database, and how."""

from __future__ import annotations

import ipaddress
from typing import cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject, Refusal, json_answer
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.project import Project, timestamp
from baasctl.sandbox.supabase.settling import after_a_read, begun, is_settled
from baasctl.sandbox.supabase.validation import Field, checked

DOCUMENT = "network"
SSL_DOCUMENT = "ssl"

_LISTS = {
    "dbAllowedCidrs": Field(kind="array", items=Field(kind="string")),
    "dbAllowedCidrsV6": Field(kind="array", items=Field(kind="string")),
}
_STEPS = {"add": Field(kind="object", members=_LISTS), "remove": Field(kind="object", members=_LISTS)}
_SSL = {
    "requestedConfig": Field(kind="object", required=True, members={"database": Field(kind="boolean", required=True)})
}
_OPEN: JsonObject = {"dbAllowedCidrs": ["0.0.0.0/0"], "dbAllowedCidrsV6": ["::/0"]}


def read(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/network-restrictions`."""
    return json_answer(200, _state(after_a_read(call.project, DOCUMENT), call.project))


def replace(call: Call) -> Answer:
    """`POST …/apply`: the lists as given become the allow-list, at once or after some reads."""
    project = call.project
    config = checked(_LISTS, call.request.json_object())
    lists: JsonObject = {name: config.get(name, []) for name in _LISTS}
    _refuse_malformed(lists)
    _refuse_free(project)
    with project.lock:
        project.store(DOCUMENT, {"config": lists, "applied_at": timestamp(), **begun(project)})
    state = _state(project.settings(DOCUMENT), project)
    return json_answer(201, {name: state[name] for name in ("entitlement", "config", "status")})


def change(call: Call) -> Answer:
    """`PATCH`: add and remove addresses; answers tagged objects where the other operations answer strings."""
    project = call.project
    steps = checked(_STEPS, call.request.json_object())
    add, remove = (cast("JsonObject", steps.get(name, {})) for name in ("add", "remove"))
    _refuse_malformed(add)
    _refuse_free(project)
    with project.lock:
        before = _config(project)
        lists: JsonObject = {
            name: [
                address
                for address in dict.fromkeys([*_addresses(before, name), *_addresses(add, name)])
                if address not in _addresses(remove, name)
            ]
            for name in _LISTS
        }
        project.store(DOCUMENT, {"config": lists, "applied_at": timestamp()})
    answer = {
        "entitlement": "allowed",
        "config": {"dbAllowedCidrs": _tagged(lists)},
        "old_config": {"dbAllowedCidrs": _tagged(before)},
        "updated_at": timestamp(),
        "status": "stored",
    }
    return json_answer(200, answer)


def effective(project: Project) -> JsonObject:
    """`database.network_restrictions` of `GET /v2/projects/{ref}/config`."""
    state = _state(after_a_read(project, DOCUMENT), project)
    lists = cast("JsonObject", state["config"])
    return {"entitlement": state["entitlement"], "status": state["status"], "allowed_cidrs": _tagged(lists)}


def read_ssl(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/ssl-enforcement`."""
    return json_answer(200, _ssl_answer(after_a_read(call.project, SSL_DOCUMENT)))


def replace_ssl(call: Call) -> Answer:
    """Takes effect at once or after some reads; the platform reboots the database first."""
    project = call.project
    requested = cast("JsonObject", checked(_SSL, call.request.json_object())["requestedConfig"])
    with project.lock:
        before = ssl_enforced(project)
        project.store(SSL_DOCUMENT, {"database": requested["database"], "before": before, **begun(project)})
    return json_answer(200, _ssl_answer(project.settings(SSL_DOCUMENT)))


def ssl_enforced(project: Project) -> bool:
    """`database.ssl_enforced` of `GET /v2/projects/{ref}/config`."""
    answer = _ssl_answer(after_a_read(project, SSL_DOCUMENT))
    return cast("JsonObject", answer["currentConfig"])["database"] is True


def _ssl_answer(stored: JsonObject) -> JsonObject:
    enforced = stored.get("database" if is_settled(stored) else "before") is True
    return {"currentConfig": {"database": enforced}, "appliedSuccessfully": is_settled(stored)}


def _state(stored: JsonObject, project: Project) -> JsonObject:
    config = stored.get("config", _OPEN)
    entitlement = "disallowed" if project.options.plan == "free" else "allowed"
    if not is_settled(stored):
        return {"entitlement": entitlement, "config": config, "status": "stored"}
    state: JsonObject = {"entitlement": entitlement, "config": config, "status": "applied"}
    return {**state, "applied_at": stored["applied_at"]} if stored else state


def _refuse_free(project: Project) -> None:
    if project.options.plan == "free":
        raise Refusal(402, "Network restrictions are not available on the free plan")


def _config(project: Project) -> JsonObject:
    return cast("JsonObject", project.settings(DOCUMENT).get("config", _OPEN))


def _addresses(lists: JsonObject, name: str) -> list[str]:
    return cast("list[str]", lists.get(name, []))


def _tagged(lists: JsonObject) -> list[Json]:
    versions = {"dbAllowedCidrs": "v4", "dbAllowedCidrsV6": "v6"}
    return [
        {"address": address, "type": version}
        for name, version in versions.items()
        for address in _addresses(lists, name)
    ]


def _refuse_malformed(lists: JsonObject) -> None:
    families = {"dbAllowedCidrs": ipaddress.IPv4Network, "dbAllowedCidrsV6": ipaddress.IPv6Network}
    for name, family in families.items():
        for address in _addresses(lists, name):
            try:
                family(address, strict=False)
            except ValueError:
                raise Refusal(400, f"{name}: Invalid CIDR {address}") from None
