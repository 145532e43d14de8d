"""Which writes of identity providers firebase-admin can make, and its arguments for them.

It sends a client secret only together with `code`, clears nothing but a display name, and knows no `signRequest`
(firebase-admin 7.7.0, `_auth_providers.py`). Whatever else is to be written goes by REST.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.providers.firebase.identity_toolkit.wire import Update

_OIDC: Final[Mapping[str, str]] = {
    "clientId": "client_id",
    "clientSecret": "client_secret",
    "displayName": "display_name",
    "enabled": "enabled",
    "issuer": "issuer",
}
_SAML: Final[Mapping[str, str]] = {
    "displayName": "display_name",
    "enabled": "enabled",
    "idpConfig.idpCertificates": "x509_certificates",
    "idpConfig.idpEntityId": "idp_entity_id",
    "idpConfig.ssoUrl": "sso_url",
    "spConfig.callbackUri": "callback_url",
    "spConfig.spEntityId": "rp_entity_id",
}


def arguments(protocol: str, update: Update) -> dict[str, object] | None:
    """The SDK's arguments for a write, `None` where it cannot make it.

    Args:
        protocol: `oidc` or `saml`.
        update: Wire path to value.
    """
    found = _oidc(update) if protocol == "oidc" else _plain(update, _SAML)
    if found is None or None in found.values():
        return None
    certificates = found.get("x509_certificates")
    if isinstance(certificates, list):
        found["x509_certificates"] = [each["x509Certificate"] for each in certificates]
    return found


def _oidc(update: Update) -> dict[str, object] | None:
    rest = {wire: value for wire, value in update.items() if wire != "responseType"}
    response = update.get("responseType", {})
    is_code = isinstance(response, Mapping) and response.get("code") is True
    if is_code is not ("clientSecret" in update) or response is None:
        return None
    found = _plain(rest, _OIDC)
    if found is not None and isinstance(response, Mapping) and response:
        found |= {"code_response_type": is_code, "id_token_response_type": not is_code}
    return found


def _plain(update: Update, names: Mapping[str, str]) -> dict[str, object] | None:
    if not set(update) <= set(names):
        return None
    return {names[wire]: value for wire, value in update.items()}
