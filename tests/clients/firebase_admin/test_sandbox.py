"""firebase-admin makes, lists, changes and deletes what the sandbox keeps, and decodes its answers."""

from __future__ import annotations

from typing import Any

import pytest
from firebase_admin import auth, exceptions, tenant_mgt

from tests.clients.firebase_admin.conftest import Sdk

CERTIFICATES = ["-----BEGIN CERTIFICATE-----\nb25l\n-----END CERTIFICATE-----"]


@pytest.fixture(params=["project", "tenant"])
def client(request: pytest.FixtureRequest, sdk: Sdk) -> Any:
    """The project's client, and that of a tenant in it."""
    if request.param == "project":
        return auth.Client(sdk.app)
    tenant = tenant_mgt.create_tenant("acme", app=sdk.app)
    return tenant_mgt.auth_for_tenant(tenant.tenant_id, app=sdk.app)


def test_openid_providers(client: Any) -> None:
    """With the id token, and with a code and a secret."""
    client.create_oidc_provider_config("oidc.one", client_id="app", issuer="https://id.example.com", enabled=True)
    made = client.create_oidc_provider_config(
        "oidc.two",
        client_id="app",
        issuer="https://id.example.com",
        display_name="Two",
        client_secret="two-word",
        code_response_type=True,
        id_token_response_type=False,
    )
    assert (made.client_secret, made.code_response_type, made.id_token_response_type) == ("two-word", True, False)

    changed = client.update_oidc_provider_config("oidc.one", display_name="One", enabled=False)
    assert (changed.display_name, changed.enabled, changed.client_id) == ("One", False, "app")
    listed = {each.provider_id: each for each in client.list_oidc_provider_configs().iterate_all()}
    assert {name: each.display_name for name, each in listed.items()} == {"oidc.one": "One", "oidc.two": "Two"}

    client.delete_oidc_provider_config("oidc.one")
    with pytest.raises(auth.ConfigurationNotFoundError):
        client.get_oidc_provider_config("oidc.one")
    assert client.get_oidc_provider_config("oidc.two").issuer == "https://id.example.com"


def test_saml_providers(client: Any) -> None:
    """Their certificates and addresses are read back."""
    made = client.create_saml_provider_config(
        "saml.one",
        idp_entity_id="https://saml.example.com",
        sso_url="https://saml.example.com/sso",
        x509_certificates=CERTIFICATES,
        rp_entity_id="app",
        callback_url="https://app.example.com/handler",
        display_name="One",
        enabled=True,
    )
    assert (made.x509_certificates, made.callback_url, made.rp_entity_id) == (
        CERTIFICATES,
        "https://app.example.com/handler",
        "app",
    )

    changed = client.update_saml_provider_config("saml.one", idp_entity_id="https://other.example.com", enabled=False)
    assert (changed.idp_entity_id, changed.enabled, changed.sso_url) == (
        "https://other.example.com",
        False,
        "https://saml.example.com/sso",
    )
    assert [each.provider_id for each in client.list_saml_provider_configs().iterate_all()] == ["saml.one"]

    client.delete_saml_provider_config("saml.one")
    with pytest.raises(auth.ConfigurationNotFoundError):
        client.get_saml_provider_config("saml.one")


def test_tenants(sdk: Sdk) -> None:
    """Made with a server's id, changed, listed over pages, deleted."""
    names = [tenant_mgt.create_tenant(f"acme-{number}", app=sdk.app).tenant_id for number in range(3)]
    changed = tenant_mgt.update_tenant(
        names[0], display_name="acme-first", allow_password_sign_up=True, enable_email_link_sign_in=True, app=sdk.app
    )
    assert (changed.tenant_id, changed.display_name, changed.allow_password_sign_up) == (names[0], "acme-first", True)
    assert tenant_mgt.get_tenant(names[0], app=sdk.app).enable_email_link_sign_in is True

    pages = tenant_mgt.list_tenants(max_results=2, app=sdk.app)
    assert [len(pages.tenants), pages.has_next_page] == [2, True]
    assert sorted(each.tenant_id for each in pages.iterate_all()) == sorted(names)

    tenant_mgt.delete_tenant(names[0], app=sdk.app)
    with pytest.raises(tenant_mgt.TenantNotFoundError):
        tenant_mgt.get_tenant(names[0], app=sdk.app)


def test_a_refusal_is_the_exception_that_the_client_names(sdk: Sdk) -> None:
    """Google's tokens and statuses are told apart by it."""
    client = auth.Client(sdk.app)
    given: dict[str, Any] = {"client_id": "app", "issuer": "https://id.example.com"}
    client.create_oidc_provider_config("oidc.one", **given)

    with pytest.raises(exceptions.ConflictError):
        client.create_oidc_provider_config("oidc.one", **given)


def test_what_the_client_wrote_outlives_it(sdk: Sdk) -> None:
    """It is in the sandbox, as Google's API answers it."""
    auth.Client(sdk.app).create_oidc_provider_config("oidc.one", client_id="app", issuer="https://id.example.com")
    address = "identitytoolkit.googleapis.com/admin/v2/projects/{project}/oauthIdpConfigs/oidc.one"

    assert sdk.firebase.get(address)["issuer"] == "https://id.example.com"
