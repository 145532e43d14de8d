"""Names of the API's messages."""

from __future__ import annotations

from typing import Final

from baasctl.sandbox.firebase import api_tables

API: Final = "identitytoolkit.v2"
_PREFIX: Final = "GoogleCloudIdentitytoolkitAdminV2"
CONFIG: Final = f"{_PREFIX}Config"
TENANT: Final = f"{_PREFIX}Tenant"


def messages() -> dict[str, api_tables.Message]:
    """All messages of the API."""
    return dict(api_tables.api(API).messages)


def message(name: str) -> str:
    """`Config` as the API's table names it."""
    return _PREFIX + name
