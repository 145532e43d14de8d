"""The operations, at `/v2/…` and, answering the same, at `/admin/v2/…`."""

from __future__ import annotations

from typing import Final

from baasctl.sandbox.firebase.call import Operation
from baasctl.sandbox.firebase.identity_toolkit import config, identity_providers, tenants
from baasctl.sandbox.routing import Route

_HOST: Final = "/identitytoolkit.googleapis.com"


def _routes(version: str) -> tuple[Route[Operation], ...]:
    project, tenant = f"{version}/projects/{{project}}", f"{version}/projects/{{project}}/tenants/{{tenant}}"
    return (
        Route("GET", f"{version}/defaultSupportedIdps", identity_providers.supported),
        Route("GET", f"{project}/config", config.read),
        Route("PATCH", f"{project}/config", config.change),
        Route("POST", f"{project}/identityPlatform:initializeAuth", config.initialise),
        Route("GET", f"{project}/tenants", tenants.listed),
        Route("POST", f"{project}/tenants", tenants.create),
        Route("GET", tenant, tenants.read),
        Route("PATCH", tenant, tenants.change),
        Route("DELETE", tenant, tenants.delete),
        Route("POST", f"{tenant}:getIamPolicy", tenants.get_policy),
        Route("POST", f"{tenant}:setIamPolicy", tenants.set_policy),
        Route("POST", f"{tenant}:testIamPermissions", tenants.test_permissions),
        *identity_providers.routes(project),
        *identity_providers.routes(tenant),
    )


ROUTES: tuple[Route[Operation], ...] = (*_routes(f"{_HOST}/v2"), *_routes(f"{_HOST}/admin/v2"))
