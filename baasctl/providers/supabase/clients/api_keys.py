"""API keys of a project, and whether the legacy ones are accepted."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.model.errors import NotFound
from baasctl.providers.supabase.clients.management import ManagementApi
from baasctl.providers.supabase.clients.operations import Operation

_PATH = "/v1/projects/{ref}/api-keys"
_READ, _WRITE = "api_gateway_keys_read", "api_gateway_keys_write"


def _writing(method: str, path: str) -> Operation:
    return Operation(method=method, path=path, scope="secrets:write", permission=_WRITE, writes=True, timeout_s=60)


LIST = Operation(method="GET", path=_PATH, scope="secrets:read", permission=_READ)
REVEAL = Operation(method="GET", path=_PATH, scope="secrets:read", permission=f"{_READ} and {_WRITE}")
CREATE = _writing("POST", _PATH)
CHANGE = _writing("PATCH", f"{_PATH}/{{id}}")
DELETE = _writing("DELETE", f"{_PATH}/{{id}}")


def api_keys(api: ManagementApi) -> list[object]:
    """Every key; texts of keys are dropped here and reach nobody."""
    listed = api.ask(LIST, query={"reveal": False}).json_array()
    for entry in listed:
        if isinstance(entry, dict):
            entry.pop("api_key", None)
    return listed


def secret_key(api: ManagementApi) -> str:
    """The text of a key that opens everything: a secret key, else the legacy `service_role`; empty if there is none."""
    listed = [entry for entry in api.ask(REVEAL, query={"reveal": True}).json_array() if isinstance(entry, dict)]
    secret = [entry for entry in listed if entry.get("type") == "secret"]
    legacy = [entry for entry in listed if entry.get("type") == "legacy" and entry.get("name") == "service_role"]
    texts = (entry.get("api_key") for entry in (*secret, *legacy))
    return next((text for text in texts if isinstance(text, str) and text), "")


def create_api_key(api: ManagementApi, settings: Mapping[str, object], subject: str) -> None:
    """Make a key; its text is not asked for."""
    api.ask(CREATE, subject=subject, query={"reveal": False}, json=dict(settings))


def change_api_key(api: ManagementApi, key_id: str, settings: Mapping[str, object], subject: str) -> None:
    """Set these fields and leave the others; the key stays the same."""
    api.ask(CHANGE, subject=subject, parameters={"id": key_id}, query={"reveal": False}, json=dict(settings))


def delete_api_key(api: ManagementApi, key_id: str, subject: str) -> None:
    """Delete it: it stops working at once. One that is gone already is no error."""
    try:
        api.ask(DELETE, subject=subject, parameters={"id": key_id})
    except NotFound:
        return


READ_LEGACY = Operation(method="GET", path=f"{_PATH}/legacy", scope="secrets:read", permission=_READ)
SWITCH_LEGACY = _writing("PUT", f"{_PATH}/legacy")


def legacy_keys(api: ManagementApi) -> dict[str, object]:
    """`enabled`: whether `anon` and `service_role` are accepted."""
    return api.ask(READ_LEGACY).json_object()


def switch_legacy_keys(api: ManagementApi, *, enabled: bool) -> None:
    """Accept both legacy keys, or neither."""
    api.ask(SWITCH_LEGACY, query={"enabled": enabled})
