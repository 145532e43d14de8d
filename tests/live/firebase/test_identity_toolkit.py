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


def test_customized_mails(live: LiveProject) -> None:
    """The flag is about the texts, not about the sender; without them the texts are Google's."""
    wire = "notification.sendEmail.resetPasswordTemplate"
    texts, sender = f"{wire}.subject,{wire}.body", f"{wire}.senderDisplayName"

    def template() -> Any:
        return live.get(f"{PROJECT}/config")["notification"]["sendEmail"]["resetPasswordTemplate"]

    def write(mask: str, values: Any) -> None:
        body = {"notification": {"sendEmail": {"resetPasswordTemplate": values}}}
        live.change("PATCH", f"{PROJECT}/config?updateMask={mask}", body)

    before = template()
    try:
        write(sender, {"senderDisplayName": "baasctl"})
        assert template().get("customized") == before.get("customized")
        write(f"{wire}.subject", {"subject": "baasctl live"})
        assert template()["customized"] is True
        write(texts, {})
        assert "customized" not in template()
        assert template()["subject"]
    finally:
        write(f"{texts},{sender}", {name: before[name] for name in ("subject", "body") if before.get("customized")})


def test_states_of_factors(live: LiveProject) -> None:
    """Each factor has its own state."""
    before = live.get(f"{PROJECT}/config").get("mfa", {})
    address = f"{PROJECT}/config?updateMask=mfa"
    totp = {"state": "ENABLED", "totpProviderConfig": {"adjacentIntervals": 3}}
    try:
        live.change("PATCH", address, {"mfa": {"state": "DISABLED", "providerConfigs": [totp]}})
        read = live.get(f"{PROJECT}/config")["mfa"]
        assert (read.get("state", "DISABLED"), read["providerConfigs"]) == ("DISABLED", [totp])
    finally:
        live.change("PATCH", address, {"mfa": before})
