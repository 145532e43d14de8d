"""`/v1/projects/{ref}/network-restrictions` and `/ssl-enforcement`: who may reach the database, and how."""

from __future__ import annotations

import ipaddress
from typing import cast

from baasctl.sandbox.exchange import Answer, Json, JsonObject, Refusal, json_answer
from baasctl.sandbox.supabase.call import Call
from baasctl.sandbox.supabase.project import Project, timestamp
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
    return json_answer(200, _state(call.project))


def replace(call: Call) -> Answer:
    """`POST …/apply`: the lists as given become the allow-list, at once."""
    project = call.project
    config = checked(_LISTS, call.request.json_object())
    lists: JsonObject = {name: config.get(name, []) for name in _LISTS}
    _refuse_malformed(lists)
    with project.lock:
        project.store(DOCUMENT, {"config": lists, "applied_at": timestamp()})
    return json_answer(201, {"entitlement": "allowed", "config": lists, "status": "applied"})


def change(call: Call) -> Answer:
    """`PATCH`: add and remove addresses; answers tagged objects where the other operations answer strings."""
    project = call.project
    steps = checked(_STEPS, call.request.json_object())
    add, remove = (cast("JsonObject", steps.get(name, {})) for name in ("add", "remove"))
    _refuse_malformed(add)
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
    return {"entitlement": "allowed", "status": "applied", "allowed_cidrs": _tagged(_config(project))}


def read_ssl(call: Call) -> Answer:
    """`GET /v1/projects/{ref}/ssl-enforcement`."""
    return json_answer(200, _ssl_answer(ssl_enforced(call.project)))


def replace_ssl(call: Call) -> Answer:
    """Takes effect at once; the platform reboots the database first."""
    project = call.project
    requested = cast("JsonObject", checked(_SSL, call.request.json_object())["requestedConfig"])
    enforced = requested["database"] is True
    with project.lock:
        project.store(SSL_DOCUMENT, {"database": enforced})
    return json_answer(200, _ssl_answer(enforced))


def ssl_enforced(project: Project) -> bool:
    """`database.ssl_enforced` of `GET /v2/projects/{ref}/config`."""
    return project.settings(SSL_DOCUMENT).get("database") is True


def _ssl_answer(enforced: bool) -> JsonObject:  # noqa: FBT001  the only argument, named by the function
    return {"currentConfig": {"database": enforced}, "appliedSuccessfully": True}


def _state(project: Project) -> JsonObject:
    stored = project.settings(DOCUMENT)
    state: JsonObject = {"entitlement": "allowed", "config": _config(project), "status": "applied"}
    return {**state, "applied_at": stored["applied_at"]} if stored else state


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
