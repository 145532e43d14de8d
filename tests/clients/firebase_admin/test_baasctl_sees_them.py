"""What firebase-admin changed is named by baasctl, and what baasctl applied is what firebase-admin reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from firebase_admin import auth, tenant_mgt

from tests.clients.firebase_admin.conftest import Sdk
from tests.contract.project import SpecProject, line

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nb25l\n-----END CERTIFICATE-----\n"
METADATA = """\
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com"><IDPSSODescriptor>
  <KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
    <X509Certificate>b25l</X509Certificate>
  </X509Data></KeyInfo></KeyDescriptor>
  <SingleSignOnService Location="https://idp.example.com/sso"/>
</IDPSSODescriptor></EntityDescriptor>
"""
HANDLER = "https://app.example.com/__/auth/handler"
OKTA = {
    "protocol": "oidc",
    "enabled": True,
    "issuer": "https://okta.example.com",
    "client_id": "app",
    "client_secret": "${secret:env:OKTA_SECRET}",
    "native": {"firebase": {"displayName": "Okta", "responseType": {"code": True}}},
}
CORP = {
    "protocol": "saml",
    "enabled": True,
    "metadata_xml": METADATA,
    "native": {"firebase": {"displayName": "Corp", "spConfig": {"spEntityId": "app", "callbackUri": HANDLER}}},
}
SPEC: dict[str, Any] = {
    "identity_providers": {"okta": OKTA, "corp": CORP},
    "tenants": {
        "acme": {
            "sign_in": {"email": True, "passwordless_email": False},
            "identity_providers": {"okta": OKTA, "corp": CORP},
        },
        "blue": {"sign_in": {"passwordless_email": True}},
    },
}


@pytest.fixture
def project(sdk: Sdk, tmp_path: Path) -> SpecProject:
    """The spec above, applied."""
    found = SpecProject(sdk.firebase, tmp_path / "spec", {"OKTA_SECRET": "okta-word"})
    found.write(SPEC)
    assert found.apply().is_converged
    return found


def drift(project: SpecProject) -> list[str]:
    """What `baasctl drift` names: a plan of what is live against the spec."""
    return sorted(map(line, project.plan().changes))


def clients(sdk: Sdk) -> dict[str, Any]:
    """The SDK's client of the project, and of tenant `acme`."""
    return {"project": auth.Client(sdk.app), "tenant": tenant_mgt.auth_for_tenant(tenant_id(sdk, "acme"), app=sdk.app)}


def tenant_id(sdk: Sdk, name: str) -> str:
    found: list[str] = [
        each.tenant_id for each in tenant_mgt.list_tenants(app=sdk.app).iterate_all() if each.display_name == name
    ]
    return found[0]


def test_it_reads_the_providers_that_baasctl_made(sdk: Sdk, project: SpecProject) -> None:
    """Of the project and of a tenant, value by value."""
    for client in clients(sdk).values():
        (okta,) = client.list_oidc_provider_configs().iterate_all()
        assert (okta.provider_id, okta.display_name, okta.enabled) == ("oidc.okta", "Okta", True)
        assert (okta.issuer, okta.client_id, okta.client_secret) == ("https://okta.example.com", "app", "okta-word")
        assert (okta.code_response_type, okta.id_token_response_type) == (True, False)
        (corp,) = client.list_saml_provider_configs().iterate_all()
        assert (corp.provider_id, corp.display_name, corp.enabled) == ("saml.corp", "Corp", True)
        assert (corp.idp_entity_id, corp.sso_url) == ("https://idp.example.com", "https://idp.example.com/sso")
        assert (corp.x509_certificates, corp.rp_entity_id, corp.callback_url) == ([CERTIFICATE], "app", HANDLER)
    assert drift(project) == []


def test_it_reads_the_tenants_that_baasctl_made(sdk: Sdk, project: SpecProject) -> None:
    """Its three fields."""
    found = {
        each.display_name: (each.allow_password_sign_up, each.enable_email_link_sign_in)
        for each in tenant_mgt.list_tenants(app=sdk.app).iterate_all()
    }
    assert found == {"acme": (True, False), "blue": (False, True)}
    assert drift(project) == []


def test_what_it_changed_is_drift_and_nothing_else(sdk: Sdk, project: SpecProject) -> None:
    """Field by field, in the project and in a tenant; after an apply it reads the spec's values again."""
    found = clients(sdk)
    found["project"].update_oidc_provider_config("oidc.okta", client_id="other", enabled=False)
    found["project"].update_saml_provider_config(
        "saml.corp", x509_certificates=["-----BEGIN CERTIFICATE-----\ndHdv\n-----END CERTIFICATE-----"]
    )
    found["tenant"].update_oidc_provider_config("oidc.okta", code_response_type=True, client_secret="stolen")
    tenant_mgt.update_tenant(tenant_id(sdk, "blue"), enable_email_link_sign_in=False, app=sdk.app)
    assert drift(project) == [
        "~ identity_providers/corp /metadata_xml",
        "~ identity_providers/okta /client_id /enabled",
        "~ tenants/acme /identity_providers/okta/client_secret",
        "~ tenants/blue /sign_in/passwordless_email",
    ]

    assert project.apply().is_converged
    test_it_reads_the_providers_that_baasctl_made(sdk, project)
    test_it_reads_the_tenants_that_baasctl_made(sdk, project)


def test_what_it_deleted_and_made_is_named(sdk: Sdk, project: SpecProject) -> None:
    """What is gone is made again; what is new is left alone, but in a tenant whose providers the spec lists."""
    found = clients(sdk)
    found["project"].delete_saml_provider_config("saml.corp")
    for client in found.values():
        client.create_oidc_provider_config("oidc.extra", client_id="x", issuer="https://extra.example.com")
    tenant_mgt.delete_tenant(tenant_id(sdk, "blue"), app=sdk.app)
    tenant_mgt.create_tenant("extra", app=sdk.app)
    assert drift(project) == [
        "+ identity_providers/corp",
        "+ tenants/blue",
        "~ tenants/acme /identity_providers/extra",
    ]

    assert project.apply().is_converged
    kept = {
        name: [each.provider_id for each in client.list_oidc_provider_configs().iterate_all()]
        for name, client in found.items()
    }
    assert kept == {"project": ["oidc.extra", "oidc.okta"], "tenant": ["oidc.okta"]}
    names = sorted(each.display_name for each in tenant_mgt.list_tenants(app=sdk.app).iterate_all())
    assert names == ["acme", "blue", "extra"]


def test_what_it_made_can_be_adopted(sdk: Sdk, tmp_path: Path) -> None:
    """The adopted spec has an empty plan."""
    client = auth.Client(sdk.app)
    client.create_oidc_provider_config("oidc.one", client_id="app", issuer="https://id.example.com", display_name="One")
    client.create_saml_provider_config(
        "saml.two",
        idp_entity_id="https://saml.example.com",
        sso_url="https://saml.example.com/sso",
        x509_certificates=["-----BEGIN CERTIFICATE-----\nb25l\n-----END CERTIFICATE-----", "dHdv"],
        rp_entity_id="app",
        callback_url=HANDLER,
    )
    tenant = tenant_mgt.create_tenant("acme", allow_password_sign_up=True, app=sdk.app)
    tenant_mgt.auth_for_tenant(tenant.tenant_id, app=sdk.app).create_oidc_provider_config(
        "oidc.one", client_id="app", issuer="https://id.example.com"
    )
    project = SpecProject(sdk.firebase, tmp_path / "adopted")
    project.write("baasctl: 1\ntargets: {prod: {provider: firebase, project: " + sdk.firebase.id + "}}\n")
    adopted = project.adopt()
    assert {"identity_providers": 2, "tenants": 1}.items() <= adopted.count.items()
    project.write_adopted(adopted)
    assert drift(project) == []
