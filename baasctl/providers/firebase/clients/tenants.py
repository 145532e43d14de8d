"""Tenants of Identity Toolkit v2: the list, one of them, and updates with a mask of leaves.

Paths: discovery document identitytoolkit v2 of 20250130. The key that password hashes are signed with never leaves
this module, codes of test numbers leave it as digests, but for those that `ignore` keeps and that are sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from baasctl.model.errors import Invalid
from baasctl.providers.firebase.clients.google import GoogleApis

HOST: Final = "identitytoolkit.googleapis.com"
_PAGE: Final = 1000
_OFF: Final = "INVALID_PROJECT_ID"
_CODES: Final = "testPhoneNumbers"

Digest = Callable[[str], str]


def tenants(google: GoogleApis, project: str, digest: Digest) -> list[dict[str, object]] | None:
    """All tenants, over all pages; `None` where the project does not allow any."""
    try:
        found = list(google.pages(HOST, f"/v2/projects/{project}/tenants", "tenants", query={"pageSize": _PAGE}))
    except Invalid as error:
        if any(_OFF in each.detail for each in error.diagnostics):
            return None
        raise
    return [_redacted(tenant, digest) for tenant in found]


def tenant(google: GoogleApis, project: str, tenant_id: str, digest: Digest) -> dict[str, object]:
    """One tenant."""
    path = f"/v2/projects/{project}/tenants/{quote(tenant_id, safe='')}"
    return _redacted(google.ask(HOST, "GET", path, subject=_subject(tenant_id)).json_object(), digest)


def codes_in_clear(google: GoogleApis, project: str, tenant_id: str) -> dict[str, str]:
    """Number to code of a tenant's test numbers in plain text: only to be sent again."""
    path = f"/v2/projects/{project}/tenants/{quote(tenant_id, safe='')}"
    codes = google.ask(HOST, "GET", path, subject=_subject(tenant_id)).json_object().get(_CODES)
    return {number: str(code) for number, code in codes.items()} if isinstance(codes, dict) else {}


def update_tenant(google: GoogleApis, project: str, tenant_id: str, body: Mapping[str, object], mask: str) -> None:
    """Write what the mask names; a path that the body lacks is cleared."""
    path = f"/v2/projects/{project}/tenants/{quote(tenant_id, safe='')}"
    google.ask(HOST, "PATCH", path, query={"updateMask": mask}, json=dict(body), subject=_subject(tenant_id))


def _redacted(tenant: Mapping[str, object], digest: Digest) -> dict[str, object]:
    copy = {name: member for name, member in tenant.items() if name != "hashConfig"}
    codes = copy.get(_CODES)
    if isinstance(codes, dict):
        copy[_CODES] = {number: digest(code) if isinstance(code, str) else "" for number, code in codes.items()}
    return copy


def _subject(tenant_id: str) -> str:
    return f'tenant "{tenant_id}"'
