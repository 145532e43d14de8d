"""SAML providers (`sso/providers`) and trusted token issuers (`third-party-auth`) of a project."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.model.errors import NotFound
from baasctl.providers.supabase.clients.management import ManagementApi
from baasctl.providers.supabase.clients.operations import Operation

_SAML = "/v1/projects/{ref}/config/auth/sso/providers"
_ISSUERS = "/v1/projects/{ref}/config/auth/third-party-auth"
_READ = "auth_config_read"
_WRITE = "auth_config_write"


def _reading(path: str) -> Operation:
    return Operation(method="GET", path=path, scope="auth:read", permission=_READ)


def _writing(method: str, path: str) -> Operation:
    return Operation(method=method, path=path, scope="auth:write", permission=_WRITE, writes=True, timeout_s=60)


LIST_SAML = _reading(_SAML)
READ_SAML = _reading(f"{_SAML}/{{provider_id}}")
CREATE_SAML = _writing("POST", _SAML)
UPDATE_SAML = _writing("PUT", f"{_SAML}/{{provider_id}}")
DELETE_SAML = _writing("DELETE", f"{_SAML}/{{provider_id}}")
LIST_ISSUERS = _reading(_ISSUERS)
READ_ISSUER = _reading(f"{_ISSUERS}/{{tpa_id}}")
TRUST_ISSUER = _writing("POST", _ISSUERS)
DISTRUST_ISSUER = _writing("DELETE", f"{_ISSUERS}/{{tpa_id}}")


def saml_providers(api: ManagementApi) -> dict[str, object] | None:
    """`{items: […]}` without metadata texts; `None` while SAML is off, which the API says with 404."""
    try:
        return api.ask(LIST_SAML).json_object()
    except NotFound:
        return None


def saml_provider(api: ManagementApi, provider_id: str) -> dict[str, object]:
    """One provider with its metadata text."""
    parameters = {"provider_id": provider_id}
    return api.ask(READ_SAML, subject=_saml(provider_id), parameters=parameters).json_object()


def create_saml_provider(api: ManagementApi, settings: Mapping[str, object], subject: str) -> dict[str, object]:
    """Create it; the server fetches `metadata_url` before it answers."""
    return api.ask(CREATE_SAML, subject=subject, json={"type": "saml", **settings}).json_object()


def update_saml_provider(api: ManagementApi, provider_id: str, settings: Mapping[str, object], subject: str) -> None:
    """Change it: metadata and domains that are left out stay, mapping and name-id format are reset."""
    api.ask(UPDATE_SAML, subject=subject, parameters={"provider_id": provider_id}, json=dict(settings))


def delete_saml_provider(api: ManagementApi, provider_id: str, subject: str) -> None:
    """Delete it; one that is gone already is no error."""
    _delete(api, DELETE_SAML, {"provider_id": provider_id}, subject)


def issuers(api: ManagementApi) -> list[object]:
    """Every trusted issuer, with the keys as far as they are resolved."""
    return api.ask(LIST_ISSUERS).json_array()


def issuer(api: ManagementApi, issuer_id: str, subject: str) -> dict[str, object]:
    """One trusted issuer, with its keys as far as they are resolved."""
    return api.ask(READ_ISSUER, subject=subject, parameters={"tpa_id": issuer_id}).json_object()


def trust_issuer(api: ManagementApi, settings: Mapping[str, object], subject: str) -> dict[str, object]:
    """Trust it; its keys are resolved afterwards (`resolved_jwks`)."""
    return api.ask(TRUST_ISSUER, subject=subject, json=dict(settings)).json_object()


def distrust_issuer(api: ManagementApi, issuer_id: str, subject: str) -> None:
    """Stop trusting it; one that is gone already is no error."""
    _delete(api, DISTRUST_ISSUER, {"tpa_id": issuer_id}, subject)


def _delete(api: ManagementApi, operation: Operation, parameters: Mapping[str, str], subject: str) -> None:
    try:
        api.ask(operation, subject=subject, parameters=parameters)
    except NotFound:
        return


def _saml(provider_id: str) -> str:
    return f"SAML provider {provider_id}"
