"""Keys that sign the tokens of a project's users."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.model.errors import NotFound
from baasctl.providers.supabase.clients.management import ManagementApi
from baasctl.providers.supabase.clients.operations import Operation

_PATH = "/v1/projects/{ref}/config/auth/signing-keys"


def _writing(method: str, path: str) -> Operation:
    return Operation(
        method=method,
        path=path,
        scope="secrets:write",
        permission="auth_signing_keys_write",
        writes=True,
        timeout_s=60,
    )


LIST = Operation(method="GET", path=_PATH, scope="secrets:read", permission="auth_signing_keys_read")
CREATE = _writing("POST", _PATH)
CHANGE = _writing("PATCH", f"{_PATH}/{{id}}")
DELETE = _writing("DELETE", f"{_PATH}/{{id}}")


def signing_keys(api: ManagementApi) -> dict[str, object]:
    """`{keys: […]}` with public halves only."""
    return api.ask(LIST).json_object()


def create_signing_key(api: ManagementApi, settings: Mapping[str, object], subject: str) -> None:
    """Make a key, or take in one (`private_jwk`)."""
    api.ask(CREATE, subject=subject, json=dict(settings))


def move_signing_key(api: ManagementApi, key_id: str, status: str, subject: str) -> None:
    """Give a key another status; one that comes into use sends the former one to `previously_used`."""
    api.ask(CHANGE, subject=subject, parameters={"id": key_id}, json={"status": status})


def delete_signing_key(api: ManagementApi, key_id: str, subject: str) -> None:
    """Delete a key that was revoked some time ago; one that is gone already is no error."""
    try:
        api.ask(DELETE, subject=subject, parameters={"id": key_id})
    except NotFound:
        return
