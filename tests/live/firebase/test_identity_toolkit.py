"""Assumed behaviours of Identity Toolkit, asked of a real project with Identity Platform; what is made is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.live.firebase.conftest import LiveProject

PROJECT = "identitytoolkit.googleapis.com/v2/projects/{project}"
OIDC = {"clientId": "baasctl", "issuer": "https://accounts.google.com", "displayName": "baasctl-live"}


@contextmanager
def provider(live: LiveProject, collection: str, query: str, name: str, body: Any) -> Iterator[Any]:
    """A provider as it is read back."""
    live.change("POST", f"{PROJECT}/{collection}?{query}={name}", body)
    try:
        yield live.get(f"{PROJECT}/{collection}/{name}")
    finally:
        live.change("DELETE", f"{PROJECT}/{collection}/{name}")


def test_identity_provider_ids(live: LiveProject) -> None:
    """Each sort has its ids."""
    for address in (
        "oauthIdpConfigs?oauthIdpConfigId=baasctl-live",
        "inboundSamlConfigs?inboundSamlConfigId=baasctl-live",
        "defaultSupportedIdpConfigs?idpId=baasctl.example.com",
    ):
        assert live.ask("POST", f"{PROJECT}/{address}", {}).status == 400


def test_duplicate_identity_providers(live: LiveProject) -> None:
    """The first one stays."""
    with provider(live, "oauthIdpConfigs", "oauthIdpConfigId", "oidc.baasctl-live", OIDC):
        again = live.ask("POST", f"{PROJECT}/oauthIdpConfigs?oauthIdpConfigId=oidc.baasctl-live", OIDC)

    assert again.status == 409


def test_code_flow_needs_a_secret(live: LiveProject) -> None:
    """Without one it could not exchange its code."""
    body = {**OIDC, "responseType": {"code": True}}

    assert live.ask("POST", f"{PROJECT}/oauthIdpConfigs?oauthIdpConfigId=oidc.baasctl-live", body).status == 400


def test_apple_key_is_hidden(live: LiveProject) -> None:
    """Its id and team are answered."""
    flow = {"teamId": "TEAM123456", "keyId": "KEY1234567", "privateKey": "-----BEGIN PRIVATE KEY-----\nbGl2ZQ==\n"}
    body = {"clientId": "com.example", "appleSignInConfig": {"codeFlowConfig": flow}}
    with provider(live, "defaultSupportedIdpConfigs", "idpId", "apple.com", body) as read:
        assert read["appleSignInConfig"]["codeFlowConfig"].keys() == {"teamId", "keyId"}


def test_smtp_password_is_hidden(live: LiveProject) -> None:
    """The rest of the mail server's settings is answered; the method stays DEFAULT, so no mail goes there."""
    smtp = {
        "host": "smtp.example.com",
        "port": 587,
        "username": "baasctl",
        "password": "live",
        "senderEmail": "a@b.example",
    }
    mask = f"{PROJECT}/config?updateMask=notification.sendEmail.smtp"
    live.change("PATCH", mask, {"notification": {"sendEmail": {"smtp": smtp}}})
    try:
        assert "password" not in live.get(f"{PROJECT}/config")["notification"]["sendEmail"]["smtp"]
    finally:
        live.change("PATCH", mask, {})
