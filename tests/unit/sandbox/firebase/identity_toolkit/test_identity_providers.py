"""Built-in, OpenID Connect and SAML providers of projects and tenants."""

from __future__ import annotations

import json
from typing import Any

import pytest

from baasctl.sandbox.server import SandboxServer
from tests.sandbox_fixtures import FirebaseProject, new_firebase_project

PROJECT = "identitytoolkit.googleapis.com/v2/projects/{project}"
OIDC = {"clientId": "app", "issuer": "https://id.example.com", "enabled": True}
SAML = {
    "idpConfig": {"idpEntityId": "https://saml.example.com", "ssoUrl": "https://saml.example.com/sso"},
    "spConfig": {"spEntityId": "app"},
    "displayName": "Example",
}


def error(firebase: FirebaseProject, method: str, address: str, body: Any = None) -> tuple[int, str]:
    """Status and first word of a refusal."""
    answer = firebase.request(method, address, body)
    return answer.status, json.loads(answer.body)["error"]["message"].partition(" ")[0]


@pytest.fixture
def owners(firebase: FirebaseProject) -> list[str]:
    """Address of the project, and of a tenant in it."""
    firebase.change("PATCH", f"{PROJECT}/config?updateMask=multiTenant", {"multiTenant": {"allowTenants": True}})
    tenant = firebase.change("POST", f"{PROJECT}/tenants", {"displayName": "acme"})["name"].rpartition("/")[2]
    return [PROJECT, f"{PROJECT}/tenants/{tenant}"]


@pytest.mark.parametrize(
    ("collection", "parameter", "name", "body"),
    [
        ("defaultSupportedIdpConfigs", "idpId", "google.com", {"clientId": "app", "clientSecret": "word"}),
        ("oauthIdpConfigs", "oauthIdpConfigId", "oidc.example", OIDC),
        ("inboundSamlConfigs", "inboundSamlConfigId", "saml.example", SAML),
    ],
)
def test_a_provider_is_made_read_listed_changed_and_deleted(
    firebase: FirebaseProject, owners: list[str], collection: str, parameter: str, name: str, body: Any
) -> None:
    """In the project and in a tenant, apart from each other; an empty list has no member."""
    for owner in owners:
        one = f"{owner}/{collection}/{name}"
        outside = {"clientId": "other"} if parameter == "idpId" else {"displayName": "other"}
        assert firebase.get(f"{owner}/{collection}") == {}
        made = firebase.change("POST", f"{owner}/{collection}?{parameter}={name}", body)
        number = str(firebase.project.number)
        assert made["name"] == one.partition("/v2/")[2].replace("{project}", number)
        assert made.items() >= {key: value for key, value in body.items() if isinstance(value, str | bool)}.items()
        assert firebase.get(one) == made
        assert firebase.get(f"{owner}/{collection}") == {collection: [made]}
        assert error(firebase, "POST", f"{owner}/{collection}?{parameter}={name}", body) == (409, "ALREADY_EXISTS")
        changed = firebase.change("PATCH", f"{one}?updateMask=enabled", {"enabled": True, **outside})
        assert changed == {**made, "enabled": True}
        assert firebase.change("PATCH", one, {"enabled": False}) == changed
        assert firebase.change("DELETE", one, None) == {}
        assert error(firebase, "GET", one) == (404, "CONFIGURATION_NOT_FOUND")
        assert error(firebase, "DELETE", one) == (404, "CONFIGURATION_NOT_FOUND")
        assert error(firebase, "PATCH", f"{one}?updateMask=enabled", {}) == (404, "CONFIGURATION_NOT_FOUND")


@pytest.mark.parametrize(
    ("query", "token"),
    [
        ("defaultSupportedIdpConfigs?idpId=example.com", "INVALID_IDP_ID"),
        ("defaultSupportedIdpConfigs", "INVALID_IDP_ID"),
        ("oauthIdpConfigs?oauthIdpConfigId=example", "INVALID_CONFIG_ID"),
        ("inboundSamlConfigs?inboundSamlConfigId=oidc.example", "INVALID_CONFIG_ID"),
    ],
)
def test_ids_have_their_form(firebase: FirebaseProject, query: str, token: str) -> None:
    """OpenID Connect begins with `oidc.`, SAML with `saml.`, built-in ones are a fixed set."""
    assert error(firebase, "POST", f"{PROJECT}/{query}", {}) == (400, token)


def test_the_client_secret_is_answered(firebase: FirebaseProject) -> None:
    """Production returns it, so it can be compared."""
    body = {**OIDC, "clientSecret": "oidc-word", "responseType": {"code": True, "idToken": False}}
    made = firebase.change("POST", f"{PROJECT}/oauthIdpConfigs?oauthIdpConfigId=oidc.example", body)

    assert made["clientSecret"] == "oidc-word"
    assert made["responseType"] == {"code": True}


def test_one_response_type_is_set_and_the_id_token_is_usual(firebase: FirebaseProject) -> None:
    """The code flow needs a secret."""
    address = f"{PROJECT}/oauthIdpConfigs?oauthIdpConfigId=oidc.example"

    assert error(firebase, "POST", address, {**OIDC, "responseType": {"code": True, "idToken": True}})[0] == 400
    assert error(firebase, "POST", address, {**OIDC, "responseType": {"code": True}})[0] == 400
    assert firebase.change("POST", address, OIDC)["responseType"] == {"idToken": True}


def test_saml_shows_the_certificate_of_the_service(firebase: FirebaseProject) -> None:
    """Google makes it; the callback is the project's own unless one is given."""
    made = firebase.change("POST", f"{PROJECT}/inboundSamlConfigs?inboundSamlConfigId=saml.example", SAML)

    assert made["spConfig"]["callbackUri"] == f"https://{firebase.id}.firebaseapp.com/__/auth/handler"
    assert made["spConfig"]["spCertificates"][0].keys() == {"x509Certificate", "expiresAt"}


def test_the_key_of_apple_is_not_answered(firebase: FirebaseProject) -> None:
    """The rest of the code flow is."""
    flow = {"teamId": "T", "keyId": "K", "privateKey": "apple-word"}
    body = {"clientId": "app", "appleSignInConfig": {"bundleIds": ["com.example"], "codeFlowConfig": flow}}
    made = firebase.change("POST", f"{PROJECT}/defaultSupportedIdpConfigs?idpId=apple.com", body)

    assert made["appleSignInConfig"]["codeFlowConfig"] == {"teamId": "T", "keyId": "K"}


def test_lists_come_in_pages(firebase: FirebaseProject) -> None:
    """With a token to the next one."""
    for name in ("a", "b", "c"):
        firebase.change("POST", f"{PROJECT}/oauthIdpConfigs?oauthIdpConfigId=oidc.{name}", OIDC)
    first = firebase.get(f"{PROJECT}/oauthIdpConfigs?pageSize=2")
    second = firebase.get(f"{PROJECT}/oauthIdpConfigs?pageSize=2&pageToken={first['nextPageToken']}")

    assert [len(each["oauthIdpConfigs"]) for each in (first, second)] == [2, 1]
    assert "nextPageToken" not in second


def test_the_supported_providers_are_listed(firebase: FirebaseProject) -> None:
    """By id."""
    listed = firebase.get("identitytoolkit.googleapis.com/v2/defaultSupportedIdps")["defaultSupportedIdps"]

    assert {"google.com", "apple.com", "github.com"} <= {each["idpId"] for each in listed}


def test_without_authentication_there_are_no_providers(sandbox: SandboxServer) -> None:
    """404 with the token of a missing configuration."""
    firebase = new_firebase_project(sandbox, auth=False)

    assert error(firebase, "GET", f"{PROJECT}/oauthIdpConfigs") == (404, "CONFIGURATION_NOT_FOUND")
